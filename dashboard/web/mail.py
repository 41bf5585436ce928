"""E-mail: a subject and a text, each a template, with absolute links back to Tandem.

Threads send what nobody waits for: Django 5.2 has no task queue, and a mail is not worth a broker.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from threading import BoundedSemaphore, Semaphore, Thread
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.urls import reverse

log = structlog.get_logger(__name__)

_waiting = BoundedSemaphore(50)  # mails at once, in each process; more are not sent, and the log says so
_sending = Semaphore(2)
THREAD = "mail"


def is_configured() -> bool:
    """Return whether this server can send e-mail."""
    return bool(settings.MAIL_IS_CONFIGURED)


def letter(to: str, template: str, context: Mapping[str, Any]) -> EmailMessage:
    """Return a mail of `<template>_subject.txt` and `<template>.txt`, in the active language."""
    subject = " ".join(render_to_string(f"{template}_subject.txt", dict(context)).split())
    body = render_to_string(f"{template}.txt", dict(context)).strip() + "\n"
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [to])


def send(to: str, template: str, context: Mapping[str, Any]) -> None:
    """Send an e-mail and wait for the mail server. Raises OSError and SMTPException."""
    letter(to, template, context).send()


def send_later(message: EmailMessage) -> None:
    """Send an e-mail in the background, so that a slow or broken mail server affects no page.

    Raises nothing. How long a page takes does not say whether a mail is on its way.
    """
    if "smtp" not in settings.EMAIL_BACKEND:
        _send(message)
    elif _waiting.acquire(blocking=False):
        try:
            Thread(target=_send_in_turn, args=(message,), name=THREAD, daemon=True).start()
        except RuntimeError:  # no thread is to be had
            _waiting.release()
            log.error("mail_not_sent", reason="no thread")  # noqa: TRY400 - a trace may quote the mail
    else:
        log.error("mail_not_sent", reason="too many wait")


def finish() -> None:
    """Wait for pending e-mails, as a command must before it ends."""
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join()


def _send_in_turn(message: EmailMessage) -> None:
    with _sending:
        _send(message)
    _waiting.release()


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception as problem:  # noqa: BLE001 - what the mail tells of is done, whatever keeps the mail from leaving
        log.error("mail_not_sent", reason=type(problem).__name__)  # noqa: TRY400 - a trace may quote the mail


def address_of(name: str, *arguments: Any) -> str:
    """Return the absolute URL of a page, for an e-mail sent without a request."""
    return absolute(reverse(name, args=arguments))


def absolute(path: str, request: HttpRequest | None = None) -> str:
    """Return the absolute URL of a path.

    PUBLIC_URL decides. Without it, it is the host that a request was sent to, which ALLOWED_HOSTS vouches for, with no
    port but the one that it came in by: nobody vouches for that.
    """
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    if request is None:
        host = settings.ALLOWED_HOSTS[0].lstrip(".")
        return f"http://127.0.0.1:{settings.PORT}{path}" if settings.DEVELOPMENT else f"https://{host}{path}"
    host, port = split_domain_port(request.get_host())
    came_by = port if port == str(request.META.get("SERVER_PORT")) and not settings.TRUSTED_PROXY_COUNT else ""
    return f"{request.scheme}://{host}{f':{came_by}' if came_by else ''}{path}"

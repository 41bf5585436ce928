"""Mails of ours: a subject and a text, each a template, with links that lead back here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse


def is_configured() -> bool:
    """Whether this server can send mail; without EMAIL_URL it only prints."""
    return bool(settings.MAIL_IS_CONFIGURED)


def send(to: str, template: str, context: Mapping[str, Any]) -> None:
    """Send `<template>_subject.txt` and `<template>.txt`. Raises OSError and SMTPException when it cannot."""
    subject = " ".join(render_to_string(f"{template}_subject.txt", dict(context)).split())
    body = render_to_string(f"{template}.txt", dict(context)).strip() + "\n"
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [to])


def address_of(name: str, *arguments: Any) -> str:
    """Return the whole address of a page, for a mail that is sent without a request."""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse(name, args=arguments)

"""The origin of the current request: its id and the trusted client address, for logs and history.

`TRUSTED_PROXY_COUNT` proxies of ours stand in front; each adds the address that it saw to the right end of
`X-Forwarded-For`. So the right-most entry but that many is the nearest one that a stranger cannot choose. With 0 the
header is not read at all.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from dashboard.upstream.secret import Secret


@dataclass(frozen=True, slots=True)
class Origin:
    """A request's id (16 hex digits) and address; both empty in a management command."""

    request_id: str = ""
    address: str = ""


_current: ContextVar[Origin] = ContextVar("tandem_origin", default=Origin())  # noqa: B039 - frozen
_request: ContextVar[HttpRequest | None] = ContextVar("tandem_request", default=None)
_used: ContextVar[list[Secret] | None] = ContextVar("tandem_used_secrets", default=None)

# A caller's secret has at least 22 characters; what is shorter would mask words, what is longer is no secret of ours.
SHORTEST, LONGEST = 16, 500
IN_ADDRESS = ("token", "key")  # parameters of routes that open an account for whoever has them


def current() -> Origin:
    """Return the origin of the current request."""
    return _current.get()


def using(secret: Secret) -> None:
    """Mask this secret in every log line until the request is answered."""
    used = _used.get()
    if used is not None and secret not in used:
        used.append(secret)


def secrets_in_use(request: HttpRequest | None = None) -> list[Secret]:
    """Return what no log line of a request may show; without one, of the request that is being answered.

    That is what was sent to Toggl for it, and what the caller sent us: credentials, cookies, secrets in the address.
    """
    asked = request or _request.get()
    sent = [] if asked is None else [Secret(text) for text in _sent_with(asked) if SHORTEST <= len(text) <= LONGEST]
    return [*(_used.get() or []), *sent]


def _sent_with(request: HttpRequest) -> Iterator[str]:
    yield request.META.get("HTTP_AUTHORIZATION", "").partition(" ")[2].strip()
    yield request.META.get(settings.CSRF_HEADER_NAME, "")
    yield request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    yield request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    with suppress(Resolver404):
        given = (request.resolver_match or resolve(request.path_info)).kwargs
        yield from (str(given[name]) for name in IN_ADDRESS if name in given)


def note_unrecorded() -> None:
    """Make the response warn that a change was made but could not be recorded in history."""
    if (asked := _request.get()) is not None:
        asked.is_unrecorded = True  # type: ignore[attr-defined]  # ours, read by the middleware


@contextmanager
def of_request(request: HttpRequest) -> Iterator[Origin]:
    """Give the request a new id, for its log lines and rows of history; one sent by the caller is ignored."""
    origin = Origin(secrets.token_hex(8), address_of(request))
    tokens = _current.set(origin), _request.set(request), _used.set([])
    try:
        with structlog.contextvars.bound_contextvars(request_id=origin.request_id):
            yield origin
    finally:
        _current.reset(tokens[0])
        _request.reset(tokens[1])
        _used.reset(tokens[2])


def address_of(request: HttpRequest) -> str:
    """Return the trusted address of the caller, or an empty string."""
    trusted = settings.TRUSTED_PROXY_COUNT
    if not trusted:
        return _address(request.META.get("REMOTE_ADDR", ""))
    claimed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _address(claimed[-trusted]) if len(claimed) >= trusted else ""


def _address(text: str) -> str:
    """Return the canonical form of an address without its port, or an empty string if it is invalid."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""

"""Where a request comes from: its id and the address that is believed, known to everything that happens for it.

`TRUSTED_PROXY_COUNT` proxies of ours stand in front; each adds the address that it saw to the right end of
`X-Forwarded-For`. So the right-most entry but that many is the nearest one that a stranger cannot choose. With 0 the
header is not read at all.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.http import HttpRequest

from dashboard.upstream.secret import Secret


@dataclass(frozen=True, slots=True)
class Origin:
    """A request's id (16 hex digits) and address; both empty for what a command does."""

    request_id: str = ""
    address: str = ""


_current: ContextVar[Origin] = ContextVar("tandem_origin", default=Origin())  # noqa: B039 - frozen
_used: ContextVar[list[Secret] | None] = ContextVar("tandem_used_secrets", default=None)


def current() -> Origin:
    """Return where the request that is being answered comes from."""
    return _current.get()


def using(secret: Secret) -> None:
    """Remember until the request is answered that this secret is in use: no log line may show it till then."""
    used = _used.get()
    if used is not None and not any(secret is one for one in used):
        used.append(secret)


def used() -> list[Secret]:
    """Return the secrets that were used for the request that is being answered."""
    return _used.get() or []


@contextmanager
def of_request(request: HttpRequest) -> Iterator[Origin]:
    """Give a request its id, and its log lines and rows of history that id; never one that the caller claims."""
    origin = Origin(secrets.token_hex(8), address_of(request))
    token, secrets_token = _current.set(origin), _used.set([])
    try:
        with structlog.contextvars.bound_contextvars(request_id=origin.request_id):
            yield origin
    finally:
        _current.reset(token)
        _used.reset(secrets_token)


def address_of(request: HttpRequest) -> str:
    """Return the address that is believed to be the caller's, an empty string where there is none."""
    trusted = settings.TRUSTED_PROXY_COUNT
    if not trusted:
        return _address(request.META.get("REMOTE_ADDR", ""))
    claimed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _address(claimed[-trusted]) if len(claimed) >= trusted else ""


def _address(text: str) -> str:
    """Return an address as it is written best, without a port; empty for what is none."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""

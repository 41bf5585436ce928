"""A tested credential of another account, held sealed for some minutes until its owner confirms the replacement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.core.cache import cache

from dashboard.credentials.models import Connection
from dashboard.gateway.answers import Account
from dashboard.upstream.authorization import Authorization, Kind
from dashboard.vault import VaultError, open_sealed, seal

HELD_FOR = 600  # seconds


@dataclass(frozen=True, slots=True)
class Held:
    """What waits for a yes."""

    kind: str
    email: str
    sealed: bytes
    account: Account  # its token is taken out
    expires_at: date | None


def hold(connection: Connection, authorization: Authorization, account: Account, expires_at: date | None) -> None:
    """Keep a credential in the cache, sealed to this connection."""
    sealed = seal(authorization.secret, **_place(connection))
    held = Held(authorization.kind, authorization.email, sealed, account, expires_at)
    cache.set(_name(connection), held, HELD_FOR)


def held_for(connection: Connection) -> Held | None:
    """Return what waits for this connection and this generation of its secret."""
    held: Held | None = cache.get(_name(connection))
    return held


def opened(connection: Connection, held: Held) -> Authorization | None:
    """Return the credential itself, or None when it cannot be opened any more."""
    try:
        secret = open_sealed(held.sealed, **_place(connection))
    except VaultError:
        return None
    return Authorization(cast("Kind", held.kind), secret, held.email)


def drop(connection: Connection) -> None:
    """Forget what waits."""
    cache.delete(_name(connection))


def _name(connection: Connection) -> str:
    return f"replacement:{connection.pk.hex}.{connection.generation}"


def _place(connection: Connection) -> dict[str, str]:
    return {
        "purpose": "replacement",
        "row": str(connection.pk),
        "user": str(connection.user_id),
        "service": str(connection.service),
        "field": "held",
    }

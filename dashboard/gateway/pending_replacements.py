"""A tested credential of another account, kept sealed for some minutes until its owner confirms the replacement."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import cast

from django.core.cache import cache

from dashboard.credentials.models import Connection
from dashboard.gateway.answers import ProbedAccount
from dashboard.upstream import timestamps
from dashboard.upstream.authorization import Authorization, Kind
from dashboard.vault import VaultError, open_sealed, seal
from dashboard.web import times

EXPIRES_AFTER = 600  # seconds


@dataclass(frozen=True, slots=True)
class PendingReplacement:
    """What waits for a yes."""

    kind: str
    email: str
    sealed: bytes
    account: ProbedAccount  # its token is taken out
    expires_at: date | None


def store(
    connection: Connection, authorization: Authorization, account: ProbedAccount, expires_at: date | None
) -> None:
    """Keep a credential in the cache, sealed to this connection."""
    known = {field.name: getattr(account, field.name) for field in fields(account) if field.name != "api_token"}
    waiting = {
        "kind": authorization.kind,
        "email": authorization.email,
        "sealed": seal(authorization.secret, **_place(connection)).hex(),
        "account": {**known, "at": account.at.isoformat()},
        "expires_at": expires_at and expires_at.isoformat(),
    }
    cache.set(_name(connection), waiting, EXPIRES_AFTER)


def pending_for(connection: Connection) -> PendingReplacement | None:
    """Return what waits for this connection and this generation of its secret."""
    waiting = cache.get(_name(connection))
    if not waiting:
        return None
    known, expires_at = waiting["account"], waiting["expires_at"]
    return PendingReplacement(
        kind=waiting["kind"],
        email=waiting["email"],
        sealed=bytes.fromhex(waiting["sealed"]),
        account=ProbedAccount(**{**known, "at": timestamps.stored(known["at"]), "api_token": None}),
        expires_at=times.date_of(expires_at or ""),
    )


def authorization_of(connection: Connection, pending: PendingReplacement) -> Authorization | None:
    """Return the credential itself, or None when it cannot be opened any more."""
    try:
        secret = open_sealed(pending.sealed, **_place(connection))
    except VaultError:
        return None
    return Authorization(cast("Kind", pending.kind), secret, pending.email)


def discard(connection: Connection) -> None:
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

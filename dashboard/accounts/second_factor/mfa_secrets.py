"""Seeds of second factors: codes of an app, recovery codes. They are sealed by the vault before they are stored.

django-allauth keeps them inside JSON and asks to seal text without saying whose it is, so a seed is bound to its
purpose and key, not to a row.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from dashboard.upstream.secret import Secret
from dashboard.vault import Column, Row, Tampered, VaultError, open_sealed, register, seal
from dashboard.vault.registry import SealedRow

PLACE = {"purpose": "second-factor", "row": "", "user": "", "service": "", "field": "seed"}
KEYS = {"totp": "secret", "recovery_codes": "seed"}  # where django-allauth keeps the seed of each type
PENDING = "second-factor.pending"


def sealed(text: str) -> str:
    """Return a seed as it is stored."""
    return b64encode(seal(Secret(text), **PLACE)).decode()


def opened(stored: str) -> str:
    """Return the seed. Raises VaultError."""
    return open_sealed(_envelope(stored), **PLACE).reveal()


def pending(session: SessionBase, *, renew: bool) -> str:
    """Return the seed that an app is about to be set up with, a new one if `renew`; it waits sealed in the session."""
    waiting = "" if renew else session.get(PENDING, "")
    if waiting:
        try:
            return opened(waiting)
        except VaultError:
            pass  # its key is gone; whoever sets up an app begins again
    seed = str(generate_totp_secret())
    session[PENDING] = sealed(seed)
    return seed


def forget_pending(session: SessionBase) -> None:
    """Drop the seed that waited."""
    session.pop(PENDING, None)


@dataclass(frozen=True, kw_only=True)
class SeedColumn(Column):
    """The envelopes inside the JSON of django-allauth's rows."""

    def batch(self, after: Any, size: int) -> list[Row]:
        """Return up to `size` rows that hold a seed, whose key follows `after`."""
        rows = self._manager.filter(type__in=KEYS).order_by("pk")
        if after is not None:
            rows = rows.filter(pk__gt=after)
        return [SealedRow(row.pk, _of(row), PLACE) for row in rows[:size]]

    def swap(self, row: Row, sealed: bytes) -> bool:
        """Put `sealed` in the row's place if it still holds what was read; say whether it did."""
        with transaction.atomic():
            instance = self._manager.select_for_update().filter(pk=row.pk).first()
            if instance is None or _of(instance) != row.sealed:
                return False
            instance.data[KEYS[instance.type]] = b64encode(sealed).decode()
            instance.save(update_fields=["data"])
        return True


def _of(instance: Any) -> bytes:
    stored = str(instance.data.get(KEYS[instance.type], ""))
    try:
        return _envelope(stored)
    except Tampered:
        return stored.encode()


def _envelope(stored: str) -> bytes:
    try:
        return b64decode(stored, validate=True)
    except (binascii.Error, ValueError):
        raise Tampered("this is not an envelope of the vault") from None


SEEDS = register(SeedColumn(model="mfa.Authenticator", field="data", purpose=PLACE["purpose"]))

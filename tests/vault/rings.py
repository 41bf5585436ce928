"""Key rings that tests use; the keys are fixed, so that a committed ciphertext can be opened for ever."""

from __future__ import annotations

import base64
from typing import Any


def entry(key_id: str, filler: int) -> str:
    """One entry of CREDENTIAL_KEYS, made of a fixed key."""
    return f"{key_id}:{base64.b64encode(bytes((filler + n) % 256 for n in range(32))).decode()}"


K1 = entry("k1", 1)
K2 = entry("k2", 101)
OTHER_K1 = entry("k1", 77)  # another key under a name that is in use
PLACE = {"purpose": "credential", "row": "7", "user": "1", "service": "track", "field": "sealed_secret"}


def begin_under(settings: Any, keys: str) -> None:
    """Let a test have keys of its own, and its empty history begin under them."""
    from dashboard.audit import chain
    from dashboard.audit.models import End, Entry

    settings.CREDENTIAL_KEYS = keys
    if not Entry.objects.exists():
        for name in (End.FIRST, End.LAST):
            End.place(name, 0, chain.BEGINNING)

"""The chain: each row's digest covers the row and the digest before it, and a key of the vault signs each digest.

So a row that was changed, taken out, put in or moved is found. The digest itself needs no key: when keys rotate every
signature is renewed alone, row by row, and no digest changes. What is empty (null or an empty text) is left out of the
digest, so that a column that is added later changes nothing for the rows before it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import models

from dashboard.vault import mac, mac_matches
from dashboard.web.errors import Unrecordable

ROW = "history"  # purposes of the vault
END = "history-end"
UNRECORDED = "history-unrecorded"
BEGINNING = bytes(32)  # stands for the digest before the first row
UNCOVERED = frozenset({"digest", "tag"})

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class HistoryBroken(Unrecordable):
    """History was tampered with, so nothing can be added to it, and what would have to be told does not happen."""


def digest_of(previous: bytes, row: models.Model) -> bytes:
    """Return the digest of a row that follows the row of digest `previous`."""
    told = {}
    for field in row._meta.concrete_fields:  # noqa: SLF001 - Django documents it
        value = _plain(field.to_python(getattr(row, field.attname)))
        if field.attname not in UNCOVERED and value is not None and value != "":
            told[field.attname] = value
    return hashlib.sha256(previous + _canonical(told).encode()).digest()


def sign(digest: bytes) -> bytes:
    """Return the signature of a row's digest under the newest key."""
    return mac(ROW, digest)


def is_signed(digest: bytes, tag: bytes | memoryview) -> bool:
    """Say whether `tag` signs this digest. Raises VaultError for what is no signature, or needs a key that is gone."""
    return mac_matches(ROW, digest, tag)


def end_message(name: str, entry_id: int, digest: bytes | memoryview) -> bytes:
    """Return what the signature of one end of the chain covers."""
    return f"{name} {entry_id} ".encode() + bytes(digest)


def _plain(value: Any) -> Any:
    """Return a value as both databases give it back: keys are text, and a whole number has no fraction."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value

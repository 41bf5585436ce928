"""What pages work out from history, remembered until history goes on.

Every page of settings tells what was changed before, every calendar what could be undone. Both follow from rows that
never change, so they stay true until there is a newer one; to know that costs a look at an index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import caches

from dashboard.audit import services as audit
from dashboard.audit.models import Entry
from dashboard.upstream import timestamps

KEPT_FOR = 3600  # seconds
TIMES, NUMBERS = {"at"}, {"write_id", "undoes"}  # what is no plain data as it stands
NAMES = [
    "id", "at", "kind", "actor_id", "actor_name", "write_id", "idempotency_key", "service", "operation",
    "target", "after", "outcome", "detail", "undoes", "request_id", "address",
]  # fmt: skip  # of a row; the state before a write is read again where it is wanted


def remembered(name: str, actor_id: int | None, work_out: Callable[[], Any]) -> Any:
    """Return what `work_out` finds in the rows of a person, or in everybody's, anew only when there are newer ones.

    It gives plain data. `name` tells what was found from anything else that is found in the rows of the same person.
    """
    name = f"history.{actor_id}.{name}"
    newest = audit.newest(actor_id)
    known = caches["kept"].get(name)
    if known and known[0] == newest:
        return known[1]
    found = work_out()
    caches["kept"].set(name, [newest, found], KEPT_FOR)
    return found


def packed(entries: Iterable[Entry]) -> list[list[Any]]:
    """Return rows of history as plain data."""
    return [[_plain(getattr(entry, name)) for name in NAMES] for entry in entries]


def unpacked(rows: Iterable[Sequence[Any]]) -> list[Entry]:
    """Return the rows of history that `packed` was given."""
    return [Entry.from_db("default", NAMES, list(map(_read, NAMES, row))) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value


def _read(name: str, value: Any) -> Any:
    if name in TIMES:
        return timestamps.stored(value)
    return UUID(hex=value) if value and name in NUMBERS else value

"""Kept copies: what a read answered, so that asking again costs nothing and an outage shows the last good state.

A copy belongs to one connection and one generation of its secret, so a replaced secret never sees the old one's data.
It stays long after it stopped being fresh: then it is the last good copy, shown with its age.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.core.cache import caches

from dashboard.credentials.models import Connection
from dashboard.credentials.references import Reference
from dashboard.upstream.contract import Operation

KEPT_FOR = 7 * 24 * 3600  # seconds
MOST_NAMED = 1_000  # copies of one operation that a write or a disconnection reaches: pages of the longest list

_canonical = json.JSONEncoder(sort_keys=True, default=str, separators=(",", ":")).encode  # made once: it costs as much


@dataclass(frozen=True, slots=True)
class Copy:
    """One answer as it was kept: canonical spelling, without secrets."""

    data: Any
    at: float  # seconds since 1970
    params: Mapping[str, Any]
    doubted_at: float = 0.0  # a later write may have touched it

    def is_fresh(self, operation: Operation, now: float) -> bool:
        """Whether it still stands for upstream: young enough, and no write since may have changed it."""
        return 0 <= now - self.at < operation.fresh_for and not self.doubted

    @property
    def doubted(self) -> bool:
        """Whether a write since may have changed what upstream would say now."""
        return self.doubted_at >= self.at

    def in_doubt(self, now: float) -> Copy:
        """Return the same copy, marked as one that a write may have changed."""
        return replace(self, doubted_at=now)

    @property
    def time(self) -> datetime:
        """When upstream said it (aware, UTC)."""
        return datetime.fromtimestamp(self.at, UTC)


def key(connection: Connection | Reference, operation: Operation, params: Mapping[str, Any]) -> str:
    """Return the name of a copy. It holds no secret and nothing that a person typed in readable form."""
    digest = hashlib.blake2b(_canonical(params).encode(), digest_size=12).hexdigest()
    return f"{connection.pk.hex}.{connection.generation}.{operation.id}.{digest}"


def load(name: str) -> Copy | None:
    """Return the copy of this name, however old."""
    found: Copy | None = caches["kept"].get(name)
    return found


def load_many(names: Iterable[str]) -> Mapping[str, Copy]:
    """Return the copies that there are of these names, with one look at the cache."""
    found: Mapping[str, Copy] = caches["kept"].get_many(set(names))
    return found


def keep(
    connection: Connection, operation: Operation, params: Mapping[str, Any], data: Any, now: float, since: float
) -> Copy:
    """Keep what a read answered. It was asked at `since`: a write after that leaves the copy in doubt."""
    name, index = key(connection, operation, params), _index(connection, operation)
    known = caches["kept"].get_many([index, f"{index}.doubt"])
    doubted_at, names = known.get(f"{index}.doubt", 0.0), known.get(index, [])
    copy = Copy(_sharing(data), now, dict(params), doubted_at=now if doubted_at >= since else 0.0)
    listed = {} if name in names else {index: [*names[1 - MOST_NAMED :], name]}
    caches["kept"].set_many({name: copy, **listed}, KEPT_FOR)
    return copy


def _sharing(data: Any) -> Any:
    """Let equal things inside the rows of a list (a block's task) be one: the cache stores and reads each once.

    500 blocks of 120 tasks take a third of the space, and of the time at each page that they are shown on.
    """
    seen: dict[tuple[str, Any], Any] = {}
    for row in data if isinstance(data, list) else []:
        for name, value in row.items() if isinstance(row, dict) else []:
            if isinstance(value, dict) and isinstance(number := value.get("id"), int):
                first = seen.setdefault((name, number), value)
                row[name] = first if first == value else value
    return data


def doubt(connection: Connection, operation: Operation, now: float) -> None:
    """Mark every copy of this operation as one that a write may have changed, those under way included."""
    caches["kept"].set(f"{_index(connection, operation)}.doubt", now, KEPT_FOR)
    revise(connection, operation, lambda copy: copy.in_doubt(now))


def revise(connection: Connection, operation: Operation, change: Callable[[Copy], Copy]) -> None:
    """Put `change` of every kept copy of this operation in its place."""
    cache = caches["kept"]
    for name in cache.get(_index(connection, operation)) or []:
        if copy := cache.get(name):
            cache.set(name, change(copy), KEPT_FOR)


def copies(connection: Connection | Reference, operation: Operation) -> list[Copy]:
    """Return every kept copy of this operation."""
    cache = caches["kept"]
    return [copy for name in cache.get(_index(connection, operation)) or [] if (copy := cache.get(name))]


def forget(connection: Connection, operations: Mapping[str, Operation]) -> None:
    """Drop every copy of a connection that is gone."""
    cache = caches["kept"]
    for operation in operations.values():
        index = _index(connection, operation)
        cache.delete_many([index, f"{index}.doubt", *(cache.get(index) or [])])


def _index(connection: Connection | Reference, operation: Operation) -> str:
    return f"{connection.pk.hex}.{connection.generation}.{operation.id}"

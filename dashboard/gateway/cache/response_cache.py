"""Cached responses: what a read answered, so that asking again costs nothing and an outage shows the last good state.

A copy belongs to one connection and one generation of its secret, so a replaced secret never sees the old one's data.
It stays long after it stopped being fresh: then it is the last good copy, shown with its age.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from django.core.cache import caches

from dashboard.credentials.models import Connection
from dashboard.credentials.references import Reference
from dashboard.upstream.contract import Operation
from dashboard.upstream.contract import operation as operation_of
from dashboard.upstream.records.base import Undecodable
from dashboard.upstream.records.reads import Read

T = TypeVar("T")

KEPT_FOR = 7 * 24 * 3600  # seconds
MOST_NAMED = 1_000  # copies of one operation that a write or a disconnection reaches: pages of the longest list

_encode = msgspec.json.Encoder(enc_hook=list).encode
_decode = msgspec.json.Decoder().decode  # twice as fast as the standard library's
_canonical = json.JSONEncoder(sort_keys=True, default=str, separators=(",", ":")).encode  # made once: it costs as much


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """One answer as it was kept: canonical spelling, without secrets. `data` is left as JSON where that is wanted."""

    data: Any
    at: float  # seconds since 1970
    params: Mapping[str, Any]
    stale_at: float = 0.0  # a later write may have touched it

    def is_fresh(self, operation: Operation, now: float) -> bool:
        """Whether it may be shown in place of asking: young enough, and no write since may have changed it."""
        return 0 <= now - self.at < operation.fresh_for and not self.is_stale

    @property
    def is_stale(self) -> bool:
        """Whether a write since may have changed what upstream would say now."""
        return self.stale_at >= self.at

    def as_stale(self, now: float) -> CachedResponse:
        """Return the same copy, marked as one that a write may have changed."""
        return replace(self, stale_at=now)

    @property
    def time(self) -> datetime:
        """When upstream said it (aware, UTC)."""
        return datetime.fromtimestamp(self.at, UTC)


def key(connection: Connection | Reference, operation: Operation, params: Mapping[str, Any]) -> str:
    """Return the name of a copy. It holds no secret and nothing that a person typed in readable form."""
    digest = hashlib.blake2b(_canonical(params).encode(), digest_size=12).hexdigest()
    return f"{connection.pk.hex}.{connection.generation}.{operation.id}.{digest}"


def load(name: str) -> CachedResponse | None:
    """Return the copy of this name, however old."""
    return _unpacked(caches["kept"].get(name))


def load_text(name: str) -> CachedResponse | None:
    """Return the copy of this name with its data as they are kept: JSON in UTF-8, which costs nothing to pass on."""
    return _unpacked(caches["kept"].get(name), as_text=True)


def load_many(names: Iterable[str]) -> Mapping[str, CachedResponse]:
    """Return the copies that there are of these names, with one look at the cache."""
    found = caches["kept"].get_many(set(names))
    return {name: copy for name, stored in found.items() if (copy := _unpacked(stored))}


def store(
    connection: Connection, operation: Operation, params: Mapping[str, Any], data: Any, now: float, since: float
) -> CachedResponse:
    """Keep what a read answered. It was asked at `since`: a write after that makes the copy stale."""
    name, index = key(connection, operation, params), _index(connection, operation)
    known = caches["kept"].get_many([index, f"{index}.stale"])
    stale_at, names = known.get(f"{index}.stale", 0.0), known.get(index, [])
    copy = CachedResponse(data, now, dict(params), stale_at=now if stale_at >= since else 0.0)
    listed = {} if name in names else {index: [*names[1 - MOST_NAMED :], name]}
    caches["kept"].set_many({name: _packed(copy), **listed}, KEPT_FOR)
    return copy


def mark_stale(connection: Connection, operation: Operation, now: float) -> None:
    """Mark every copy of this operation as one that a write may have changed, those under way included."""
    caches["kept"].set(f"{_index(connection, operation)}.stale", now, KEPT_FOR)
    revise(connection, operation, lambda copy: copy.as_stale(now))


def revise(connection: Connection, operation: Operation, change: Callable[[CachedResponse], CachedResponse]) -> None:
    """Put `change` of every cached response of this operation in its place."""
    cache = caches["kept"]
    for name in cache.get(_index(connection, operation)) or []:
        if copy := load(name):
            cache.set(name, _packed(change(copy)), KEPT_FOR)


def copies(connection: Connection | Reference, operation: Operation) -> list[CachedResponse]:
    """Return every cached response of this operation."""
    names = caches["kept"].get(_index(connection, operation)) or []
    return [copy for name in names if (copy := load(name))]


def decoded(connection: Connection | Reference, read: Read[T]) -> list[tuple[CachedResponse, T]]:
    """Return every cached response of a read that decodes, with its records."""
    found = []
    for copy in copies(connection, operation_of(read.operation_id)):
        with suppress(Undecodable):
            found.append((copy, read.decode(copy.data)))
    return found


def forget(connection: Connection, operations: Mapping[str, Operation]) -> None:
    """Drop every copy of a connection that is gone."""
    cache = caches["kept"]
    for operation in operations.values():
        index = _index(connection, operation)
        cache.delete_many([index, f"{index}.stale", *(cache.get(index) or [])])


def _index(connection: Connection | Reference, operation: Operation) -> str:
    return f"{connection.pk.hex}.{connection.generation}.{operation.id}"


# ------------------------------------------------------------------ as bytes: a line of what is known, and the answer
def _packed(copy: CachedResponse) -> bytes:
    data, things = _apart(copy.data)
    return _json([copy.at, copy.stale_at, copy.params, things]) + b"\n" + _json(data)


def _unpacked(stored: bytes | None, *, as_text: bool = False) -> CachedResponse | None:
    if stored is None:
        return None
    head, _newline, text = stored.partition(b"\n")
    at, stale_at, params, things = _parsed(head)
    if as_text and not things:
        return CachedResponse(text, at, params, stale_at)
    data = _joined(_parsed(text), things)
    return CachedResponse(_json(data) if as_text else data, at, params, stale_at)


def _apart(data: Any) -> tuple[Any, dict[str, list[Any]]]:
    """Return rows in which a number stands for each thing inside them (a block's task), and the things by their field.

    500 blocks of 120 tasks take half of the space, and of the time at each page that they are shown on.
    """
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        return data, {}
    things: dict[str, list[Any]] = {}
    rows = [dict(row) for row in data]
    for name in {name for row in rows for name, value in row.items() if isinstance(value, dict)}:
        having = [row for row in rows if row.get(name) is not None]
        if all(isinstance(row[name], dict) for row in having):
            things[name] = _numbered(having, name)
    return rows, things


def _numbered(rows: list[dict[str, Any]], name: str) -> list[Any]:
    """Put the number of its thing into each row, and return the things: equal ones of one id are one."""
    things: list[Any] = []
    first: dict[Any, int] = {}
    for row in rows:
        thing = row[name]
        number = first.setdefault(str(thing.get("id")), len(things))
        if number == len(things) or things[number] != thing:
            number = len(things)
            things.append(thing)
        row[name] = number
    return things


def _joined(data: Any, things: Mapping[str, list[Any]]) -> Any:
    """Put the things back; rows that have the same share it."""
    for name, listed in things.items():
        for row in data:
            if (number := row.get(name)) is not None:
                row[name] = listed[number]
    return data


def _json(data: Any) -> bytes:
    try:
        return _encode(data)
    except UnicodeEncodeError:  # half a character, which only its number can say
        return json.dumps(data, default=list).encode()


def _parsed(text: bytes) -> Any:
    try:
        return _decode(text)
    except msgspec.DecodeError:  # of half a character msgspec wants to know nothing
        return json.loads(text)

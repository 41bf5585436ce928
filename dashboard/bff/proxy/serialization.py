"""Serialize data as Toggl sends it: its own field names, and the keys that programs for Toggl insist on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from dashboard.upstream.contract import Operation, wire
from dashboard.upstream.contract.problems import Schema

# A secret, so its value never leaves; but toggl-python cannot read a workspace without the key.
NULL_INSTEAD = "ical_url"

Serializer = Callable[[Any], Any]


def serialize(op: Operation, data: Any) -> Any:
    """Return data as programs for Toggl read it. `data`, which may be cached, is not changed."""
    serializer = _serializer(op)
    return serializer(data) if serializer else data


def is_serialized_anew(op: Operation) -> bool:
    """Whether programs for Toggl read the operation's data differently from how it is cached."""
    return _serializer(op) is not None


@cache
def _serializer(op: Operation) -> Serializer | None:
    return _compiled(next((schema for status, schema in op.answer_schemas.items() if status < 300), {}))


def _compiled(schema: Schema) -> Serializer | None:
    """Return the function that serializes a value of this schema, None where it stays as it is."""
    if wire.has_type(schema, "array"):
        item = _compiled(schema.get("items", {}))
        return (lambda value: [item(one) for one in value] if isinstance(value, list) else value) if item else None
    properties = schema.get("properties", {})
    names = {name: wired for wired, name in wire.wire_names(schema).items()}
    deeper = {name: serializer for name, one in properties.items() if (serializer := _compiled(one))}
    extra = {NULL_INSTEAD: None} if NULL_INSTEAD in properties else {}
    return _object(names, deeper, extra) if names or deeper or extra else None


def _object(names: Mapping[str, str], deeper: Mapping[str, Serializer], extra: Mapping[str, None]) -> Serializer:
    def serializer(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        renamed = {names.get(key, key): one for key, one in value.items()} if names else dict(value)
        for name, inner in deeper.items():
            if (wired := names.get(name, name)) in renamed:
                renamed[wired] = inner(renamed[wired])
        return {**renamed, **extra} if extra else renamed

    return serializer

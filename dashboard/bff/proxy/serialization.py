"""The vendor's own form of an answer: the names that travel, and the keys that programs for Toggl insist on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from dashboard.upstream import wire
from dashboard.upstream.contract import Operation
from dashboard.upstream.problems import Schema

# Secret, so its value never passes; but toggl-python cannot read a workspace without the key.
NULL_INSTEAD = "ical_url"

Change = Callable[[Any], Any]


def spelled(op: Operation, data: Any) -> Any:
    """Return an answer as programs for Toggl read it. What the gateway keeps is not changed."""
    change = _change(op)
    return change(data) if change else data


def is_respelled(op: Operation) -> bool:
    """Whether programs for Toggl read it otherwise than the gateway keeps it."""
    return _change(op) is not None


@cache
def _change(op: Operation) -> Change | None:
    return _compiled(next((schema for status, schema in op.answer_schemas.items() if status < 300), {}))


def _compiled(schema: Schema) -> Change | None:
    """Return what has to be done to a value of this schema, None where that is nothing."""
    if wire.has_type(schema, "array"):
        item = _compiled(schema.get("items", {}))
        return (lambda value: [item(one) for one in value] if isinstance(value, list) else value) if item else None
    properties = schema.get("properties", {})
    names = {name: wired for wired, name in wire.wire_names(schema).items()}
    deeper = {name: change for name, one in properties.items() if (change := _compiled(one))}
    extra = {NULL_INSTEAD: None} if NULL_INSTEAD in properties else {}
    return _object(names, deeper, extra) if names or deeper or extra else None


def _object(names: Mapping[str, str], deeper: Mapping[str, Change], extra: Mapping[str, None]) -> Change:
    def change(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        renamed = {names.get(key, key): one for key, one in value.items()} if names else dict(value)
        for name, inner in deeper.items():
            if (wired := names.get(name, name)) in renamed:
                renamed[wired] = inner(renamed[wired])
        return {**renamed, **extra} if extra else renamed

    return change

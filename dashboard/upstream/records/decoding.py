"""How an answer becomes records: the whole list at once, else row by row, else field by field.

A well-formed list takes one call into msgspec. Only where that refuses a row is it looked at field by field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import structs

from dashboard.upstream import timestamps
from dashboard.upstream.records.base import NOTHING, Aside, Record, Rows, Undecodable, named

REFUSED = (msgspec.ValidationError, UnicodeError, RecursionError)  # UnicodeError: half a surrogate pair in a date

R = TypeVar("R", bound=Record)


def one(kind: type[R], data: Any) -> R:
    """Return an object of an answer as a record. Raises Undecodable where it lacks what the record needs."""
    if not isinstance(data, dict):
        raise Undecodable
    record = _object(kind, data)
    _keep_unknown(kind, [record], [data])
    return record


def one_or_none(kind: type[R], data: Any) -> R | None:
    """Return an object, such as the answer to a write, as a record; None where it is none that can be read."""
    try:
        return one(kind, data)
    except Undecodable:
        return None


def rows(kind: type[R], data: Any) -> Rows[R]:
    """Return a list of an answer, bare or in its envelope, without the rows that lack what the record needs.

    Raises Undecodable for what is no list at all.
    """
    listed = list_of(data)
    paging = {name: page_number(data, name) for name in ("page", "per_page", "total")}
    try:
        found = msgspec.convert(listed, tuple[kind, ...])  # type: ignore[valid-type]
    except REFUSED:
        found = tuple(record for row in listed if (record := one_or_none(kind, row)))
    else:
        _keep_unknown(kind, found, listed)
    return Rows(found, len(listed) - len(found), **paging)


def list_of(data: Any) -> list[Any]:
    """Return the rows of a list as they came. Raises Undecodable for what is no list at all."""
    if isinstance(data, dict):
        data = data["data"] if "data" in data else data.get("items", data)
    if data is None:  # how Go writes an empty list
        return []
    if not isinstance(data, list):
        raise Undecodable
    return data


def page_number(data: Any, name: str) -> int | None:
    """Return a number of a list's envelope, if it has one."""
    value = data.get(name) if isinstance(data, dict) else None
    return value if type(value) is int and value >= 0 else None


def _keep_unknown(kind: type[R], found: Sequence[R], listed: Sequence[Mapping[str, Any]]) -> None:
    names = frozenset(named(kind))
    for record, row in zip(found, listed, strict=True):
        if not names.issuperset(row):
            unknown = {name: value for name, value in row.items() if name not in names}
            structs.force_setattr(record, "unknown", Aside(unknown))


def _field_by_field(kind: type[R], row: Mapping[str, Any]) -> R:
    """Return what can be read of an object; null is the same as nothing."""
    values: dict[str, Any] = {}
    wrong: dict[str, Any] = {}
    for name, each in named(kind).items():
        if row.get(name) is None:
            continue
        try:
            values[each.name] = lenient(each.type, row[name])
        except Undecodable:
            wrong[name] = row[name]
            continue
        if isinstance(values[each.name], tuple) and len(values[each.name]) != len(row[name]):
            wrong[name] = row[name]
    if any(each.required and each.name not in values for each in named(kind).values()):
        raise Undecodable
    return kind(**values, wrong=Aside(wrong) if wrong else NOTHING)


def lenient(kind: Any, value: Any) -> Any:
    """Return a value as the type of its field, of a list and of an object inside it what can be read.

    Raises Undecodable.
    """
    if get_origin(kind) in (Union, UnionType):
        kind = next(each for each in get_args(kind) if each is not type(None))
    if kind is datetime:
        return _time(value)
    if isinstance(kind, type) and issubclass(kind, Record):
        return _object(kind, value)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind)[0], value)
    try:
        return msgspec.convert(value, kind)
    except REFUSED:
        raise Undecodable from None


def _time(value: Any) -> datetime:
    if (at := timestamps.parse(value)) is None:
        raise Undecodable
    return at


def _object(kind: type[R], value: Any) -> R:
    """Return an object as a record: at once, else without its nulls, which are nothing, else field by field."""
    if not isinstance(value, dict):
        raise Undecodable
    for plain in (value, {name: each for name, each in value.items() if each is not None}):
        with suppress(*REFUSED):
            return msgspec.convert(plain, kind)
    return _field_by_field(kind, value)


def _tuple(kind: Any, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Undecodable
    found = []
    for each in value:
        try:
            found.append(lenient(kind, each))
        except Undecodable:
            continue
    return tuple(found)

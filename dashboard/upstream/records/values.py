"""Objects that pages show field by field: their values, each checked against the contract's type of its field.

Times stay the text that came, and objects and lists inside are kept whole where they are sent back as they came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, NotRequired, TypedDict

import msgspec
from msgspec import Meta

from dashboard.upstream.contract import operation, wire
from dashboard.upstream.contract.problems import Schema
from dashboard.upstream.records.base import Number, Rows, Text, Undecodable
from dashboard.upstream.records.decoding import REFUSED, list_of, page_number

LARGEST_FRACTION = 1e18

_TYPES: Mapping[str, Any] = {
    "boolean": bool,
    "integer": Number,
    "number": Number | Annotated[float, Meta(ge=-LARGEST_FRACTION, le=LARGEST_FRACTION)],
    "string": Text,
    "array": list[Any],
    "object": dict[str, Any],
}


@dataclass(frozen=True, slots=True)
class Values:
    """The fields of one object, by the names that the reference gives them.

    `values` have the contract's types, or are None where null came. `unknown` are fields that the contract does not
    name, and `wrong` those of another type, as they came.
    """

    values: Mapping[str, Any]
    unknown: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Any] = field(default_factory=dict)

    @property
    def everything(self) -> dict[str, Any]:
        """All fields as they came, for a page that shows whatever there is."""
        return {**self.values, **self.unknown, **self.wrong}


@dataclass(frozen=True)
class Shape:
    """The types of an object's fields."""

    types: Mapping[str, Any]
    required: frozenset[str]
    whole: Any  # the same as one type, for msgspec

    def one(self, data: Any) -> Values:
        """Return an object of an answer. Raises Undecodable where it is none, or lacks a field that it has to have."""
        if not isinstance(data, dict):
            raise Undecodable
        try:
            return self._with_unknown(msgspec.convert(data, self.whole), data, {})
        except REFUSED:
            return self._field_by_field(data)

    def rows(self, data: Any) -> Rows[Values]:
        """Return a list of an answer without its unreadable rows. Raises Undecodable for what is no list at all."""
        listed = list_of(data)
        try:
            whole = msgspec.convert(listed, list.__class_getitem__(self.whole))
            found = [self._with_unknown(values, row, {}) for values, row in zip(whole, listed, strict=True)]
        except REFUSED:
            found = [record for row in listed if (record := self._or_none(row))]
        paging = {name: page_number(data, name) for name in ("page", "per_page", "total")}
        return Rows(tuple(found), len(listed) - len(found), **paging)

    def _or_none(self, row: Any) -> Values | None:
        try:
            return self.one(row)
        except Undecodable:
            return None

    def _field_by_field(self, data: Mapping[str, Any]) -> Values:
        values: dict[str, Any] = {}
        wrong: dict[str, Any] = {}
        for name in self.types.keys() & data.keys():
            try:
                values[name] = msgspec.convert(data[name], self.types[name])
            except REFUSED:
                wrong[name] = data[name]
        if not self.required <= values.keys():
            raise Undecodable
        return self._with_unknown(values, data, wrong)

    def _with_unknown(self, values: Mapping[str, Any], data: Mapping[str, Any], wrong: Mapping[str, Any]) -> Values:
        if data.keys() <= self.types.keys():
            return Values(values, wrong=wrong)
        return Values(values, {name: value for name, value in data.items() if name not in self.types}, wrong)


def shape_of(operation_id: str, *, part: str = "", number: str = "") -> Shape:
    """Return the shape of the object, or of the rows, that an operation answers.

    `part` names a list inside the object, and `number` the field that a row has to have.
    """
    return _shape(operation_id, part, number)


@cache
def _shape(operation_id: str, part: str, number: str) -> Shape:
    schema = next(one for status, one in operation(operation_id).answer_schemas.items() if status < 300)
    for name in filter(None, (part, "data" if "data" in schema.get("properties", {}) else "")):
        schema = schema["properties"][name]
    return shape_of_fields(schema.get("items", schema).get("properties", {}), number)


def shape_of_fields(schemas: Mapping[str, Schema], number: str = "") -> Shape:
    """Return the shape of an object from the schemas of its fields; `number` is the one that it has to have."""
    types = {name: type_of(one) if name == number else type_of(one) | None for name, one in schemas.items()}
    required = frozenset(filter(None, (number,)))
    fields = {name: kind if name in required else NotRequired[kind] for name, kind in types.items()}
    return Shape(types, required, TypedDict("Row", fields))  # type: ignore[operator]


def type_of(schema: Schema) -> Any:
    """Return the type that msgspec checks a field against; anything where the vendor states none, or two."""
    named = {*wire.types_of(schema)} - {"null"}
    if "x-reference-type" in schema or len(named) != 1:
        return Any
    kind = named.pop()
    inside: str = schema.get("items", {}).get("type", "")
    return list.__class_getitem__(_TYPES[inside]) if kind == "array" and inside else _TYPES[kind]

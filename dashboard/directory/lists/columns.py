"""The columns of a list: those that are put together here, and every plain field that the contract names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from dashboard.directory.lists.labels import label
from dashboard.upstream.contract import operation
from dashboard.upstream.contract.problems import Schema
from dashboard.upstream.contract.wire import types_of

Row = dict[str, Any]
Form = Literal["text", "number", "flag", "moment", "day", "seconds", "milliseconds", "minutes", "list", "color"]

# Fields whose form the contract's types do not tell.
FORMS: Mapping[str, Form] = {
    "actual_seconds": "seconds",
    "estimated_seconds": "seconds",
    "duration": "seconds",
    "tracked_seconds": "milliseconds",  # in spite of its name (facts.md, section 3)
    "estimated_mins": "minutes",
    "start_date": "day",
    "end_date": "day",
    "color": "color",
    "project_color": "color",
}
TWICE = frozenset({"wid", "cid", "duration_in_seconds", "utc_start", "utc_stop"})  # older names of other fields
NUMBERS = {"integer", "number"}


@dataclass(frozen=True, slots=True)
class Known:
    """What other kept lists call the things that a row numbers, and who asks."""

    names: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    me: int | None = None  # the person's number in Track

    def name(self, kind: str, number: Any) -> Any:
        """Return the name of a thing, its number where no kept list knows it."""
        return self.names.get(kind, {}).get(number, number)


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column. `value` puts together what no single field holds."""

    name: str
    form: Form = "text"
    value: Callable[[Row, Known], Any] | None = None
    shown: bool = False
    searched: bool = False

    @property
    def label(self) -> str:
        """What it is called, translated."""
        return label(self.name)

    @property
    def is_number(self) -> bool:
        """Whether its values stand at the end of their cells."""
        return self.form in {"number", "seconds", "milliseconds", "minutes"}

    def of(self, row: Row, known: Known) -> Any:
        """Return the value in a row, as Toggl spells it; None where there is none."""
        return self.value(row, known) if self.value else row.get(self.name)


def shown(name: str, form: Form = "text", value: Callable[[Row, Known], Any] | None = None) -> ListColumn:
    """Return a column that is there unless somebody takes it away."""
    return ListColumn(name, form, value, shown=True, searched=form in {"text", "list"})


@cache
def from_contract(operation_id: str, part: str = "") -> tuple[ListColumn, ...]:
    """Return a column for each plain field of the rows that an operation answers; `part` names a list inside."""
    left_out = TWICE | operation(operation_id).secret_answer_fields
    return tuple(
        ListColumn(name, form, searched=form == "text")
        for name, one in properties(operation_id, part).items()
        if name not in left_out and (form := _form(name, one))
    )


def properties(operation_id: str, part: str = "") -> Mapping[str, Any]:
    """Return the fields of the rows that an operation answers, as the contract has them."""
    schemas = operation(operation_id).answer_schemas
    schema = next(one for status, one in schemas.items() if status < 300)
    for name in filter(None, (part, "data" if "data" in schema.get("properties", {}) else "")):
        schema = schema["properties"][name]
    found: Mapping[str, Any] = schema.get("items", schema).get("properties", {})
    return found


def _form(name: str, schema: Schema) -> Form | None:
    """Return how a field's values are shown; None for an object, which no cell holds."""
    if name in FORMS:
        return FORMS[name]
    types = set(types_of(schema))
    if "object" in types:
        return None
    if "boolean" in types:
        return "flag"
    if types & NUMBERS:
        return "number"
    if "array" in types:
        return "list" if schema.get("items", {}).get("type") in {"string", "integer"} else None
    return "moment" if schema.get("format") == "date-time" else "text"

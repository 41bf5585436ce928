"""What every record has in common: what of its row it does not name, what was wrong, and the bounds of its values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Generic, TypeVar, get_args

from msgspec import Meta, Struct, field, structs

from dashboard.upstream.timestamps import FIRST_YEAR, LAST_YEAR, bounded

LONGEST_TEXT = 100_000  # characters
LARGEST = 2**63 - 1  # what a column of the database holds

Id = Annotated[int, Meta(ge=1, le=LARGEST)]
Number = Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]
Count = Annotated[int, Meta(ge=0, le=LARGEST)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]

T = TypeVar("T")


class Undecodable(ValueError):
    """An answer, or a row of it, lacks what its record cannot do without."""


class Aside(Mapping[str, Any]):
    """Values as they came, by the names of their fields. No answer can be decoded into one."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Aside({', '.join(self._values)})"


NOTHING = Aside({})


class Record(Struct, frozen=True, kw_only=True):
    """One object of an answer. A value of another type than the contract's, or out of bounds, is absent.

    `unknown` holds the fields of the row that its record does not name (not those of objects inside it), `wrong` the
    values that were left out.
    """

    unknown: Aside = field(name="(unknown)", default=NOTHING)
    wrong: Aside = field(name="(wrong)", default=NOTHING)


class TimedRecord(Record, frozen=True, kw_only=True):
    """A record with times: aware, in UTC, and within bounds."""

    def __post_init__(self) -> None:
        names, times_of = _times(type(self))
        for at in times_of(self):
            if at is not None and (at.tzinfo is not UTC or not FIRST_YEAR <= at.year <= LAST_YEAR):
                break
        else:
            return
        for name in names:
            if at := getattr(self, name):
                structs.force_setattr(self, name, bounded(at))


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """A list of an answer, with how many of its rows could not be read, and its paging where the service names it."""

    rows: tuple[T, ...] = ()
    unreadable: int = 0
    page: int | None = None
    per_page: int | None = None
    total: int | None = None

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def received(self) -> int:
        """How many rows the answer had, the unreadable ones included: fewer than `per_page` mean the last page."""
        return len(self.rows) + self.unreadable


@cache
def _times(kind: type[Record]) -> tuple[tuple[str, ...], Callable[[Record], tuple[datetime | None, ...]]]:
    """Return the names of the fields that hold times, and what reads them all from a record."""
    names = tuple(one.name for one in structs.fields(kind) if datetime in (one.type, *get_args(one.type)))
    several: Callable[[Record], tuple[datetime | None, ...]] = attrgetter(*names)
    return names, several if len(names) > 1 else lambda record: (getattr(record, names[0]),)


@cache
def named(kind: type[Record]) -> Mapping[str, Any]:
    """Return the fields of a record that stand for fields of an answer, by the name that they have there."""
    return {one.encode_name: one for one in structs.fields(kind) if not one.encode_name.startswith("(")}

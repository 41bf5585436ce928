"""What every record has in common: what of its row it does not name, what was wrong, and the bounds of its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Generic, TypeVar, get_args

from msgspec import Meta, Struct, field, structs

FIRST_YEAR, LAST_YEAR = 1970, 2100  # beyond them no calendar of ours reaches, and a zone may overflow
LONGEST_TEXT = 100_000  # characters
LARGEST = 2**63 - 1  # what a column of the database holds

Id = Annotated[int, Meta(ge=1, le=LARGEST)]
Number = Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]
Count = Annotated[int, Meta(ge=0, le=LARGEST)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]

T = TypeVar("T")


class Undecodable(ValueError):
    """An answer, or a row of it, lacks what its record cannot do without."""


class Aside(dict[str, Any]):
    """Values as they came, by the names of their fields. No answer can be decoded into one."""


class Record(Struct, frozen=True, kw_only=True):
    """One object of an answer. A value of another type than the contract's, or out of bounds, is absent.

    `unknown` holds the fields of the row that its record does not name (not those of objects inside it), `wrong` the
    values that were left out.
    """

    unknown: Aside = field(name="(unknown)", default_factory=Aside)
    wrong: Aside = field(name="(wrong)", default_factory=Aside)

    def __post_init__(self) -> None:
        for name in _times(type(self)):
            at = getattr(self, name)
            if at is None or (at.tzinfo is UTC and FIRST_YEAR <= at.year <= LAST_YEAR):
                continue
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


def bounded(at: datetime) -> datetime:
    """Return a time in UTC, which is meant where no zone is named. Raises ValueError where it is out of bounds."""
    try:
        moment = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time out of bounds") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("a time out of bounds")
    return moment


@cache
def _times(kind: type[Record]) -> tuple[str, ...]:
    return tuple(one.name for one in structs.fields(kind) if datetime in (one.type, *get_args(one.type)))


@cache
def named(kind: type[Record]) -> Mapping[str, Any]:
    """Return the fields of a record that stand for fields of an answer, by the name that they have there."""
    return {one.encode_name: one for one in structs.fields(kind) if not one.encode_name.startswith("(")}

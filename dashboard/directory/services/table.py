"""Searching, sorting and paging a list on the server, over cached responses: none of it costs a request.

A list is gone through one chunk at a time. Of its rows only the keys to sort by and the places stay in memory, so that
20,000 rows are not held for a page of 50.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dashboard.directory.lists.catalog import ListKind
from dashboard.directory.lists.columns import Known, ListColumn, Row
from dashboard.directory.lists.derived import workspace_number
from dashboard.directory.services.address import ListQuery
from dashboard.directory.services.listing import Listing
from dashboard.upstream import timestamps

PER_PAGE = 50
NARROW: dict[str, Callable[[Row], Any]] = {
    "client": lambda row: row.get("client_id"),
    "project": lambda row: row.get("project_id"),
    "organization": lambda row: row.get("organization_id"),
    "workspace": workspace_number,
}
Found = tuple[Any, int, int]  # what it is sorted by, chunk, place


@dataclass(frozen=True, slots=True)
class Table:
    """One page of a list. `rows` are as Toggl sent them."""

    rows: tuple[Row, ...]
    columns: tuple[ListColumn, ...]
    found: int  # rows that fit
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The place of its first row among those that fit, from 1."""
        return (self.page - 1) * PER_PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of its last row."""
        return self.first + len(self.rows) - 1 if self.rows else 0


def table(listing: Listing, asked: ListQuery, known: Known) -> Table:
    """Return the page of a list that is asked for; a number beyond the end is the last page."""
    found = _sorted(list(_found(listing, asked, known)), asked.sort)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(asked.page, pages)
    wanted = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Table(tuple(_rows(listing, wanted)), columns_of(asked), len(found), page, pages)


def columns_of(asked: ListQuery) -> tuple[ListColumn, ...]:
    """Return the columns that are shown: those that were chosen, else the usual ones."""
    kind = asked.kind
    return tuple(one for one in kind.all_columns if (one.name in asked.columns if asked.columns else one.shown))


def cells(listing: Listing, asked: ListQuery, known: Known) -> Iterator[list[Any]]:
    """Go through the values of the shown columns of every row that fits, in the order that is asked for."""
    columns = columns_of(asked)
    if not asked.sort:
        for row in fitting(listing, asked, known):
            yield [_plain(one, one.of(row, known)) for one in columns]
        return
    key = _key(asked.kind.column[asked.sort.removeprefix("-")], known)
    rows = [
        (key(row), 0, [_plain(one, one.of(row, known)) for one in columns]) for row in fitting(listing, asked, known)
    ]
    yield from (row for _key_of_row, _place, row in _sorted(rows, asked.sort))


def fitting(listing: Listing, asked: ListQuery, known: Known) -> Iterator[Row]:
    """Go through the rows that fit, in Toggl's order, one chunk at a time."""
    fits = _fits(asked, known)
    return (row for _sheet, _place, row in listing.rows() if fits(row))


def _found(listing: Listing, asked: ListQuery, known: Known) -> Iterator[Found]:
    fits = _fits(asked, known)
    key = _key(asked.kind.column[asked.sort.removeprefix("-")], known) if asked.sort else lambda _row: None
    return ((key(row), chunk, place) for chunk, place, row in listing.rows() if fits(row))


def _fits(asked: ListQuery, known: Known) -> Callable[[Row], bool]:
    """Return the test for the filters and the search: every word stands in what is searched, or is the number."""
    kind, words = asked.kind, asked.q.casefold().split()
    tests: list[Callable[[Row], bool]] = []
    if kind.live and asked.state:
        flag, when = kind.live[0], kind.live[1] is (asked.state == "live")
        tests.append(lambda row: bool(row.get(flag)) is when)
    for thing, number in asked.filters:
        tests.append(_narrowed(NARROW[thing], number))
    if words:
        tests.append(lambda row: _holds(_text(kind, row, known), str(row.get(kind.number)), words))
    return lambda row: all(test(row) for test in tests)


def _narrowed(of: Callable[[Row], Any], number: int) -> Callable[[Row], bool]:
    return lambda row: of(row) == number


def _holds(text: str, number: str, words: list[str]) -> bool:
    return all(word in text or word == number for word in words)


def _text(kind: ListKind, row: Row, known: Known) -> str:
    """Return all that is searched of a row."""
    values = [one.of(row, known) for one in kind.all_columns if one.searched]
    return "\n".join(str(value) for value in values if value).casefold()


def _sorted(found: list[Any], sort: str) -> list[Any]:
    """Sort by the first part of each; what has no value stands at the end either way."""
    if not sort:
        return found
    valued = sorted((one for one in found if one[0] is not None), key=lambda one: one[0], reverse=sort.startswith("-"))
    return valued + [one for one in found if one[0] is None]


def _key(column: ListColumn, known: Known) -> Callable[[Row], Any]:
    """Return what makes a row's value comparable, None where there is none."""
    return lambda row: sort_key(column, column.of(row, known))


def sort_key(column: ListColumn, value: Any) -> Any:
    """Return a value in a form in which all values of a column can be compared; None where it is none of them."""
    if column.form == "flag":
        return bool(value) if value is not None else None
    if column.is_number:
        return value
    if column.form == "moment":
        at = timestamps.parse(value)
        return at.timestamp() if at else None
    if value and column.form == "list":
        value = ", ".join(map(str, value))
    return str(value).casefold() if value or value == 0 else None


def _rows(listing: Listing, wanted: Sequence[Found]) -> list[Row]:
    """Return the rows at some places, each chunk read once."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index][1])
    rows: dict[int, Row] = {}
    for chunk, indexes in groupby(order, key=lambda index: wanted[index][1]):
        held = listing.chunk(chunk)
        rows |= {index: held[wanted[index][2]] for index in indexes if wanted[index][2] < len(held)}
    return [rows[index] for index in sorted(rows)]


def _plain(column: ListColumn, value: Any) -> Any:
    """Return a value for a file: a list as words with commas, a flag as Toggl spells it."""
    if value is None:
        return ""
    if column.form == "list":
        return ", ".join(map(str, value))
    if column.form == "flag":
        return "true" if value else "false"
    return value

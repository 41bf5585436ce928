"""The cells of a list in words, in the member's own formats."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.directory.lists.columns import Form, Known, ListColumn, Row
from dashboard.upstream import timestamps
from dashboard.web import times

COLOR = re.compile(r"#[0-9a-fA-F]{6}")
UNITS: dict[Form, float] = {"seconds": 1, "milliseconds": 0.001, "minutes": 60}  # seconds in one


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as it is shown."""

    column: ListColumn
    text: str
    at: datetime | None = None
    color: str = ""  # #rrggbb
    tone: str = ""  # of a badge

    @property
    def is_empty(self) -> bool:
        """Whether there is no value."""
        return not self.text and self.at is None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table."""

    row: Row
    number: int | None
    cells: tuple[Cell, ...]
    color: str = ""  # the row's own, #rrggbb


def line(row: Row, columns: tuple[ListColumn, ...], known: Known, user: User, number: str) -> TableRow:
    """Return a row with its cells; `number` is the field that numbers it."""
    found = row.get(number) if number else None
    colors = "project_color" if "project_color" in row else "color"
    return TableRow(
        row,
        found,
        tuple(cell(column, column.of(row, known), user) for column in columns),
        _color(row.get(colors)),
    )


def cell(column: ListColumn, value: Any, user: User) -> Cell:
    """Return one value as it is shown; what has not the form of its column is shown as it came."""
    if value is None or value in ("", []):
        return Cell(column, "")
    if column.form in UNITS:
        seconds, style = round(value * UNITS[column.form]), user.duration_format or "improved"
        return Cell(column, times.length(seconds, style, user.decimal_separator))
    show = _SHOWN.get(column.form)
    return show(column, value, user) if show else Cell(column, _in_words(column.form, value))


def _flag(column: ListColumn, value: Any, _user: User) -> Cell:
    return Cell(column, _("Yes") if value else _("No"), tone="accent" if value else "")


def _moment(column: ListColumn, value: Any, _user: User) -> Cell:
    """A time that is not set, as Go writes it, is empty."""
    return Cell(column, "", at=timestamps.parse(value))


def _day(column: ListColumn, value: Any, user: User) -> Cell:
    at = timestamps.parse(value)
    return Cell(column, times.date(at, user) if at else str(value))


def _colored(column: ListColumn, value: Any, _user: User) -> Cell:
    return Cell(column, str(value), color=_color(value))


_SHOWN: dict[Form, Callable[[ListColumn, Any, User], Cell]] = {
    "flag": _flag,
    "moment": _moment,
    "day": _day,
    "color": _colored,
}


def _in_words(form: Form, value: Any) -> str:
    return ", ".join(map(str, value)) if form == "list" else str(value)


def _color(value: str | None) -> str:
    return value if value and COLOR.fullmatch(value) else ""

"""One row of a list, with every field that Toggl sent and where it is used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from dashboard.accounts.models import User
from dashboard.credentials import services as credentials
from dashboard.directory.lists import labels
from dashboard.directory.lists.catalog import ListKind
from dashboard.directory.lists.columns import ListColumn, Row, properties
from dashboard.directory.page import cells
from dashboard.directory.page.cells import Cell
from dashboard.directory.services import usages
from dashboard.directory.services.address import ListQuery
from dashboard.directory.services.known_names import known_for
from dashboard.directory.services.listing import Listing


@dataclass(frozen=True, slots=True)
class RowField:
    """One field as it came, in words where they are known."""

    name: str
    label: str
    cell: Cell
    is_new: bool  # nobody here knows it


def find(listing: Listing, number: int) -> Row | None:
    """Return the row of this number, if the list has it."""
    field = listing.kind.number
    return next((row for _sheet, _place, row in listing.rows() if field and row.get(field) == number), None)


def context(user: User, asked: ListQuery, row: Row) -> dict[str, Any]:
    """Return what the page of a row shows."""
    kind = asked.kind
    known = known_for(user=user, kinds=kind.names)
    focus = "focus" in credentials.connections_of(user)
    made = [one for one in kind.columns if one.value and one.name not in row]
    return {
        "title": str(row.get("name") or row.get("description") or row.get(kind.number)),
        "fields": [
            *(RowField("", one.label, cells.cell(one, one.of(row, known), user), is_new=False) for one in made),
            *(_field(kind, name, value, user) for name, value in row.items()),
        ],
        "links": usages.links(kind, row, usages.settings_using(user), focus=focus),
    }


def _field(kind: ListKind, name: str, value: Any, user: User) -> RowField:
    column = kind.column.get(name)
    if column is None or column.value:
        column = ListColumn(name)
    if isinstance(value, dict | list) and value:
        value = json.dumps(value, ensure_ascii=False)
    is_new = not labels.is_known(name) and name not in properties(kind.operation, kind.part)
    return RowField(name, labels.label(name), cells.cell(column, value, user), is_new=is_new)

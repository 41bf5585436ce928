"""One answer of a list: its rows, whose fields have the types of the contract, and what else it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from dashboard.directory.lists.catalog import ListKind
from dashboard.directory.lists.columns import Row, properties
from dashboard.directory.lists.derived import is_running
from dashboard.upstream.documents import list_in, object_in
from dashboard.upstream.records.base import Rows
from dashboard.upstream.records.reads import Read
from dashboard.upstream.records.values import Shape, Values, shape_of, shape_of_fields


@dataclass(frozen=True, slots=True)
class Page:
    """One answer. Rows that could not be read are missing in `rows` and counted in `received`."""

    rows: list[Row]
    received: int = 0
    per_page: int | None = None
    running: Row | None = None  # the time entry whose timer runs
    text: str = ""  # what came in the place of a web timer
    about: Mapping[str, Any] = field(default_factory=dict)  # the fields of an answer that is no list


def read_of(kind: ListKind) -> Read[Page]:
    """Return the read that answers a page of this list."""
    return Read(kind.operation, partial(_page, kind))


def _page(kind: ListKind, data: Any) -> Page:
    if kind.name == "location":
        return Page([], about=shape_of(kind.operation).one(object_in(data)).values)
    if kind.name == "timer":
        return _timer(kind, data)
    found = shape_of(kind.operation, number=kind.number).rows(data)
    rows = _features(found) if kind.name == "features" else _plain(found)
    return Page(rows, found.received, found.per_page)


def _timer(kind: ListKind, data: Any) -> Page:
    """Return one list of the web timer; a bare text, as the newer specification has it, holds none."""
    if data is not None and not object_in(data):
        return Page([], text=str(data) if data == str(data) else "")
    entries = _entries(kind, data)
    running = next((row for row in entries if is_running(row)), None)
    return Page(entries if kind.part == "time_entries" else _part(kind, data, kind.part), running=running)


def _entries(kind: ListKind, data: Any) -> list[Row]:
    names = {row["id"]: row.get("name") for row in _part(kind, data, "projects")}
    entries = _part(kind, data, "time_entries")
    return [{**row, "project_name": names.get(row.get("project_id"))} for row in entries]


def _part(kind: ListKind, data: Any, part: str) -> list[Row]:
    return _plain(shape_of(kind.operation, part=part, number="id").rows(list_in(object_in(data).get(part))))


def _plain(found: Rows[Values]) -> list[Row]:
    return [{**row.values, **row.unknown} for row in found]


def _features(found: Rows[Values]) -> list[Row]:
    """Return a row for each feature of each workspace."""
    shape = _feature_shape()
    return [
        {"workspace_id": row.values.get("workspace_id"), **feature.values, **feature.unknown}
        for row in found
        for feature in shape.rows(row.values.get("features"))
    ]


@cache
def _feature_shape() -> Shape:
    return shape_of_fields(properties("track.list_features")["features"]["items"]["properties"])

"""What things at Track are called, from kept lists alone.

Nobody is asked for them unless a member says so: a list is one request, and without it the number is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.records import reads
from dashboard.upstream.records.projects import Project
from dashboard.upstream.records.reads import Read
from dashboard.workspaces import services as workspaces

PAGE = 201  # rows that Track puts on a page of projects (facts.md, section 3)

# What names a kind of thing, and what each list is asked with; the first is the one that `load` asks for.
_LISTS: Mapping[str, tuple[tuple[Read[Any], Mapping[str, Any]], ...]] = {
    "project": ((reads.PROJECTS, {}), (reads.PROJECTS, {"include_archived": "true"})),
    "client": ((reads.CLIENTS, {}),),
    "tag": ((reads.TAGS, {}),),
    "task": ((reads.TRACK_TASKS, {}), (reads.TRACK_TASKS, {"include_not_active": "true"})),
    "organization": ((reads.ORGANIZATIONS, {}),),
}
KINDS = (*_LISTS, "workspace")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of Track's that has a number and a name."""

    number: int
    name: str
    workspace_id: int | None


def things(*, user: User, kind: str) -> dict[int, Thing] | None:
    """Return what cached responses name of a kind, however old, by number; None where there is no copy at all.

    Raises KeyError for what is none of KINDS.
    """
    if kind == "workspace":
        known = workspaces.known_workspaces(user)
        return None if known is None else {one.id: Thing(one.id, one.name, None) for one in known}
    copies = [copy.data for read, params in _LISTS[kind] if (copy := gateway.peek(user, read, **params))]
    if kind == "project" and not copies and (pages := _every_project(user)):
        copies = [pages]
    if not copies:
        return None
    return {row.id: _thing(row) for rows in reversed(copies) for row in rows}


def names(*, user: User, kind: str) -> dict[int, str]:
    """Return the names of `things` alone; empty where there is no copy."""
    return {number: one.name for number, one in (things(user=user, kind=kind) or {}).items()}


def load(*, user: User, kinds: Iterable[str]) -> UpstreamError | None:
    """Load the lists of some kinds, one request each unless it is fresh. Return why one did not come."""
    for kind in kinds:
        try:
            if kind == "workspace":
                workspaces.list_workspaces(user)
            else:
                read, params = _LISTS[kind][0]
                gateway.read(user, read, **params)
        except UpstreamError as error:
            return error
    return None


def _every_project(user: User) -> list[Project] | None:
    """Return the projects of the list that comes page by page, if it was followed to its end.

    What half of a list lacks would seem not to exist.
    """
    found: list[Project] = []
    asked: list[int] = []
    first = page = gateway.peek(user, reads.PROJECT_PAGES)
    while page and first and page.at >= first.at:  # an older page is left from another time
        found += page.data
        if page.data.received < PAGE or found[-1].id in asked:
            return found
        asked.append(found[-1].id)
        page = gateway.peek(user, reads.PROJECT_PAGES, start_project_id=str(found[-1].id))
    return None


def _thing(row: Any) -> Thing:
    return Thing(row.id, row.name.strip(), getattr(row, "workspace_id", None) or getattr(row, "wid", None))

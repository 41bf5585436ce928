"""What the pages of the directory show, worked out from one list and cached responses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.credentials import services as credentials
from dashboard.directory.lists.catalog import KINDS, ListKind
from dashboard.directory.lists.columns import ListColumn
from dashboard.directory.lists.labels import label
from dashboard.directory.page import cells
from dashboard.directory.services import listing, parameters, usages
from dashboard.directory.services.address import WHICH, ListQuery
from dashboard.directory.services.known_names import known_for
from dashboard.directory.services.listing import CURSOR_PAGE, Listing
from dashboard.directory.services.table import Table, table
from dashboard.gateway import services as gateway
from dashboard.gateway.limits.quota_ledger import RESERVED_FOR_WRITES, Level
from dashboard.gateway.notices import notice_of
from dashboard.names import services as names
from dashboard.upstream.errors import NAMES, Gone, TooLarge, UpstreamError
from dashboard.workspaces.services import WorkspaceUnknown, known_workspaces

STEP = 5  # requests that one press of a button makes at most: about as many seconds
ABSENT = {"location", "timer"}  # whose 404 says that there is nothing, not that something is wrong


@dataclass(frozen=True, slots=True)
class LoadedList:
    """One answer of a page."""

    asked: ListQuery
    listing: Listing | None = None
    problem: UpstreamError | None = None
    has_no_place: bool = False
    goes_on: bool = False  # the rest is being loaded, page by page


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The head of a column, which sorts by it."""

    column: ListColumn
    url: str
    direction: str  # ascending, descending; empty: it is not sorted by this


@dataclass(frozen=True, slots=True)
class Tile:
    """One list on the first page."""

    kind: ListKind
    url: str
    listing: Listing | None
    is_connected: bool


def opened(user: User, asked: ListQuery, *, ask: bool = True) -> LoadedList:
    """Return a list as it is asked for. Without `ask` a cached response is enough, however old."""
    if asked.name == "blocks" and asked.task is None:
        return LoadedList(asked)
    try:
        params = parameters.params_of(user, asked)
        found = listing.read(user=user, kind=asked.kind, params=params, ask=ask)
    except WorkspaceUnknown:
        return LoadedList(asked, has_no_place=True)
    except UpstreamError as error:
        return LoadedList(asked, problem=error)
    return LoadedList(asked, found, found.problem)


def walked(user: User, asked: ListQuery, *, anew: bool, goes_on: bool) -> LoadedList:
    """Ask for the list anew, or for its next pages: at most five requests."""
    try:
        params = parameters.params_of(user, asked)
        found = listing.walk(user=user, kind=asked.kind, params=params, most=STEP, anew=anew)
    except WorkspaceUnknown:
        return LoadedList(asked, has_no_place=True)
    except UpstreamError as error:
        return LoadedList(asked, problem=error)
    return LoadedList(asked, found, found.problem, goes_on=goes_on and not found.is_whole and not found.problem)


def context(user: User, shown: LoadedList) -> dict[str, Any]:
    """Return everything that the template of a list asks for."""
    asked, kind, found, problem = shown.asked, shown.asked.kind, shown.listing, shown.problem
    is_absent = isinstance(problem, Gone) and asked.name in ABSENT and found is None
    return {
        "asked": asked,
        "kind": kind,
        "service": NAMES[kind.service],
        "tabs": tabs(asked.name),
        "listing": found,
        "is_absent": is_absent,
        "said": problem.upstream_message if problem and is_absent else "",
        "notice": notice_of(problem, user) if problem and not is_absent else None,
        "address": address(asked),
        "is_too_large": isinstance(problem, TooLarge) and asked.name in {"projects", "tasks"},
        "every_url": f"?{ListQuery(asked.name, 'every').query()}",
        "task_name": gateway.names(user).get("task_id", {}).get(asked.task, "") if asked.task else "",
        "has_no_place": shown.has_no_place,
        "has_states": bool(kind.live) and (bool(asked.which) or asked.name not in {"projects", "tasks"}),
        "choices": [(value, _(label), value == asked.which) for value, label in WHICH.get(asked.name, ())],
        "missing": [],
        "table": None,
        **_paging(user, shown),
        **(_rows(user, asked, found) if found and asked.name != "location" else {}),
    }


def tabs(current: str = "") -> list[tuple[ListKind, str, bool]]:
    """Return the lists with their addresses, and which of them is open."""
    return [(one, usages.of_list(one.name), one.name == current) for one in KINDS.values()]


def tiles(user: User) -> list[Tile]:
    """Return every list with what is kept of it, without a request."""
    connected = credentials.connections_of(user)
    found = []
    for kind, url, _current in tabs():
        copy = None
        if kind.name not in {"focus-tasks", "blocks"} and kind.service in connected:
            copy = _kept(user, kind)
        found.append(Tile(kind, url, copy, kind.service in connected))
    return found


def _kept(user: User, kind: ListKind) -> Listing | None:
    try:
        copy = listing.kept(user=user, kind=kind, params={})
    except UpstreamError:
        return None
    return copy if copy.chunks else None


def _rows(user: User, asked: ListQuery, found: Listing) -> dict[str, Any]:
    known = known_for(user=user, kinds=asked.kind.names)
    shown = table(found, asked, known)
    field = asked.kind.number
    lines = [cells.line(row, shown.columns, known, user, field) for row in shown.rows]
    places_used = usages.settings_using(user)
    focus = "focus" in credentials.connections_of(user)
    return {
        "table": shown,
        "heads": [_head(asked, column) for column in shown.columns],
        "sorts": list(_sorts(asked, shown)),
        "lines": [
            (line, *usages.brief(usages.links(asked.kind, line.row, places_used, focus=focus))) for line in lines
        ],
        "timer_text": found.first.text if found.first else "",
        "running": _running(user, found) if asked.name == "timer" else None,
        "narrowed": [(label(thing), known.name(thing, number)) for thing, number in asked.filters],
        "missing": [one.name for one in shown.columns if one.name in names.KINDS and not known.names.get(one.name)],
        "columns": [(one, one in shown.columns) for one in asked.kind.all_columns],
        **_turns(asked, shown),
    }


def _turns(asked: ListQuery, shown: Table) -> dict[str, Any]:
    """Return the addresses of the pages before and behind this one."""
    return {
        "before_url": asked.query(page=shown.page - 1) if shown.page > 1 else None,
        "behind_url": asked.query(page=shown.page + 1) if shown.page < shown.pages else None,
    }


def _head(asked: ListQuery, column: ListColumn) -> ColumnHead:
    current = asked.sort.removeprefix("-") == column.name
    descends = asked.sort.startswith("-")
    wanted = f"-{column.name}" if current and not descends else "" if current else column.name
    direction = ("descending" if descends else "ascending") if current else ""
    return ColumnHead(column, f"?{asked.query(sort=wanted, page=1)}", direction)


def _sorts(asked: ListQuery, shown: Table) -> Iterator[tuple[str, str]]:
    """Go through the ways to sort, for where there are no heads to press; the one in use is always among them."""
    used_by = asked.kind.column.get(asked.sort.removeprefix("-"))
    for column in dict.fromkeys((*shown.columns, *filter(None, (used_by,)))):
        yield column.name, column.label
        yield f"-{column.name}", _("%(column)s, descending") % {"column": column.label}


def _running(user: User, found: Listing) -> list[cells.Cell] | None:
    """Return the running entry of the web timer in words."""
    whole = KINDS["timer"]
    row = found.first.running if found.first else None
    if row is None:
        return None
    known = known_for(user=user, kinds=("workspace",))
    return [
        one
        for name in ("description", "project_name", "start", "duration", "tags", "billable")
        if not (one := cells.cell(whole.column[name], whole.column[name].of(row, known), user)).is_empty
    ]


def _paging(user: User, shown: LoadedList) -> dict[str, Any]:
    """Return what is to be said of a list that comes in pages: what it costs, and how far it can go now."""
    asked, found = shown.asked, shown.listing
    level = _level(user, asked) if asked.kind.paging else None
    return {
        "goes_on": shown.goes_on,
        "step": STEP,
        "refresh_cost": min(STEP, found.pages) if found and len(found.chunks) > 1 else 1,
        "spendable": max(0, level.remaining - RESERVED_FOR_WRITES) if level else None,
        "resets_at": level.resets_at if level else None,
        "likely": _likely(user) if asked.kind.paging == "cursor" else None,
    }


def _level(user: User, asked: ListQuery) -> Level | None:
    try:
        return gateway.level(user.pk, asked.kind.operation, parameters.params_of(user, asked))
    except (WorkspaceUnknown, UpstreamError):
        return None


def _likely(user: User) -> tuple[int, int] | None:
    """Return how many projects the kept list of workspaces counts, and the requests for them."""
    count = sum(one.project_count for one in known_workspaces(user) or ())
    return (count, -(-count // (CURSOR_PAGE - 1))) if count else None


def address(asked: ListQuery) -> str:
    """Return the address of a view."""
    query = asked.query()
    return f"{reverse('directory_list', args=[asked.name])}{'?' if query else ''}{query}"

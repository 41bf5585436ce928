"""The address holds the view: what is asked of Toggl, and how what came is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_noop

from dashboard.directory.lists.catalog import EVERY_PROJECT, EVERY_TASK, KINDS, ListKind
from dashboard.web import times

LONGEST = 200  # characters of a search
FIRST, LAST = date(1970, 1, 2), date(2099, 12, 31)
WHICH: Mapping[str, tuple[tuple[str, str], ...]] = {
    "projects": (
        ("", gettext_noop("Active ones")),
        ("archived", gettext_noop("With archived ones")),
        ("every", gettext_noop("All, page by page")),
    ),
    "tasks": (
        ("", gettext_noop("Active ones")),
        ("inactive", gettext_noop("With inactive ones")),
        ("every", gettext_noop("All, page by page")),
    ),
    "focus-tasks": (
        ("", gettext_noop("Active ones")),
        ("archived", gettext_noop("Archived ones")),
        ("all", gettext_noop("All")),
    ),
    "blocks": (
        ("", gettext_noop("Active ones")),
        ("archived", gettext_noop("Archived ones")),
    ),
    "timer": (
        ("", gettext_noop("Time entries")),
        ("projects", gettext_noop("Projects")),
        ("clients", gettext_noop("Clients")),
        ("tags", gettext_noop("Tags")),
    ),
}
STATES = ("", "live", "rest")


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One view of one list."""

    name: str  # of the list
    which: str = ""
    since: date | None = None
    task: int | None = None  # whose blocks
    place: int | None = None  # the workspace of Focus
    q: str = ""
    state: str = ""  # live, rest
    sort: str = ""
    page: int = 1
    columns: tuple[str, ...] = ()
    filters: tuple[tuple[str, int], ...] = ()

    @property
    def kind(self) -> ListKind:
        """The list, in the form in which it is asked for."""
        if self.which == "every":
            return EVERY_PROJECT if self.name == "projects" else EVERY_TASK
        found = KINDS[self.name]
        if self.name == "timer" and self.which:
            return replace(found, part=self.which, columns=KINDS[self.which].columns, live=None, filters=())
        return found

    @property
    def params(self) -> dict[str, Any]:
        """What Toggl is asked with, without the place and the page."""
        if self.name == "projects":
            return {"include_archived": "true"} if self.which == "archived" else {}
        if self.name == "tasks":
            return self._of_tasks()
        if self.name == "focus-tasks":
            return {} if not self.which else {"archived": "true" if self.which == "archived" else ""}
        if self.name == "blocks":
            return {"task_id": self.task, "order_by": ["-start"]} | ({"archived": "true"} if self.which else {})
        return {}

    @property
    def is_plain(self) -> bool:
        """Whether the list is opened anew, not looked through."""
        view = (self.q, self.state, self.sort, self.columns, self.filters)
        return not any(view) and self.page == 1

    def _of_tasks(self) -> dict[str, Any]:
        params: dict[str, Any] = {"include_not_active": "true"} if self.which else {}
        if self.since:
            begin = timezone.make_aware(datetime.combine(self.since, time.min))
            params["since"] = str(int(begin.timestamp()))
        return params

    def query(self, **changes: Any) -> str:
        """Return the view as a query, changed where that is asked for; what is usual is left out."""
        view = replace(self, **changes)
        fields: list[tuple[str, Any]] = [
            ("which", view.which), ("since", view.since and view.since.isoformat()), ("task", view.task),
            ("place", view.place), ("q", view.q), ("state", view.state), *view.filters,
            *(("col", one) for one in view.columns), ("sort", view.sort), ("page", view.page if view.page > 1 else ""),
        ]  # fmt: skip
        return urlencode([(name, value) for name, value in fields if value])

    @property
    def source(self) -> str:
        """The part of the query that says what Toggl is asked."""
        return ListQuery(self.name, self.which, self.since, self.task, self.place).query()

    @property
    def filter_of(self) -> dict[str, int]:
        """The numbers by which the list is narrowed, by the kind of thing."""
        return dict(self.filters)


def query_of(name: str, data: QueryDict) -> ListQuery:
    """Return the view that an address asks for; what makes no sense is left out."""
    which = data.get("which", "")
    asked = ListQuery(
        name,
        which if which in {value for value, _label in WHICH.get(name, ())} else "",
        since=_date(data.get("since", "")) if name == "tasks" else None,
        task=number(data.get("task", "")) if name == "blocks" else None,
        place=number(data.get("place", "")) if KINDS[name].service == "focus" else None,
    )
    kind = asked.kind
    sort, state = data.get("sort", ""), data.get("state", "")
    wanted = set(data.getlist("col"))
    if wanted == {one.name for one in kind.all_columns if one.shown}:
        wanted = set()  # a form that was sent with the usual ones
    return replace(
        asked,
        q=data.get("q", "").replace("\x00", "").strip()[:LONGEST],
        state=state if state in STATES and kind.live else "",
        sort=sort if sort.removeprefix("-") in kind.column else "",
        page=number(data.get("page", "")) or 1,
        columns=tuple(one.name for one in kind.all_columns if one.name in wanted),
        filters=tuple((one, found) for one in kind.filters if (found := number(data.get(one, "")))),
    )


def number(text: str) -> int | None:
    """Return a positive whole number that an address holds; None for anything else."""
    return int(text) or None if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _date(text: str) -> date | None:
    found = times.date_of(text)
    return found if found and FIRST <= found <= LAST else None

"""The lists of the directory, and the projects and tasks that cached responses name, for the palette."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.directory.lists.catalog import KINDS
from dashboard.directory.lists.columns import Row
from dashboard.directory.services import listing, parameters
from dashboard.directory.services.address import ListQuery
from dashboard.names import services as names
from dashboard.upstream.errors import NotConnected, UpstreamError
from dashboard.web.commands import LIST, MOST, PAGE, PROJECT, TASK, Command
from dashboard.workspaces.services import WorkspaceUnknown

KIND_OF_LIST = {"projects": (PROJECT, "project"), "tasks": (TASK, "task")}
FOCUS_TASKS = "focus-tasks"
INSIDE = frozenset({"blocks"})  # lists that need more than a name in the address


def commands(user: User) -> Iterator[Command]:
    """Give the lists, and what is in those of projects and tasks; where one is not loaded, the page that loads it."""
    for kind in KINDS.values():
        if kind.name not in INSIDE:
            yield Command(PAGE, kind.title, _list(kind.name), _("Directory"))
    for name, (group, thing) in KIND_OF_LIST.items():
        found = names.things(user=user, kind=thing)
        if found is None:
            yield _unknown(name)
        for one in islice((found or {}).values(), MOST):
            yield Command(group, one.name, reverse("directory_row", args=[name, one.number]), "Track")
    yield from _tasks_of_focus(user)


def _tasks_of_focus(user: User) -> Iterator[Command]:
    kind = KINDS[FOCUS_TASKS]
    try:
        known = listing.kept(user=user, kind=kind, params=parameters.params_of(user, ListQuery(FOCUS_TASKS)))
    except (UpstreamError, NotConnected, WorkspaceUnknown):
        known = listing.Listing(user, kind)
    if not known.chunks:
        yield _unknown(FOCUS_TASKS)
    for _sheet, _place, row in islice(known.rows(), MOST):
        yield _task(row)


def _task(row: Row) -> Command:
    url = reverse("directory_row", args=[FOCUS_TASKS, row["id"]])
    return Command(TASK, str(row.get("name") or row["id"]), url, "Focus")


def _unknown(name: str) -> Command:
    return Command(LIST, KINDS[name].title, _list(name), _("open the list to load it (1 request)"))


def _list(name: str) -> str:
    return reverse("directory_list", args=[name])

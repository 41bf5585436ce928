"""Where a thing is used: pages that show it or what belongs to it, and settings that name it, from cached responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.directory.lists.catalog import KINDS, ListKind
from dashboard.directory.lists.columns import Row
from dashboard.directory.lists.derived import workspace_number
from dashboard.gateway import services as gateway
from dashboard.upstream.contract.field_descriptions import Field, fields
from dashboard.upstream.documents import list_in, number_in, object_in, objects_in
from dashboard.upstream.records.reads import CLIENT_PREFERENCES, FOCUS_SETTING_VALUES, PREFERENCES, Read
from dashboard.upstream.records.values import Values

# Whose settings, what they are asked with, their words, and the page that shows them.
SETTINGS: tuple[tuple[Read[Values], Mapping[str, Any], str, str], ...] = (
    (PREFERENCES, {}, "track_preferences", "track_preferences"),
    (CLIENT_PREFERENCES, {"client": "web"}, "track_preferences", "track_web_preferences"),
    (CLIENT_PREFERENCES, {"client": "desktop"}, "track_preferences", "track_desktop_preferences"),
    (FOCUS_SETTING_VALUES, {}, "focus_settings", "focus_preferences"),
)
SHAPES = {"project", "tag"}  # controls whose value is an object with a number and a workspace
THING_OF = {"projects": "project", "clients": "client", "tags": "tag", "tasks": "task", "workspaces": "workspace"}


@dataclass(frozen=True, slots=True)
class Link:
    """One place where a thing is used."""

    label: str
    url: str
    is_setting: bool = False


Used = Mapping[tuple[str, int], list[Link]]


def settings_using(user: User) -> Used:
    """Return which settings name which things, as far as cached responses tell."""
    found: dict[tuple[str, int], list[Link]] = {}
    for read, params, words, page in SETTINGS:
        copy = gateway.peek(user, read, **params)
        if copy is None:
            continue
        known = fields(words)
        for name, value in copy.data.values.items():
            if not value or not (field := known.fields.get(name)):
                continue
            link = Link(
                _("Setting: %(name)s") % {"name": _(field.label)}, f"{reverse(page)}#input-{name}", is_setting=True
            )
            for thing in set(_named_by(field, value)):
                found.setdefault(thing, []).append(link)
    return found


def links(kind: ListKind, row: Row, used: Used, *, focus: bool) -> list[Link]:
    """Return where the thing of a row is used. `focus`: the person has connected Focus as well."""
    number = row.get(kind.number) if kind.number else None
    pages = _PAGES.get(kind.name)
    found = [Link(label, url) for label, url in pages(number, row)] if pages else []
    if focus and kind.name == "workspaces":
        found += [Link(label, url) for label, url in _of_workspace_in_focus(number)]
    thing = THING_OF.get(kind.name)
    return found + list(used.get((thing, number), ()) if thing and number else ())


def brief(found: list[Link]) -> tuple[list[Link], int]:
    """Return the pages that fit into a table, and how many more places there are."""
    shown = [one for one in found if not one.is_setting][:2]
    return shown, len(found) - len(shown)


def of_list(name: str, **narrowed: Any) -> str:
    """Return the address of a list of the directory, narrowed to what belongs to a thing."""
    query = "&".join(f"{thing}={number}" for thing, number in narrowed.items())
    return f"{reverse('directory_list', args=[name])}{'?' if query else ''}{query}"


Pages = Iterator[tuple[str, str]]


def _of_workspace_itself(number: Any, _row: Row) -> Pages:
    yield _("Preferences"), reverse("workspace_preferences", args=[number])
    for name in ("projects", "clients", "tags", "features", "reminders"):
        yield str(KINDS[name].title), of_list(name, workspace=number)


def _of_workspace_in_focus(number: Any) -> Pages:
    yield str(KINDS["focus-tasks"].title), of_list("focus-tasks", place=number)
    yield _("Statuses"), f"{reverse('statuses')}?workspace={number}"
    yield _("Calendar"), f"{reverse('calendar')}?workspace={number}"


def _of_task(_number: Any, row: Row) -> Pages:
    if row.get("project_id"):
        yield _("Same project"), of_list("tasks", project=row["project_id"])


def _of_focus_task(number: Any, row: Row) -> Pages:
    place = {"place": row["workspace_id"]} if row.get("workspace_id") else {}
    yield _("Time blocks"), of_list("blocks", task=number, **place)
    yield _("Calendar"), f"{reverse('calendar')}?task={number}"


def _of_block(_number: Any, row: Row) -> Pages:
    yield _("Calendar"), f"{reverse('calendar')}?date={str(row.get('start'))[:10]}&task={row.get('task_id')}"


def _of_workspace(_number: Any, row: Row) -> Pages:
    if number := workspace_number(row):
        yield _("Workspace"), reverse("directory_row", args=["workspaces", number])


_PAGES: Mapping[str, Callable[[Any, Row], Pages]] = {
    "clients": lambda number, _row: iter([(_("Projects"), of_list("projects", client=number))]),
    "projects": lambda number, _row: iter([(_("Tasks"), of_list("tasks", project=number))]),
    "organizations": lambda number, _row: iter([(_("Workspaces"), of_list("workspaces", organization=number))]),
    "workspaces": _of_workspace_itself,
    "tasks": _of_task,
    "focus-tasks": _of_focus_task,
    "blocks": _of_block,
    "features": _of_workspace,
    "reminders": _of_workspace,
    "timer": _of_workspace,
}


def _named_by(field: Field, value: Any) -> Iterator[tuple[str, int]]:
    """Go through the things that the value of a setting names."""
    if field.refers_to and (number := number_in(value)):
        yield field.refers_to, number
    for each in objects_in(value) or [object_in(value)]:
        if field.control in SHAPES and (number := number_in(each.get("id"))):
            yield field.control, number
        for thing in ("project", "task"):
            if number := number_in(each.get(f"{thing}_id")):
                yield thing, number
        for tag in list_in(each.get("tag_ids")):
            if number := number_in(tag):
                yield "tag", number

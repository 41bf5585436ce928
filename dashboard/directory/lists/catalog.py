"""The lists of the directory: what each is, who answers it, and which columns it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard.directory.lists import derived
from dashboard.directory.lists.columns import ListColumn, from_contract, shown
from dashboard.upstream.contract import Service, operation

Paging = Literal["", "cursor", "offset", "page"]


@dataclass(frozen=True)
class ListKind:
    """One list."""

    name: str  # of its address
    title: str | Promise
    about: str | Promise
    icon: str
    operation: str
    columns: tuple[ListColumn, ...]
    number: str = "id"  # the field that numbers a row; empty where none does
    part: str = ""  # the list inside an object
    live: tuple[str, bool] | None = None  # the flag that tells what is in use, and its value then
    filters: tuple[str, ...] = ()  # kinds of things by which it can be narrowed
    paging: Paging = ""  # how the list is followed to its end, where one answer may not be all
    names: tuple[str, ...] = ()  # kinds whose names make it readable

    @property
    def service(self) -> Service:
        """Who answers it."""
        return operation(self.operation).service

    @cached_property
    def all_columns(self) -> tuple[ListColumn, ...]:
        """Every column that can be chosen, the usual ones first."""
        own = {one.name for one in self.columns}
        return (*self.columns, *(one for one in from_contract(self.operation, self.part) if one.name not in own))

    @cached_property
    def column(self) -> Mapping[str, ListColumn]:
        """The columns by their names."""
        return {one.name: one for one in self.all_columns}


_NAME, _AT = shown("name"), shown("at", "moment")
_WORKSPACE = shown("workspace", "text", derived.workspace)

KINDS: Final[Mapping[str, ListKind]] = {
    one.name: one
    for one in (
        ListKind(
            "projects",
            _("Projects"),
            _("The projects of Track that you see, with their clients and what was tracked."),
            "folder",
            "track.list_projects",
            (_NAME, shown("client_name"), _WORKSPACE, shown("active", "flag"), shown("billable", "flag"),
             shown("tasks_count", "number"), shown("actual_seconds", "seconds"), _AT),
            live=("active", True),
            filters=("client", "workspace"),
            names=("workspace",),
        ),
        ListKind(
            "clients",
            _("Clients"),
            _("For whom the projects of Track are."),
            "briefcase",
            "track.list_clients",
            (_NAME, _WORKSPACE, shown("archived", "flag"), shown("notes"), _AT),
            live=("archived", False),
            filters=("workspace",),
            names=("workspace",),
        ),
        ListKind(
            "tags",
            _("Tags"),
            _("The words that time entries in Track are marked with."),
            "tag",
            "track.list_tags",
            (_NAME, _WORKSPACE, _AT),
            filters=("workspace",),
            names=("workspace",),
        ),
        ListKind(
            "tasks",
            _("Tasks"),
            _("Tasks of the projects in which you take part, as Track has them. Those of Focus are a list of their "
              "own."),
            "check-circle",
            "track.list_tasks",
            (_NAME, shown("project_name"), shown("client_name"), shown("active", "flag"),
             shown("estimated_seconds", "seconds"), shown("tracked_seconds", "milliseconds"), _AT,
             ListColumn("user_name", searched=True), ListColumn("workspace", "text", derived.workspace)),
            live=("active", True),
            filters=("project", "client", "workspace"),
            names=("workspace",),
        ),
        ListKind(
            "organizations",
            _("Organisations"),
            _("The organisations that you belong to, their plan and your role."),
            "building-office",
            "track.list_organizations",
            (_NAME, shown("plan", "text", derived.plan), shown("plan_state", "text", derived.plan_state),
             shown("role", "text", derived.organization_role), shown("user_count", "number"),
             ListColumn("trial", "day", derived.trial_ends), shown("period_ends", "day", derived.period_ends),
             shown("created_at", "moment")),
        ),
        ListKind(
            "workspaces",
            _("Workspaces"),
            _("The workspaces that you belong to, and your role in each."),
            "building-office-2",
            "track.list_workspaces",
            (_NAME, shown("organization", "text", derived.organization), shown("role", "text", derived.workspace_role),
             shown("plan", "text", derived.workspace_plan), shown("default_currency"),
             shown("active_project_count", "number"), _AT),
            filters=("organization",),
            names=("organization",),
        ),
        ListKind(
            "reminders",
            _("Tracking reminders"),
            _("When Track reminds whom that too little time was tracked."),
            "bell",
            "track.list_track_reminders",
            (_WORKSPACE, shown("frequency", "text", derived.frequency), shown("threshold", "number"),
             shown("people", "text", derived.people), shown("email_reminder_enabled", "flag"),
             shown("slack_reminder_enabled", "flag"), shown("created_at", "moment")),
            number="reminder_id",
            filters=("workspace",),
            names=("workspace", "me"),
        ),
        ListKind(
            "features",
            _("Features"),
            _("What the plan of each workspace includes."),
            "sparkles",
            "track.list_features",
            (_WORKSPACE, _NAME, shown("enabled", "flag"), ListColumn("feature_id", "number")),
            number="",
            live=("enabled", True),
            filters=("workspace",),
            names=("workspace",),
        ),
        ListKind(
            "timer",
            _("Web timer"),
            _("What the timer of Track's web app has loaded: the running entry, and the last ones. Tandem shows time "
              "entries and does not change them."),
            "play-circle",
            "track.get_web_timer",
            (shown("description"), shown("project_name", "text", derived.entry_project), shown("start", "moment"),
             shown("stop", "moment", derived.stop), shown("duration", "seconds", derived.entry_length),
             shown("tags", "list"), shown("billable", "flag"), ListColumn("workspace", "text", derived.workspace)),
            part="time_entries",
            filters=("project", "workspace"),
            names=("workspace",),
        ),
        ListKind(
            "location",
            _("Last known location"),
            _("Where Track thinks that you are."),
            "map-pin",
            "track.get_location",
            (),
            number="",
        ),
        ListKind(
            "focus-tasks",
            _("Tasks in Focus"),
            _("The tasks of a workspace in Focus, with their status. Blocks in the calendar belong to one of them."),
            "clipboard-document-check",
            "focus.list_tasks",
            (_NAME, shown("project", "text", derived.task_project), shown("client", "text", derived.task_client),
             shown("task_status", "text", derived.task_status), shown("priority"),
             shown("estimated_mins", "minutes"), shown("end_date", "day"), shown("updated_at", "moment")),
            filters=("project",),
            paging="page",
        ),
        ListKind(
            "blocks",
            _("Time blocks of a task"),
            _("Every block that one task of Focus has, whenever it is."),
            "calendar-days",
            "focus.list_task_time_blocks",
            (shown("start", "moment"), shown("duration", "seconds"), shown("completed_at", "moment"),
             shown("has_time_entry", "flag"), shown("description"), shown("updated_at", "moment")),
            paging="page",
        ),
    )
}  # fmt: skip
# The same lists, where one answer cannot hold them.
EVERY_PROJECT: Final = replace(KINDS["projects"], operation="track.list_projects_paginated", paging="cursor")
EVERY_TASK: Final = replace(KINDS["tasks"], paging="offset")

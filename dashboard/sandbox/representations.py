"""How rows are represented in answers."""

from typing import Any

from dashboard.sandbox.protocol.exchange import Exchange
from dashboard.sandbox.state import Row
from dashboard.sandbox.switches import Switches

NUMBERS_OF_STATUS = ("id", "name", "emoji", "type")


def rows(exchange: Exchange, found: list[Row]) -> list[Row] | None:
    """Return a list as Track sends it; an empty one may be null, by switch."""
    return None if not found and exchange.world.switches.empty_lists == "null" else found


def track_row(row: Row) -> Row:
    """Return a client or the like without the sandbox's own fields."""
    return {
        key: value for key, value in row.items() if not (key == "workspace_id" and "wid" in row and "cid" not in row)
    }


def focus_row(row: Row, switches: Switches) -> Row:
    """Return a Focus row; fields without a value are left out, or null by switch."""
    if switches.empty_fields == "null":
        return dict(row)
    return {key: value for key, value in row.items() if value is not None}


def workspace(exchange: Exchange, workspace_id: int) -> Row:
    """Return a workspace with the preferences it shows and the person's role in it."""
    state = exchange.world.state
    is_admin = state.is_workspace_admin(exchange.account, workspace_id)
    preferences = state.workspace_preferences[workspace_id]
    shown = ("hide_start_end_times", "disable_approvals", "disable_expenses", "disable_timesheet_view")
    return {
        **state.workspaces[workspace_id],
        **{key: preferences[key] for key in shown},
        "admin": is_admin,
        "role": "admin" if is_admin else "user",
        "permissions": None,
    }


def related_data(exchange: Exchange) -> Row:
    """Return what `with_related_data` adds to the profile; empty lists are null there."""
    state, account = exchange.world.state, exchange.account
    lists: dict[str, list[Any]] = {
        "clients": [track_row(row) for row in state.visible(state.clients, account)],
        "projects": list(state.visible(state.projects, account)),
        "tags": list(state.visible(state.tags, account)),
        "tasks": list(state.visible(state.track_tasks, account)),
        "time_entries": [row for row in state.time_entries.values() if row["user_id"] == account.person.track_id],
        "workspaces": [workspace(exchange, id_) for id_ in state.workspaces_of(account)],
    }
    return {key: found or None for key, found in lists.items()}


def task(exchange: Exchange, row: Row) -> Row:
    """Return a Focus task with its status, project, client and tags inside."""
    state = exchange.world.state
    shown = focus_row(row, exchange.world.switches)
    status = state.statuses.get(row["status_id"])
    if status:
        shown["status"] = {key: status[key] for key in NUMBERS_OF_STATUS}
    project = state.projects.get(row["project_id"] or 0)
    if project:
        shown["project"] = _project(project)
        if project["client_id"]:
            shown["client"] = {"id": project["client_id"], "name": project["client_name"]}
    shown["tags"] = [{"id": id_, "name": state.tags[id_]["name"], "color": "#9e9e9e"} for id_ in row["tag_ids"]]
    return shown


def _project(project: Row) -> Row:
    return {
        "id": project["id"],
        "name": project["name"],
        "color": project["color"],
        "private": project["is_private"],
        "is_template": False,
        "permissions": [],
    }


def block(exchange: Exchange, row: Row, *, in_list: bool = True, with_task: bool = False) -> Row:
    """Return a time block; only lists say whether it has a time entry, only ranges bring its task."""
    shown = focus_row(row, exchange.world.switches)
    if not in_list:
        shown.pop("has_time_entry", None)
    if with_task and row["task_id"] in exchange.world.state.tasks:
        shown["task"] = task(exchange, exchange.world.state.tasks[row["task_id"]])
    return shown

"""One example of every write that the contract can take back, as a member of the sandbox would make it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from django.core.cache import caches

from dashboard.gateway import services as gateway

ORG, WORKSPACE = 7101, 710_001
WORKS = {"organization_id": ORG, "workspace_id": WORKSPACE}
EVER = {"date_from": "2000-01-01T00:00:00Z", "date_to": "2100-01-01T00:00:00Z"}
LATER = "2031-03-04T09:15:00Z"

Sent = tuple[dict[str, Any], Any]  # parameters and body


def blocks_of(user: Any) -> list[dict[str, Any]]:
    """Every plain block of Alice's, as a page would have read them."""
    rows = gateway.read_json(user, "focus.stream_time_blocks", **WORKS, **EVER).data
    return [row for row in rows if row["toggl_user_id"] == 880_001 and row.get("duration")]


def statuses_of(user: Any) -> list[dict[str, Any]]:
    """Every status of the workspace, as the list of statuses shows them."""
    return list(gateway.read_json(user, "focus.list_statuses", workspace_id=WORKSPACE, per_page=100).data["data"])


def task_of(user: Any) -> dict[str, Any]:
    """One task, as a page of tasks shows it."""
    found: dict[str, Any] = gateway.read_json(user, "focus.list_tasks", **WORKS, per_page=100).data["data"][3]
    return found


def _of(block: dict[str, Any]) -> dict[str, Any]:
    return {**WORKS, "task_id": block["task_id"], "time_block_id": block["id"]}


def _status(name: str = "Parked") -> dict[str, Any]:
    return {"emoji": "🅿️", "name": name, "position": 2}


def _preferences(user: Any) -> Sent:
    gateway.read_json(user, "track.get_preferences")
    return {}, {"date_format": "YYYY-MM-DD", "beginningOfWeek": 6, "manualMode": True}


def _client_preferences(user: Any) -> Sent:
    seen = gateway.read_json(user, "track.get_client_preferences", client="web").data
    name = next(name for name, value in seen.items() if value is True)
    return {"client": "web"}, {name: False}


def _workspace_preferences(user: Any) -> Sent:
    row = next(row for row in gateway.read_json(user, "track.list_workspaces").data if row["id"] == WORKSPACE)
    return {"workspace_id": WORKSPACE}, {"hide_start_end_times": not row["hide_start_end_times"]}


def _me(user: Any) -> Sent:
    gateway.read_json(user, "track.get_me")
    return {}, {"fullname": "Alice A. Archer", "timezone": "Asia/Kolkata", "beginning_of_week": 0}


def _settings(user: Any) -> Sent:
    gateway.read_json(user, "focus.get_settings")
    return {}, {"theme": "dark", "pomodoro_mode_session_duration_mins": 41, "time_block_color": "status"}


def _new_block(user: Any) -> Sent:
    return {**WORKS, "task_id": blocks_of(user)[0]["task_id"]}, {"start": LATER, "duration": 1800, "completed": True}


def _replaced_block(user: Any) -> Sent:
    block = next(row for row in blocks_of(user) if row.get("completed_at"))
    return _of(block), {"start": LATER, "duration": 60}


def _changed_block(user: Any) -> Sent:
    block = blocks_of(user)[5]
    return _of(block), {"start": LATER, "completed": not block.get("completed_at"), "outbound_sync": False}


def _moved_block(user: Any) -> Sent:
    block, *others = blocks_of(user)
    other = next(row["task_id"] for row in others if row["task_id"] != block["task_id"])
    return _of(block), {"task_id": other, "duration": 77}


def _some_block(user: Any) -> Sent:
    return _of(next(row for row in blocks_of(user) if not row.get("archived_at"))), None


def _archived_block(user: Any) -> Sent:
    params, _ = _some_block(user)
    gateway.write(user, "focus.archive_time_block", **params)
    return params, None


def _deleted_block(user: Any) -> Sent:
    params, _ = _some_block(user)
    gateway.write(user, "focus.delete_time_block", **params)
    return params, None


def _new_blocks(user: Any) -> Sent:
    task = blocks_of(user)[0]["task_id"]
    return WORKS, {"time_blocks": [{"start": LATER, "task_id": task, "duration": 600 * n} for n in (1, 2, 3)]}


def _many_blocks(user: Any) -> Sent:
    return {**WORKS, "ids": [row["id"] for row in blocks_of(user)[:3]]}, None


def _changed_blocks(user: Any) -> Sent:
    one, two, *_ = blocks_of(user)
    return WORKS, [{"id": one["id"], "start": LATER}, {"id": two["id"], "duration": 99, "completed": True}]


def _task(user: Any) -> Sent:
    task = task_of(user)
    other = next(row["id"] for row in statuses_of(user) if row["id"] != task["status_id"])
    return {**WORKS, "task_id": task["id"]}, {"status_id": other, "name": "Renamed"}


def _new_status(user: Any) -> Sent:
    statuses_of(user)
    return {"workspace_id": WORKSPACE}, _status()


def _changed_status(user: Any) -> Sent:
    params, _ = _own_status(user)
    return params, {"emoji": "🚗", "name": "Renamed", "position": 4}


def _own_status(user: Any) -> Sent:
    made = gateway.write(user, "focus.create_status", _status(), workspace_id=WORKSPACE).data
    statuses_of(user)
    return {"workspace_id": WORKSPACE, "status_id": made["id"]}, None


def _deleted_status(user: Any) -> Sent:
    params, _ = _own_status(user)
    gateway.write(user, "focus.delete_status", **params)
    return params, None


EXAMPLES: dict[str, list[Callable[[Any], Sent]]] = {
    "track.update_preferences": [_preferences],
    "track.update_client_preferences": [_client_preferences],
    "track.update_workspace_preferences": [_workspace_preferences],
    "track.update_me": [_me],
    "focus.update_settings": [_settings],
    "focus.create_time_block": [_new_block],
    "focus.replace_time_block": [_replaced_block],
    "focus.update_time_block": [_changed_block, _moved_block],
    "focus.delete_time_block": [_some_block],
    "focus.archive_time_block": [_some_block],
    "focus.unarchive_time_block": [_archived_block],
    "focus.restore_time_block": [_deleted_block],
    "focus.create_time_blocks": [_new_blocks],
    "focus.delete_time_blocks": [_many_blocks],
    "focus.update_time_blocks": [_changed_blocks],
    "focus.update_task": [_task],
    "focus.create_status": [_new_status],
    "focus.update_status": [_changed_status],
    "focus.delete_status": [_own_status],
    "focus.restore_status": [_deleted_status],
}

EACH: list[tuple[str, Callable[[Any], Sent]]] = [(name, make) for name, makes in EXAMPLES.items() for make in makes]


def begin_anew(sandbox: Any) -> None:
    """Give the sandbox its first day back, and let Tandem forget what it was told."""
    sandbox.reset()
    for name in ("default", "kept", "ledger"):
        caches[name].clear()


PASSING = {
    "updated_at", "created_at", "preferences_changed", "status_updated_at", "at", "last_activity", "position",
    "last_id",
}  # fmt: skip


def living(sandbox: Any) -> Any:
    """Everything that the sandbox holds, without what is deleted and without when it was touched."""
    with sandbox.world.lock:
        state = sandbox.world.state
        tables = {one.name: getattr(state, one.name) for one in fields(state)}
        for table in ("blocks", "statuses"):
            tables[table] = {id_: row for id_, row in tables[table].items() if not row["deleted_at"]}
        tables["default_statuses"] = sorted(state.default_statuses)
        tables["accounts"] = {name: _account(account) for name, account in state.accounts.items()}
        order = sorted(tables["statuses"].values(), key=lambda row: (row["workspace_id"], row["position"]))
        return _plain(tables), [row["id"] for row in order]


def _account(account: Any) -> dict[str, Any]:
    """What somebody can change of an account, without secrets."""
    return {one.name: getattr(account, one.name) for one in fields(account) if one.name not in {"person", "password"}}


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {
            key: bool(value) if key in {"completed_at", "archived_at"} else _plain(value)
            for key, value in data.items()
            if key not in PASSING
        }
    return [_plain(one) for one in data] if isinstance(data, list) else data

"""After every write, each cached response that is not stale says what a fresh read says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard.gateway import services as gateway
from dashboard.sandbox.people import ALICE, LAB, NORTHWIND, STUDIO
from dashboard.upstream.contract import operations
from tests.sweeps import afresh, sweep

PLACE = {"organization_id": NORTHWIND, "workspace_id": STUDIO}
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
VOLATILE = {"updated_at", "completed_at", "archived_at", "deleted_at", "at", "last_modified"}

Read = tuple[str, dict[str, Any]]


def moment(days: float) -> str:
    return (TODAY + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(data):
    """An answer without its times of change, which only upstream's clock knows; that they are set counts."""
    if isinstance(data, dict):  # missing and null are the same (facts.md, section 4)
        return {key: key in VOLATILE or plain(value) for key, value in data.items() if value is not None}
    return [plain(one) for one in data] if isinstance(data, list) else data


@dataclass
class Case:
    """One write: the copies that are kept before it, and those among them that stay sure."""

    body: Any
    params: dict[str, Any]
    reads: list[Read]
    sure: list[Read] = field(default_factory=list)
    first: str = ""  # a write that this one takes back


def write(user, operation: str, body: Any = None, **params: Any) -> Any:
    written = gateway.write(user, operation, body, **params)
    assert written.is_done, f"{operation}: {written.outcome}"
    return written.data


# ------------------------------------------------------------------ blocks
WEEKS = [{**PLACE, "date_from": moment(start), "date_to": moment(start + 7)} for start in (-7, 0)]
STREAM = "focus.stream_time_blocks"


def a_block(user) -> dict:
    blocks = gateway.read_json(user, STREAM, **WEEKS[1]).data
    mine = [one for one in blocks if one["toggl_user_id"] == ALICE.focus_id]
    return next(one for one in mine if not one.get("completed_at") and one.get("duration"))


def of_blocks(user, name: str) -> Case:
    block = a_block(user)
    task = {**PLACE, "task_id": block["task_id"]}
    one, new = {**task, "time_block_id": block["id"]}, {"start": moment(1.5), "duration": 1800}
    params, body = {
        "create_time_block": (task, new),
        "create_time_blocks": (PLACE, {"time_blocks": [{**new, "task_id": block["task_id"]}]}),
        "update_time_block": (one, {"start": moment(-2.5), "duration": 2700}),
        "replace_time_block": (one, {"start": block["start"], "duration": 900, "completed": True}),
        "update_time_blocks": (PLACE, [{"id": block["id"], "duration": 600, "completed": True}]),
        "delete_time_block": (one, None),
        "delete_time_blocks": ({**PLACE, "ids": [block["id"]]}, None),
        "archive_time_block": (one, None),
        "unarchive_time_block": (one, None),
        "restore_time_block": (one, None),
    }[name]
    weeks: list[Read] = [(STREAM, week) for week in WEEKS]
    others: list[Read] = [
        (STREAM, {**WEEKS[1], "archived": True}),
        *(("focus.list_time_blocks", {**week, "per_page": 100}) for week in WEEKS),
        ("focus.list_task_time_blocks", {**task, "per_page": 100}),
        ("focus.get_time_block", one),
    ]
    stay = {"update_time_block", "update_time_blocks", "archive_time_block", "delete_time_block"}
    sure = {
        "update_time_block": [("focus.get_time_block", one)],
        "delete_time_block": [("focus.list_time_blocks", {**WEEKS[1], "per_page": 100})],
    }.get(name, [])
    first = {"unarchive_time_block": "archive_time_block", "restore_time_block": "delete_time_block"}.get(name, "")
    return Case(body, params, weeks + others, (weeks if name in stay else []) + sure, first)


def of_a_task(user, _name: str) -> Case:
    task = {**PLACE, "task_id": a_block(user)["task_id"]}
    status = gateway.read_json(user, STATUSES[0], **STATUSES[1]).data["data"][-1]["id"]
    return Case({"status_id": status}, task, [("focus.list_tasks", {**PLACE, "per_page": 100}), (STREAM, WEEKS[1])])


# ------------------------------------------------------------------ statuses
STATUSES: Read = ("focus.list_statuses", {"workspace_id": STUDIO, "order_by": "position", "per_page": 100})


def of_statuses(user, name: str) -> Case:
    custom = write(user, "focus.create_status", {"name": "Waiting", "emoji": "⏳", "position": 50}, workspace_id=STUDIO)
    one = {"workspace_id": STUDIO, "status_id": custom["id"]}
    changed = {"name": "Paused", "emoji": "⏸", "position": custom["position"]}
    body = changed if name in {"create_status", "update_status"} else None
    params = {"workspace_id": STUDIO} if name == "create_status" else one
    sure = [STATUSES] if name == "update_status" else []  # a renamed status costs no second look
    first = "delete_status" if name == "restore_status" else ""
    return Case(body, params, [STATUSES, ("focus.get_status", one)], sure, first)


# ------------------------------------------------------------------ settings and the account
SETTINGS, PREFERENCES, ME = ("focus.get_settings", {}), ("track.get_preferences", {}), ("track.get_me", {})
CLIENTS: list[Read] = [("track.get_client_preferences", {"client": name}) for name in ("web", "desktop")]
WORKSPACES: list[Read] = [
    ("track.list_workspaces", {}),
    ("track.get_workspace_preferences", {"workspace_id": STUDIO}),
    ("track.get_workspace_preferences", {"workspace_id": LAB}),
]


def of_focus_settings(_user, _name: str) -> Case:
    return Case({"theme": "dark", "default_page": None}, {}, [SETTINGS], [SETTINGS])


def of_a_clients_preferences(_user, name: str) -> Case:
    read = CLIENTS[name.endswith("desktop")]
    return Case({"manualMode": True, "theme": "dark"}, read[1], [PREFERENCES, *CLIENTS], [read])


def of_alpha_features(user, _name: str) -> Case:
    feature = gateway.read_json(user, "track.get_preferences").data["alpha_features"][0]
    switched = {"code": feature["code"], "enabled": not feature["enabled"]}
    return Case({"alpha_features": [switched]}, {}, [PREFERENCES], [PREFERENCES])


def of_a_workspace(_user, _name: str) -> Case:
    body = {"hide_start_end_times": True, "disable_expenses": True}
    return Case(body, {"workspace_id": STUDIO}, WORKSPACES, WORKSPACES)


def of_the_profile(_user, _name: str) -> Case:
    return Case({"fullname": "Alice B", "timezone": "Europe/Paris"}, {}, [ME, PREFERENCES], [ME])


CASES: dict[str, Callable[[Any, str], Case]] = {
    "focus.create_time_block": of_blocks,
    "focus.create_time_blocks": of_blocks,
    "focus.update_time_block": of_blocks,
    "focus.replace_time_block": of_blocks,
    "focus.update_time_blocks": of_blocks,
    "focus.delete_time_block": of_blocks,
    "focus.delete_time_blocks": of_blocks,
    "focus.archive_time_block": of_blocks,
    "focus.unarchive_time_block": of_blocks,
    "focus.restore_time_block": of_blocks,
    "focus.update_task": of_a_task,
    "focus.create_status": of_statuses,
    "focus.update_status": of_statuses,
    "focus.delete_status": of_statuses,
    "focus.restore_status": of_statuses,
    "focus.update_settings": of_focus_settings,
    "track.update_client_preferences": of_a_clients_preferences,
    "track.update_client_preferences of desktop": of_a_clients_preferences,
    "track.update_preferences": of_alpha_features,
    "track.update_workspace_preferences": of_a_workspace,
    "track.update_me": of_the_profile,
}


@pytest.mark.long
@sweep(CASES)
def test_copies_tell_the_truth_after(name, alice, sandbox):
    afresh(sandbox)
    sandbox.set_plan(NORTHWIND, "enterprise")
    operation = name.split()[0]
    case = CASES[name](alice, name.partition(".")[2])
    for read, params in case.reads:
        gateway.read_json(alice, read, **params)
    if case.first:
        write(alice, f"focus.{case.first}", **case.params)
    write(alice, operation, case.body, **case.params)
    sure = [read for read in case.reads if not gateway.peek_json(alice, read[0], **read[1]).is_stale]
    assert [read for read in case.sure if read not in sure] == []
    for read, params in sure:
        kept = gateway.peek_json(alice, read, **params).data
        fresh = gateway.read_json(alice, read, refresh=True, **params).data
        assert plain(kept) == plain(fresh), read


def test_closing_the_account_leaves_nothing_sure(alice, sandbox):
    for read, params in (ME, PREFERENCES):
        gateway.read_json(alice, read, **params)
    write(alice, "track.close_account")
    assert all(gateway.peek_json(alice, read, **params).is_stale for read, params in (ME, PREFERENCES))


def test_every_writing_operation_is_tried_here():
    tried = {name.split()[0] for name in CASES} | {"track.close_account"}
    without_member = {"track.confirm_lost_password", "track.request_lost_password"}
    assert tried == {one.id for one in operations().values() if one.is_write} - without_member

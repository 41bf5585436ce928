"""After every write, each kept copy that is not marked as doubted says what a fresh read says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.gateway import services as gateway
from dashboard.sandbox.people import ALICE, NORTHWIND, STUDIO
from dashboard.upstream.contract import operations

PLACE = {"organization_id": NORTHWIND, "workspace_id": STUDIO}
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
VOLATILE = {"updated_at", "completed_at", "archived_at", "deleted_at", "at", "last_modified"}


def moment(days: float) -> str:
    return (TODAY + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def weeks() -> list[dict]:
    spans = [(-7, 0), (0, 7)]
    return [{**PLACE, "date_from": moment(start), "date_to": moment(end)} for start, end in spans]


def plain(data):
    """An answer without its times of change, which only upstream's clock knows; that they are set counts."""
    if isinstance(data, dict):  # missing and null are the same (facts.md, section 4)
        return {key: key in VOLATILE or plain(value) for key, value in data.items() if value is not None}
    return [plain(one) for one in data] if isinstance(data, list) else data


class Copies:
    """The kept copies of a member, and whether they tell the truth."""

    def __init__(self, user, *reads: tuple[str, dict]) -> None:
        self.user, self.reads = user, reads
        for operation, params in reads:
            gateway.read(user, operation, **params)

    def sure(self) -> list[tuple[str, dict]]:
        return [read for read in self.reads if not gateway.peek(self.user, read[0], **read[1]).doubted]

    def agree(self) -> None:
        for operation, params in self.sure():
            kept = gateway.peek(self.user, operation, **params).data
            fresh = gateway.read(self.user, operation, refresh=True, **params).data
            assert plain(kept) == plain(fresh), operation


@pytest.fixture
def block(alice, sandbox) -> dict:
    sandbox.set_plan(NORTHWIND, "enterprise")
    blocks = gateway.read(alice, "focus.stream_time_blocks", **weeks()[1]).data
    mine = [one for one in blocks if one["toggl_user_id"] == ALICE.focus_id]
    return next(one for one in mine if not one.get("completed_at") and one.get("duration"))


@pytest.fixture
def block_copies(alice, block) -> Copies:
    one = {**PLACE, "task_id": block["task_id"]}
    return Copies(
        alice,
        *(("focus.stream_time_blocks", week) for week in weeks()),
        ("focus.stream_time_blocks", {**weeks()[1], "archived": True}),
        ("focus.list_time_blocks", {**weeks()[0], "per_page": 100}),
        ("focus.list_task_time_blocks", {**one, "per_page": 100}),
        ("focus.get_time_block", {**one, "time_block_id": block["id"]}),
    )


def block_writes(block: dict) -> dict[str, tuple[dict, object]]:
    """A body and parameters for each operation that changes blocks."""
    one = {**PLACE, "task_id": block["task_id"], "time_block_id": block["id"]}
    new = {"start": moment(1.5), "duration": 1800}
    return {
        "create_time_block": ({**PLACE, "task_id": block["task_id"]}, new),
        "create_time_blocks": (PLACE, {"time_blocks": [{**new, "task_id": block["task_id"]}]}),
        "update_time_block": (one, {"start": moment(-2.5), "duration": 2700}),
        "replace_time_block": (one, {"start": block["start"], "duration": 900, "completed": True}),
        "update_time_blocks": (PLACE, [{"id": block["id"], "duration": 600, "completed": True}]),
        "delete_time_block": (one, None),
        "delete_time_blocks": ({**PLACE, "ids": [block["id"]]}, None),
        "archive_time_block": (one, None),
        "unarchive_time_block": (one, None),
        "restore_time_block": (one, None),
    }


@pytest.mark.parametrize("name", block_writes({"id": 1, "task_id": 1, "start": moment(0)}))
def test_copies_of_blocks_tell_the_truth_after(alice, sandbox, block, block_copies, name):
    params, body = block_writes(block)[name]
    if name.startswith(("unarchive", "restore")):
        undone = {"unarchive_time_block": "archive_time_block", "restore_time_block": "delete_time_block"}[name]
        assert gateway.write(alice, f"focus.{undone}", **params).is_done
    assert gateway.write(alice, f"focus.{name}", body, **params).is_done
    block_copies.agree()


@pytest.mark.parametrize("name", ["update_time_block", "update_time_blocks", "archive_time_block", "delete_time_block"])
def test_the_week_stays_fresh_after(alice, sandbox, block, block_copies, name):
    params, body = block_writes(block)[name]
    gateway.write(alice, f"focus.{name}", body, **params)
    assert {("focus.stream_time_blocks", week["date_from"]) for week in weeks()} <= {
        (operation, read.get("date_from")) for operation, read in block_copies.sure()
    }


STATUSES = ("focus.list_statuses", {"workspace_id": STUDIO, "order_by": "position", "per_page": 100})


@pytest.fixture
def custom(alice, sandbox) -> dict:
    sandbox.set_plan(NORTHWIND, "enterprise")
    body = {"name": "Waiting", "emoji": "⏳", "position": 50}
    return gateway.write(alice, "focus.create_status", body, workspace_id=STUDIO).data


@pytest.mark.parametrize("name", ["create_status", "update_status", "delete_status", "restore_status"])
def test_copies_of_statuses_tell_the_truth_after(alice, sandbox, custom, name):
    one = {"workspace_id": STUDIO, "status_id": custom["id"]}
    copies = Copies(alice, STATUSES, ("focus.get_status", one))
    if name == "restore_status":
        gateway.write(alice, "focus.delete_status", **one)
    body = (
        {"name": "Paused", "emoji": "⏸", "position": custom["position"]} if name.startswith(("create", "up")) else None
    )
    params = {"workspace_id": STUDIO} if name == "create_status" else one
    assert gateway.write(alice, f"focus.{name}", body, **params).is_done
    copies.agree()


def test_a_renamed_status_costs_no_second_look(alice, sandbox, custom):
    copies = Copies(alice, STATUSES)
    body = {"name": "Paused", "emoji": "⏸", "position": custom["position"]}
    gateway.write(alice, "focus.update_status", body, workspace_id=STUDIO, status_id=custom["id"])
    assert copies.sure()


def test_copies_of_focus_settings_tell_the_truth(alice, sandbox):
    copies = Copies(alice, ("focus.get_settings", {}))
    gateway.write(alice, "focus.update_settings", {"theme": "dark", "default_page": None})
    assert copies.sure()
    copies.agree()


@pytest.mark.parametrize("client", ["web", "desktop"])
def test_copies_of_a_clients_preferences_tell_the_truth(alice, sandbox, client):
    reads = [("track.get_client_preferences", {"client": name}) for name in ("web", "desktop")]
    copies = Copies(alice, ("track.get_preferences", {}), *reads)
    gateway.write(alice, "track.update_client_preferences", {"manualMode": True, "theme": "dark"}, client=client)
    assert ("track.get_client_preferences", {"client": client}) in copies.sure()
    copies.agree()


def test_copies_of_alpha_features_tell_the_truth(alice, sandbox):
    copies = Copies(alice, ("track.get_preferences", {}))
    feature = gateway.peek(alice, "track.get_preferences").data["alpha_features"][0]
    switched = {"code": feature["code"], "enabled": not feature["enabled"]}
    assert gateway.write(alice, "track.update_preferences", {"alpha_features": [switched]}).is_done
    assert copies.sure()
    copies.agree()


def test_copies_of_workspaces_tell_the_truth(alice, sandbox):
    reads = ("track.list_workspaces", {}), ("track.get_workspace_preferences", {"workspace_id": STUDIO})
    copies = Copies(alice, *reads)
    body = {"hide_start_end_times": True, "disable_expenses": True}
    assert gateway.write(alice, "track.update_workspace_preferences", body, workspace_id=STUDIO).is_done
    assert len(copies.sure()) == 2
    copies.agree()


def test_copies_of_the_profile_tell_the_truth(alice, sandbox):
    copies = Copies(alice, ("track.get_me", {}), ("track.get_preferences", {}))
    assert gateway.write(alice, "track.update_me", {"fullname": "Alice B", "timezone": "Europe/Paris"}).is_done
    assert ("track.get_me", {}) in copies.sure()
    copies.agree()


def test_copies_of_tasks_tell_the_truth(alice, sandbox, block):
    status = gateway.read(alice, STATUSES[0], **STATUSES[1]).data["data"][-1]["id"]
    copies = Copies(alice, ("focus.list_tasks", {**PLACE, "per_page": 100}), ("focus.stream_time_blocks", weeks()[1]))
    gateway.write(alice, "focus.update_task", {"status_id": status}, **PLACE, task_id=block["task_id"])
    copies.agree()


def test_closing_the_account_leaves_nothing_sure(alice, sandbox):
    copies = Copies(alice, ("track.get_me", {}), ("track.get_preferences", {}))
    gateway.write(alice, "track.close_account")
    assert not copies.sure()


def test_every_writing_operation_is_tried_here():
    from pathlib import Path

    text, without_member = Path(__file__).read_text(), {"confirm_lost_password", "request_lost_password"}
    writes = {op.id.split(".")[1] for op in operations().values() if op.is_write} - without_member
    assert not [name for name in writes if name not in text]

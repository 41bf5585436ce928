"""Every change of a time block is seen in the list of its task, by its number, in the range and in the stream."""

from dashboard.sandbox.people import NORTHWIND, STUDIO
from tests.sandbox.test_blocks import AT, TASK, made

BULK = f"/api/organizations/{NORTHWIND}/workspaces/{STUDIO}/time-blocks/bulk"
LATER = "2031-05-05T15:00:00Z"
DAY = {"date_from": "2031-05-05T00:00:00Z", "date_to": "2031-05-06T00:00:00Z"}


def seen(caller, block_id, task_id=TASK, **archived):
    """Return the block as the four reads show it; each None where it is not shown."""
    by_id = caller.call("focus.get_time_block", task_id=task_id, time_block_id=block_id)
    of_task = caller.call("focus.list_task_time_blocks", task_id=task_id, per_page=100, **archived).data["data"]
    in_range = caller.call("focus.list_time_blocks", **DAY, **archived).data["data"]
    streamed = caller.call("focus.stream_time_blocks", **DAY, **archived).data
    found = [next((one for one in rows if one["id"] == block_id), None) for rows in (of_task, in_range, streamed)]
    return [by_id.data if by_id.status == 200 else None, *found]


def everywhere(caller, block_id, task_id=TASK, **archived):
    """Return the block, which all four reads must show alike."""
    shown = seen(caller, block_id, task_id, **archived)
    kept = [{k: v for k, v in (one or {}).items() if k not in ("has_time_entry", "task")} for one in shown]
    assert kept[0] == kept[1] == kept[2] == kept[3]
    return kept[0]


def nowhere(caller, block_id, task_id=TASK):
    return seen(caller, block_id, task_id) == [None] * 4


def one(caller, operation, block, body=None, **params):
    got = caller.call(operation, body, **{"task_id": TASK, "time_block_id": block["id"], **params})
    assert got.status == 204, got.raw
    assert got.raw == b""


def test_create(alice):
    block = made(alice, start="2031-05-05T12:00:00+02:00", completed=True)
    assert (block["start"], block["duration"]) == (AT, 3600)
    assert block["completed_at"]
    assert everywhere(alice, block["id"]) == block


def test_create_several(alice):
    bodies = [{"start": AT, "task_id": TASK}, {"start": LATER, "task_id": TASK, "duration": 0}]
    got = alice.call("focus.create_time_blocks", {"time_blocks": bodies})
    assert got.status == 201
    assert isinstance(got.data, list)
    assert [everywhere(alice, block["id"]) for block in got.data] == got.data


def test_patch(alice):
    block = made(alice)
    one(alice, "focus.update_time_block", block, {"start": LATER, "completed": True})
    changed = everywhere(alice, block["id"])
    assert (changed["start"], changed["duration"], "completed_at" in changed) == (LATER, 3600, True)


def test_completed_can_be_taken_back(alice):
    block = made(alice, completed=True)
    one(alice, "focus.update_time_block", block, {"completed": False})
    assert "completed_at" not in everywhere(alice, block["id"])


def test_put_sets_everything(alice):
    block = made(alice, completed=True)
    one(alice, "focus.replace_time_block", block, {"start": LATER})
    changed = everywhere(alice, block["id"])
    assert (changed["start"], "duration" in changed, "completed_at" in changed) == (LATER, False, False)


def test_move_to_another_task(alice):
    block = made(alice)
    one(alice, "focus.update_time_block", block, {"task_id": TASK + 1})
    assert everywhere(alice, block["id"], TASK + 1)["task_id"] == TASK + 1
    assert seen(alice, block["id"])[:2] == [None, None]


def test_patch_several(alice):
    first, second = made(alice), made(alice)
    body = [{"id": first["id"], "duration": 60}, {"id": second["id"], "start": LATER}]
    assert alice.call("focus.update_time_blocks", body).status == 204
    assert everywhere(alice, first["id"])["duration"] == 60
    assert everywhere(alice, second["id"])["start"] == LATER


def test_archive_and_unarchive(alice):
    block = made(alice)
    one(alice, "focus.archive_time_block", block)
    assert seen(alice, block["id"])[1:] == [None] * 3
    assert everywhere(alice, block["id"], archived=True)["archived_at"]
    one(alice, "focus.archive_time_block", block)
    one(alice, "focus.unarchive_time_block", block)
    assert "archived_at" not in everywhere(alice, block["id"])


def test_delete_and_restore(alice):
    block = made(alice)
    one(alice, "focus.delete_time_block", block)
    assert nowhere(alice, block["id"])
    one(alice, "focus.restore_time_block", block)
    assert everywhere(alice, block["id"])["id"] == block["id"]


def test_delete_several(alice):
    first, second = made(alice), made(alice)
    assert alice.call("focus.delete_time_blocks", ids=[first["id"], second["id"]]).status == 204
    assert nowhere(alice, first["id"])
    assert nowhere(alice, second["id"])


def test_deleted_blocks_can_be_shown_with_their_date(alice, sandbox):
    sandbox.switch(deleted_visible=True)
    block = made(alice)
    one(alice, "focus.delete_time_block", block)
    assert everywhere(alice, block["id"])["deleted_at"]


def test_restoring_a_living_one_does_nothing_or_is_refused(alice, sandbox):
    block = made(alice)
    one(alice, "focus.restore_time_block", block)
    sandbox.switch(restore_live="refuse")
    assert alice.call("focus.restore_time_block", task_id=TASK, time_block_id=block["id"]).status == 404


# ------------------------------------------------------------------ refusals
def test_a_missing_block_is_404_where_the_reference_has_it_and_400_elsewhere(alice):
    missing = {"task_id": TASK, "time_block_id": 1}
    for operation in ("update_time_block", "replace_time_block"):
        got = alice.call(f"focus.{operation}", {"start": AT}, **missing)
        assert (got.status, got.data["error_description"]) == (404, "Time block does not exist")
    for operation in ("delete_time_block", "restore_time_block"):
        assert alice.call(f"focus.{operation}", **missing).status == 404
    for operation in ("archive_time_block", "unarchive_time_block"):
        assert alice.call(f"focus.{operation}", **missing).status == 400


def test_who_may_change_a_colleagues_block_is_a_switch(alice, bob, sandbox):
    alices, bobs = made(alice), made(bob)

    def tries(caller, block):
        return caller.call("focus.update_time_block", {"duration": 1}, task_id=TASK, time_block_id=block["id"]).status

    found = {}
    for rule in ("refuse", "admins", "everyone"):
        sandbox.switch(foreign_blocks=rule)
        found[rule] = (tries(alice, bobs), tries(bob, alices))
    assert found == {"refuse": (403, 403), "admins": (204, 403), "everyone": (204, 204)}


BAD_BLOCKS = (
    {}, {"start": "2031-05-05"}, {"start": "2031-05-05T10:00:00"}, {"start": AT, "duration": -1}, {"start": 5},
    {"start": "٢٠٣١"},
)  # fmt: skip


def test_a_bad_block_is_not_made(alice):
    target = f"/api/organizations/{NORTHWIND}/workspaces/{STUDIO}/tasks/{TASK}/time-blocks"
    assert [body for body in BAD_BLOCKS if alice.send("POST", target, body).status != 400] == []
    assert alice.call("focus.list_time_blocks", **DAY).data["data"] == []


def test_the_vendors_checks_of_several_are_all_or_nothing(alice):
    good, bad = {"start": AT, "task_id": TASK}, {"start": AT, "task_id": 1}
    assert alice.send("POST", BULK, {"time_blocks": [good, bad]}).status == 400
    assert alice.send("POST", BULK, {"time_blocks": []}).status == 400
    assert alice.call("focus.list_time_blocks", **DAY).data["data"] == []
    block = made(alice)
    assert alice.send("PATCH", BULK, [{"id": block["id"], "duration": 1}, {"id": 1, "duration": 1}]).status == 404
    assert alice.send("PATCH", BULK, {"items": [{"id": block["id"], "duration": 1}]}).status == 400
    assert alice.send("PATCH", BULK, []).status == 400
    assert alice.send("DELETE", f"{BULK}?ids={block['id']},1").status == 404
    assert alice.send("DELETE", f"{BULK}?ids=").status == 400
    assert alice.send("DELETE", f"{BULK}?ids=x").status == 400
    assert everywhere(alice, block["id"]) == block


def test_of_a_repeated_list_the_first_counts_or_all_by_switch(alice, sandbox):
    first, second = made(alice), made(alice)
    target = f"{BULK}?ids={first['id']}&ids={second['id']}"
    assert alice.send("DELETE", target).status == 204
    assert everywhere(alice, second["id"]) == second
    sandbox.switch(repeated_lists=True)
    one(alice, "focus.restore_time_block", first)
    assert alice.send("DELETE", target).status == 204
    assert nowhere(alice, second["id"])


def test_a_task_of_another_workspace_is_not_taken(alice):
    block = made(alice)
    foreign = {"task_id": TASK, "time_block_id": block["id"]}
    assert alice.call("focus.update_time_block", {"task_id": 5_000_050}, **foreign).status == 400
    assert alice.call("focus.create_time_block", {"start": AT}, task_id=5_000_050).status == 400

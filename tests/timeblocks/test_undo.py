"""Undo and redo: every write can be taken back and done again, and nobody's change is lost by it."""

from __future__ import annotations

import pytest

from tests.timeblocks.hands import at_today, shown, today, words_of

FIELDS = ("start", "duration", "task_id", "completed_at", "archived_at", "deleted_at")


@pytest.fixture
def opened(calendar):
    """A calendar with one block, asked once."""
    calendar.clear()
    block = calendar.block(start="09:00", seconds=3600)
    calendar.get()
    calendar.asked()
    return calendar, block


def state(calendar):
    """What Focus has, without what every write moves."""
    rows = calendar.sandbox.world.state.blocks.values()
    return sorted(
        tuple(bool(row[f]) if f.endswith("_at") else row[f] for f in FIELDS) for row in rows if not row["deleted_at"]
    )


WRITES = {
    "move": lambda calendar, block: calendar.act(block, "move", date=today().isoformat(), minute=840),
    "longer": lambda calendar, block: calendar.act(block, "longer"),
    "complete": lambda calendar, block: calendar.act(block, "complete"),
    "duplicate": lambda calendar, block: calendar.act(block, "duplicate"),
    "split": lambda calendar, block: calendar.act(block, "split"),
    "archive": lambda calendar, block: calendar.act(block, "archive"),
    "delete": lambda calendar, block: calendar.act(block, "delete"),
    "another task": lambda calendar, block: calendar.save(block, task=block["task_id"] + 1),
    "no duration": lambda calendar, block: calendar.save(block, end=""),
    "create": lambda calendar, block: calendar.create(task=block["task_id"], start="16:00", end="17:00"),
}


@pytest.mark.parametrize("write", WRITES)
def test_every_write_is_undone_and_done_again(opened, write):
    calendar, block = opened
    before = state(calendar)
    WRITES[write](calendar, block)
    after = state(calendar)
    assert after != before
    assert "Undone" in words_of(calendar.undo())
    assert state(calendar) == before
    redo = calendar.client.get("/calendar/").context["redo"]
    assert "Done again" in words_of(calendar.undo(step=redo.name))
    assert state(calendar) == after


def test_a_duration_given_to_a_block_without_one_is_taken_away_again(calendar):
    calendar.clear()
    block = calendar.block(start="09:00", seconds=None)
    calendar.get()
    calendar.act(block, "longer")
    calendar.undo()
    assert calendar.now(block)["duration"] is None


def test_undo_goes_back_step_by_step(opened):
    calendar, block = opened
    for action in ("later", "later", "complete"):
        calendar.act(block, action)
    for expected in (at_today("09:30"), at_today("09:15"), at_today("09:00")):
        calendar.undo()
        assert calendar.now(block)["start"] == expected
    assert "nothing left to undo" in words_of(calendar.undo())


def test_undo_of_what_a_young_copy_still_has_costs_one_request(opened):
    calendar, block = opened
    calendar.act(block, "later")
    calendar.asked()
    calendar.undo()
    assert calendar.asked() == ["focus.update_time_block"]


def test_a_block_changed_since_is_shown_before_anything_is_undone(opened):
    calendar, block = opened
    calendar.act(block, "later")
    calendar.now(block)["start"] = at_today("16:00")
    calendar.client.post("/calendar/refresh/", {"view": ""})
    answer = calendar.undo()
    words = words_of(answer)
    assert "This block was changed since" in words
    assert "16:00 to 17:00" in words
    assert calendar.now(block)["start"] == at_today("16:00")
    step = answer.context["step"]
    calendar.undo(step=step, force="1")
    assert calendar.now(block)["start"] == at_today("09:00")


def test_an_undo_that_fails_can_be_tried_again(opened):
    calendar, block = opened
    calendar.act(block, "later")
    calendar.sandbox.fault("focus.update_time_block", "status", status=400)
    assert calendar.undo().status_code == 422
    assert "Undone" in words_of(calendar.undo())


def test_nobody_undoes_what_somebody_else_did(opened, client_of, bob):
    calendar, block = opened
    calendar.act(block, "later")
    step = calendar.client.get("/calendar/").context["undo"].name
    bob.timezone = "America/New_York"
    bob.save()
    client_of(bob).post("/calendar/undo/", {"step": step})
    assert calendar.now(block)["start"] == at_today("09:15")


def test_a_double_click_on_undo_is_one_write(opened):
    calendar, block = opened
    calendar.act(block, "later")
    step = calendar.client.get("/calendar/").context["undo"].name
    for _ in range(2):
        calendar.undo(step=step, once="0123456789abcdef")
    assert len(calendar.sandbox.requests("focus.update_time_block")) == 2
    assert block["id"] in shown(calendar.get())

"""Undo and redo: every write can be taken back and done again, and nobody's change is lost by it."""

from __future__ import annotations

import pytest

from dashboard.gateway import services as gateway
from dashboard.gateway.undo.stacks import reversible
from dashboard.timeblocks.block.actions import VERBS
from dashboard.timeblocks.bulk.selection import ON_GRID
from tests.failures import collect_failures
from tests.history.writes import EACH, begin_anew, living
from tests.timeblocks.page_objects import at_today, shown, task_id, today, words_of


@pytest.fixture
def opened(calendar):
    """A calendar with one block, asked once."""
    calendar.clear()
    block = calendar.block(start="09:00", seconds=3600)
    calendar.get()
    calendar.asked()
    return calendar, block


def state(calendar):
    """All that Focus and Track have, without what every write moves."""
    return living(calendar.sandbox)


def many(calendar, block, action, **fields):
    return calendar.client.post("/calendar/bulk/", {"action": action, "block": block["id"], **fields}, follow=True)


def act(action, **fields):
    return lambda calendar, block: calendar.act(block, action, **fields)


def delete_in_sight(calendar, block):
    """Delete a block where Focus goes on to show it."""
    calendar.sandbox.switch(deleted_visible=True)
    calendar.act(block, "delete")


WRITES = {
    "move": lambda calendar, block: calendar.act(block, "move", date=today().isoformat(), minute=840),
    "longer": act("longer"),
    "complete": act("complete"),
    "duplicate": act("duplicate"),
    "split": act("split"),
    "archive": act("archive"),
    "delete": act("delete"),
    "another task": lambda calendar, block: calendar.save(block, task=block["task_id"] + 1),
    "no duration": lambda calendar, block: calendar.save(block, end=""),
    "earlier": act("earlier"),
    "later": act("later"),
    "shorter": act("shorter"),
    "copy": lambda calendar, block: calendar.act(block, "copy", date=today(1).isoformat(), minute=600),
    "plan": lambda calendar, _block: calendar.client.post(f"/calendar/plan/{task_id(5)}/"),
    "bulk shift": lambda calendar, block: many(calendar, block, "shift", days=1, minutes=30),
    "bulk complete": lambda calendar, block: many(calendar, block, "complete"),
    "bulk archive": lambda calendar, block: many(calendar, block, "archive"),
    "bulk delete": lambda calendar, block: many(calendar, block, "delete"),
    "create": lambda calendar, block: calendar.create(task=block["task_id"], start="16:00", end="17:00"),
}


# What takes something back: what has to be done first, and then it.
AFTER = {
    "reopen": (act("complete"), act("reopen")),
    "unarchive": (act("archive"), act("unarchive")),
    "bulk reopen": (act("complete"), lambda calendar, block: many(calendar, block, "reopen")),
    "restore from the trash": (
        act("delete"), lambda calendar, block: calendar.client.post("/calendar/back/trash/", {"block": block["id"]}),
    ),
    "restore": (delete_in_sight, act("restore")),
}  # fmt: skip


def test_everything_that_can_be_done_is_undone_below():
    assert set(VERBS) | {f"bulk {name}" for name in ON_GRID} <= WRITES.keys() | AFTER.keys()


def undo_and_do_again(calendar, was, changed):
    """Undo what was done last and do it again, and look at Focus each time."""
    undone = calendar.undo()
    assert "Undone" in words_of(undone)
    assert state(calendar) == was
    assert "Done again" in words_of(calendar.undo(step=undone.context["redo"].name))
    assert state(calendar) == changed


@pytest.mark.long
def test_everything_that_can_be_done_is_undone_and_done_again(calendar):
    wrong = []
    for name, (first, then) in {**{name: (None, do) for name, do in WRITES.items()}, **AFTER}.items():
        with collect_failures(wrong, name):
            calendar.anew()
            block = calendar.block(start="09:00", seconds=3600)
            calendar.get()
            if first:
                first(calendar, block)
            was = state(calendar)
            then(calendar, block)
            changed = state(calendar)
            assert changed != was
            undo_and_do_again(calendar, was, changed)
    assert wrong == []


@pytest.mark.long
def test_every_write_of_the_contract_is_undone_and_done_again(calendar, berlin):
    wrong = []
    for name, make in EACH:
        if name not in reversible("time-blocks"):
            continue
        with collect_failures(wrong, make.__name__):
            begin_anew(calendar.sandbox)
            params, body = make(berlin)
            was = state(calendar)
            gateway.write(berlin, name, body, **params)
            changed = state(calendar)
            assert changed != was
            undo_and_do_again(calendar, was, changed)
    assert wrong == []


def test_a_duration_given_to_a_block_without_one_is_taken_away_again(calendar):
    calendar.clear()
    block = calendar.block(start="09:00", seconds=None)
    calendar.get()
    calendar.act(block, "longer")
    calendar.undo()
    assert calendar.now(block)["duration"] is None


@pytest.mark.long
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


@pytest.mark.long
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
        calendar.undo(step=step, idempotency_key="0123456789abcdef")
    assert len(calendar.sandbox.requests("focus.update_time_block")) == 2
    assert block["id"] in shown(calendar.get())

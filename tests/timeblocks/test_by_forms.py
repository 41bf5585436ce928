"""The calendar without dragging and without keys: every operation by a button or a form, with scripts and without."""

from __future__ import annotations

import pytest

from tests.timeblocks.browser import PHONE
from tests.timeblocks.page_objects import at_today, task_id

pytestmark = pytest.mark.browser
WAYS = [
    pytest.param(PHONE, id="phone"),
    pytest.param({}, id="pointer", marks=pytest.mark.slow),
    pytest.param({"java_script_enabled": False}, id="no scripts", marks=pytest.mark.slow),
]
# One after the other: each begins where the last one ended. What is pressed, what is told, and what Focus has then.
BUTTONS = [
    ("#do-later", "9:15 to 10:15", lambda now: now["start"] == at_today("09:15")),
    ("#do-earlier", "9:00 to 10:00", lambda now: now["start"] == at_today("09:00")),
    ("#do-longer", "9:00 to 10:15", lambda now: now["duration"] == 4500),
    ("#do-shorter", "9:00 to 10:00", lambda now: now["duration"] == 3600),
    ("#do-complete", "Completed", lambda now: now["completed_at"]),
    ("#do-reopen", "Reopened", lambda now: not now["completed_at"]),
    ("#split", "Split", lambda now: now["duration"] == 1800),
    ("#do-archive", "Archived", lambda now: now["archived_at"]),
]


def press_every_button(at):
    for button, told, done in BUTTONS:
        at.open()
        at.page.click(button)
        at.told(told)
        assert done(at.now()), button


def change_every_field(at):
    at.open()
    at.page.fill("#id_block-start", "14:00")
    at.page.fill("#id_block-end", "15:30")
    at.page.click("#save-block")
    at.told("Saved: .*14:00 to 15:30")
    assert (at.now()["start"], at.now()["duration"]) == (at_today("14:00"), 5400)


def create(at):
    at.page.click("#new-block")
    at.page.fill("#id_block-start", "16:00")
    at.page.fill("#id_block-end", "17:00")
    at.page.check(f"#task-{task_id(3)}")
    at.page.click("#create-block")
    at.told("Created")
    assert at.calendar.sandbox.requests("focus.create_time_block")[-1]["body"]["start"] == at_today("16:00")


def undo_and_do_again(at):
    at.page.click("#undo")
    at.told("Undone")
    assert at.now()["start"] == at_today("09:00")
    at.page.click("#redo")
    at.told("Done again")
    assert at.now()["start"] == at_today("14:00")


def delete_and_restore(at):
    at.open()
    at.page.click("#do-delete")
    at.told("Deleted")
    assert at.now()["deleted_at"]
    at.page.click("#open-drawer")
    at.page.click("#tab-trash")
    at.page.click(f"#back-{at.block['id']}")
    at.told("1 block is back")
    assert not at.now()["deleted_at"]


@pytest.mark.parametrize("way", WAYS)
def test_everything_is_done_without_dragging(open_calendar, way):
    at = open_calendar(**way)
    change_every_field(at)
    undo_and_do_again(at)
    create(at)
    delete_and_restore(at)
    press_every_button(at.again())


@pytest.mark.slow
def test_without_scripts_blocks_are_ticked_in_a_list(open_calendar):
    at = open_calendar(java_script_enabled=False)
    at.page.click("#select")
    at.page.check(f"#choose-{at.block['id']}")
    at.page.click("#many-later-list")
    at.told("1 block moved")
    assert at.now()["start"] == at_today("09:00", 1)
    at.page.click("#toasts [data-undo]")
    at.told("Undone")
    assert at.now()["start"] == at_today("09:00")

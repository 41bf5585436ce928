"""The calendar by mouse: create, open, move, resize, copy, plan, archive and bring back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, expect

from tests.failures import collect_failures
from tests.timeblocks.browser import LARGE, in_two, three_days
from tests.timeblocks.page_objects import at_today, task_id, today

pytestmark = pytest.mark.browser
PATCH, CREATE = "focus.update_time_block", "focus.create_time_block"
SCROLLED = """new Promise((done) => {
    const box = document.querySelector(".grid-scroll");
    box.addEventListener("scroll", () => { if (box.scrollTop > 800) done(); });
})"""


@pytest.fixture
def hand(open_calendar):
    """Three days with one block at nine today, ready to be dragged."""
    return lambda query="", **options: open_calendar(query=three_days() + query, **{**LARGE, **options}).ready()


OFTEN = {
    "move": (0.5, ("11:30", 0), (), PATCH, {"start": ("11:00", 0)}),
    "move to another day": (0.5, ("09:30", 2), (), PATCH, {"start": ("09:00", 2)}),
    "copy": (0.5, ("11:30", 1), ("Control",), CREATE, {"start": ("11:00", 1), "duration": 3600}),
    "end later": (1, ("11:00", 0), (), PATCH, {"duration": 7200}),
    "start earlier": (0, ("08:15", 0), (), PATCH, {"start": ("08:15", 0), "duration": 6300}),
}
RARE = {
    "copy with Alt": (0.5, ("11:30", 0), ("Alt",), CREATE, {"start": ("11:00", 0), "duration": 3600}),
    "by the minute": (0.5, ("10:07", 0), ("Shift",), PATCH, {"start": ("09:37", 0)}),
    "end earlier": (1, ("09:30", 0), (), PATCH, {"duration": 1800}),
    "over midnight": (1, ("09:00", 1), (), PATCH, {"duration": 24 * 3600}),
}


@pytest.mark.parametrize("drags", in_two(OFTEN, RARE))
def test_a_block_is_moved_copied_and_resized(hand, drags):
    at, wrong = hand(), []
    for name, (part, to, keys, operation, body) in drags.items():
        with collect_failures(wrong, name, Error):
            at.again().ready()
            at.drag(at.grip(part), at.spot(*to), keys=keys)
            at.told("Undo")
            expected = body | ({"start": at_today(*body["start"])} if "start" in body else {})
            assert at.sent() == [(operation, expected)]
    assert wrong == []


def test_a_day_of_work(hand):
    at = hand()
    page = at.page
    # a free stretch becomes a block
    at.drag(at.spot("13:00", 1), at.spot("14:30", 1))
    page.wait_for_selector("#new-sheet")
    assert page.input_value("#id_block-date") == today(1).isoformat()
    assert (page.input_value("#id_block-start"), page.input_value("#id_block-end")) == ("13:00", "14:30")
    page.check(f"#task-{task_id(3)}")
    page.click("#create-block")
    at.told("Created")
    (created,) = at.calendar.sandbox.requests(CREATE)
    assert (created["body"]["start"], created["body"]["duration"]) == (at_today("13:00", 1), 5400)
    # a block is opened and changed
    at.open()
    page.fill("#id_block-start", "14:00")
    page.fill("#id_block-end", "15:30")
    page.click("#save-block")
    at.told("14:00 to 15:30")
    assert (at.now()["start"], at.now()["duration"]) == (at_today("14:00"), 5400)
    # what was done is undone, and done again
    page.locator(".toast", has_text="Saved").locator("[data-undo]").click()
    at.told("Undone")
    assert (at.now()["start"], at.now()["duration"]) == (at_today("09:00"), 3600)
    page.click("#redo")
    at.told("Done again")
    assert at.now()["start"] == at_today("14:00")
    # it is archived, and brought back from the archive
    at.open()
    page.click("#do-archive")
    at.told("Archived")
    assert at.now()["archived_at"]
    page.click("#open-drawer")
    page.click(f"#back-{at.block['id']}")
    at.told("1 block is back")
    assert not at.now()["archived_at"]
    # it is deleted, and brought back from the trash
    at.open()
    page.click("#do-delete")
    at.told("Deleted")
    assert at.now()["deleted_at"]
    page.click("#open-drawer")
    page.click("#tab-trash")
    page.click(f"#back-{at.block['id']}")
    page.wait_for_selector(at.link)
    assert not at.now()["deleted_at"]


def test_a_drag_tells_the_time_and_ends_without_a_drop(hand):
    at = hand()
    said = at.page.locator("#said")
    at.drag(at.grip(), at.spot("11:30"), drops=False)
    assert "11:00\u201312:00" in at.page.locator(".floater").inner_text()
    expect(at.page.locator(".is-origin")).to_have_count(1)
    at.page.keyboard.press("Escape")
    at.page.mouse.up()
    expect(at.page.locator(".floater, .is-origin")).to_have_count(0)
    expect(said).to_contain_text("Cancelled")
    expect(at.page.locator("#block-sheet")).to_have_count(0)
    # a tremble is a click
    x, y = at.grip()
    at.lift((x, y))
    at.page.mouse.move(x + 3, y + 2)
    at.page.mouse.up()
    at.page.wait_for_selector("#block-sheet")
    at.page.keyboard.press("Escape")
    # a stretch upwards, and one into the next day
    for start, end, times in (("14:30", ("13:00", 1), ("13:00", "14:30")), ("18:00", ("08:00", 2), ("18:00", "08:00"))):
        at.drag(at.spot(start, 1), at.spot(*end))
        expect(at.page.locator("#id_block-start")).to_have_value(times[0])
        expect(at.page.locator("#id_block-end")).to_have_value(times[1])
        at.page.keyboard.press("Escape")
    assert not {name for name, _body in at.sent()} & {PATCH, CREATE}


def test_a_task_is_planned_by_its_button_and_by_dragging_it_into_a_day(hand):
    at = hand("&tasks=1")
    at.page.click(f"#plan-{task_id(5)}")
    at.told("Planned")
    expect(at.page.locator(f"#plan-{task_id(5)}")).to_have_count(0)
    row = at.page.locator(f"[data-task='{task_id(6)}'] b")
    row.scroll_into_view_if_needed()
    box = row.bounding_box()
    at.drag((box["x"] + 10, box["y"] + 8), at.spot("14:00", 1))
    expect(at.page.locator(f"[data-task='{task_id(6)}']")).to_have_count(0)
    assert (at.sent()[-1][0], at.sent()[-1][1]["start"]) == (CREATE, at_today("14:00", 1))


@pytest.mark.slow
def test_it_snaps_to_the_step_that_was_chosen(hand):
    at, wrong = hand(), []
    for step, start in {"5": "10:05", "10": "10:10", "30": "10:00"}.items():
        with collect_failures(wrong, step, Error):
            at.again().ready()
            at.page.click("#filters summary")
            at.page.select_option("#snap", step)
            at.page.click("#filters summary")
            at.drag(at.grip(), at.spot("10:36"))
            at.told("Moved")
            assert at.now()["start"] == at_today(start)
    assert wrong == []


@pytest.mark.slow
def test_the_grid_scrolls_at_its_edge(hand):
    at = hand("&from=0&to=24", viewport={"width": 1280, "height": 720})
    at.page.evaluate("document.querySelector('.grid-scroll').scrollTop = 500")
    frame = at.page.locator(".grid-scroll").bounding_box()
    x, _ = at.spot("09:00")
    at.drag(at.grip(), (x, frame["y"] + frame["height"] - 4), drops=False)
    at.page.evaluate(SCROLLED)
    at.page.mouse.up()
    at.told("Moved")
    assert at.now()["start"] > at_today("15:00")


# ------------------------------------------------------------------ what goes wrong meanwhile
def refused(at):
    at.calendar.sandbox.set_quota("alice", 7101, 0, resets_in=1800)
    at.drag(at.grip(), at.spot("11:30"))
    at.told("used up until")
    at.page.wait_for_selector(f".block[data-start='9:00'] {at.link}")
    at.page.wait_for_selector(".block.is-returned")
    assert at.page.locator("#retry").is_visible()


def cut_off(at):
    at.page.context.set_offline(True)
    at.drag(at.grip(), at.spot("11:30"))
    at.told("connection was lost")
    assert at.page.locator(at.link).evaluate("(link) => link.closest('.block').dataset.start === '9:00'")
    at.page.context.set_offline(False)
    at.page.click("#retry-lost")
    at.told("Moved")
    assert at.sent() == [(PATCH, {"start": at_today("11:00")})]


def answer_lost(at):
    at.page.route("**/move/", lambda route: (route.fetch(), route.abort())[-1], times=1)
    at.drag(at.grip(), at.spot("11:30"))
    at.told("connection was lost")
    at.page.click("#retry-lost")
    at.told("Moved")
    assert [name for name, _body in at.sent()] == [PATCH]


def changed_by_a_colleague(at):
    at.drag(at.grip(), at.spot("11:30"), drops=False)
    at.now()["start"] = at_today("16:00")
    at.calendar.client.post("/calendar/refresh/", {"view": three_days()[1:]})
    at.page.mouse.up()
    at.told("Somebody changed this block meanwhile")
    at.told("16:00 to 17:00")
    assert at.now()["start"] == at_today("16:00")
    at.page.click("#save-mine")
    at.told("Saved")
    assert at.now()["start"] == at_today("11:00")


def deleted_by_a_colleague(at):
    at.drag(at.grip(), at.spot("11:30"), drops=False)
    at.now()["deleted_at"] = at_today("09:00")
    at.page.mouse.up()
    at.told("no longer there")


def page_changes(at):
    at.drag(at.grip(), at.spot("11:30"), drops=False)
    at.page.evaluate("document.getElementById('refresh').click()")
    expect(at.page.locator("#said")).to_contain_text("changed meanwhile")
    at.page.mouse.up()
    expect(at.page.locator(".floater, .is-origin")).to_have_count(0)
    assert not [name for name, _body in at.sent() if name == PATCH]


TROUBLE = [refused, cut_off, answer_lost, changed_by_a_colleague, deleted_by_a_colleague, page_changes]


def test_nothing_is_lost_where_a_drop_goes_wrong(hand):
    at, wrong = hand(), []
    for meet in TROUBLE:
        with collect_failures(wrong, meet.__name__, Error):
            meet(at.again().ready())
    assert wrong == []

"""The calendar by mouse and finger: create, move, resize, copy, plan; and what goes wrong meanwhile."""

from __future__ import annotations

import pytest

from tests.timeblocks.desk import PHONE, often
from tests.timeblocks.hands import at_today, task_id, today

pytestmark = pytest.mark.browser
PATCH, CREATE, BULK = "focus.update_time_block", "focus.create_time_block", "focus.update_time_blocks"
LARGE = {"width": 1500, "height": 1200}  # nothing has to scroll
DAYS = f"?view=days&date={today().isoformat()}"


@pytest.fixture
def hand(desk):
    """Three days with one block at nine today, ready to be dragged."""
    return lambda query=DAYS, **options: desk(query=query, **{"viewport": LARGE, **options}).ready()


DRAGS = {
    "move": (0.5, ("11:30", 0), (), (PATCH, {"start": at_today("11:00")})),
    "move to another day": (0.5, ("09:30", 2), (), (PATCH, {"start": at_today("09:00", 2)})),
    "copy": (0.5, ("11:30", 1), ("Control",), (CREATE, {"start": at_today("11:00", 1), "duration": 3600})),
    "copy with Alt": (0.5, ("11:30", 0), ("Alt",), (CREATE, {"start": at_today("11:00"), "duration": 3600})),
    "by the minute": (0.5, ("10:07", 0), ("Shift",), None),
    "end later": (1, ("11:00", 0), (), (PATCH, {"duration": 7200})),
    "end earlier": (1, ("09:30", 0), (), (PATCH, {"duration": 1800})),
    "start earlier": (0, ("08:15", 0), (), (PATCH, {"start": at_today("08:15"), "duration": 6300})),
    "over midnight": (1, ("09:00", 1), (), (PATCH, {"duration": 24 * 3600})),
}  # fmt: skip


OFTEN = {"move", "copy", "end later", "start earlier", "move to another day"}


@pytest.mark.parametrize("name", often(DRAGS, OFTEN))
def test_a_block_is_dragged(hand, name):
    part, to, keys, expected = DRAGS[name]
    at = hand()
    at.drag(at.grip(part), at.spot(*to), keys=keys)
    at.told("Undo")
    (sent,) = at.sent()
    if expected:
        assert sent == expected
    else:
        assert not sent[1]["start"].endswith(("00:00Z", "15:00Z", "30:00Z", "45:00Z"))


def test_an_empty_stretch_becomes_a_new_block(hand):
    at = hand()
    at.drag(at.spot("13:00", 1), at.spot("14:30", 1))
    at.page.wait_for_selector("#new-sheet")
    assert at.page.input_value("#id_block-date") == today(1).isoformat()
    assert (at.page.input_value("#id_block-start"), at.page.input_value("#id_block-end")) == ("13:00", "14:30")


def test_upwards_and_into_the_next_day_are_stretches_too(hand):
    at = hand()
    at.drag(at.spot("14:30", 1), at.spot("13:00", 1))
    at.page.wait_for_selector("#new-sheet")
    assert at.page.input_value("#id_block-start") == "13:00"
    at.page.keyboard.press("Escape")
    at.drag(at.spot("18:00"), at.spot("08:00", 1))
    assert at.until(lambda page: page.input_value("#id_block-start") == "18:00")
    assert at.page.input_value("#id_block-end") == "08:00"


def test_the_time_is_told_while_dragging_and_the_origin_stays(hand):
    at = hand()
    at.drag(at.grip(), at.spot("11:30"), drops=False)
    assert "11:00\u201312:00" in at.page.locator(".floater").inner_text()
    assert at.page.locator(".is-origin").count() == 1
    assert not at.sent()


def test_escape_cancels_a_drag(hand):
    at = hand()
    at.drag(at.grip(), at.spot("11:30"), drops=False)
    at.page.keyboard.press("Escape")
    at.page.mouse.up()
    assert at.page.locator(".floater, .is-origin").count() == 0
    assert "Cancelled" in at.page.locator("#said").inner_text()
    assert not at.sent()
    assert at.page.locator("#block-sheet").count() == 0


def test_a_tremble_is_a_click(hand):
    at = hand()
    x, y = at.grip()
    at.lift((x, y))
    at.page.mouse.move(x + 3, y + 2)
    at.page.mouse.up()
    at.page.wait_for_selector("#block-sheet")


STEPS = {"5": "10:05", "10": "10:10", "30": "10:00"}


@pytest.mark.parametrize("step", often(STEPS, {"5"}))
def test_it_snaps_to_the_step_that_was_chosen(hand, step):
    at = hand()
    at.page.click("#filters summary")
    at.page.select_option("#snap", step)
    at.page.click("#filters summary")
    at.drag(at.grip(), at.spot("10:36"))
    at.told("Moved")
    assert at.now()["start"] == at_today(STEPS[step])


def test_the_grid_scrolls_at_its_edge(hand):
    at = hand(DAYS + "&from=0&to=24", viewport={"width": 1280, "height": 720})
    at.page.evaluate("document.querySelector('.grid-scroll').scrollTop = 500")
    frame = at.page.locator(".grid-scroll").bounding_box()
    x, _ = at.spot("09:00")
    at.drag(at.grip(), (x, frame["y"] + frame["height"] - 4), drops=False)
    assert at.until(lambda page: page.evaluate("document.querySelector('.grid-scroll').scrollTop") > 800)
    at.page.mouse.up()
    at.told("Moved")
    assert at.now()["start"] > at_today("15:00")


def test_a_task_is_dragged_into_the_day(hand):
    at = hand(DAYS + "&tasks=1")
    row = at.page.locator(f"[data-task='{task_id(5)}'] b")
    row.scroll_into_view_if_needed()
    box = row.bounding_box()
    at.drag((box["x"] + 10, box["y"] + 8), at.spot("14:00", 1))
    at.told("Planned")
    assert (at.sent()[-1][0], at.sent()[-1][1]["start"]) == (CREATE, at_today("14:00", 1))


# ------------------------------------------------------------------ fingers
def test_a_finger_presses_moves_and_drops(hand):
    at = hand("", **PHONE)
    x, y = at.grip()
    at.finger("touchStart", x, y)
    at.page.wait_for_selector(".is-origin")
    at.finger("touchMove", x, y + 40)
    at.finger("touchMove", x, y + 128)
    at.frames()
    at.finger("touchEnd")
    at.told("Moved")
    assert at.sent() == [(PATCH, {"start": at_today("11:00")})]


def test_the_first_touch_of_a_page_drags_already(desk):
    at = desk("09:00", **PHONE)
    x, y = at.grip()
    at.finger("touchStart", x, y)
    at.page.wait_for_selector(".is-origin")
    at.finger("touchMove", x, y + 64)
    at.frames()
    at.finger("touchEnd")
    at.told("Moved")
    assert at.sent() == [(PATCH, {"start": at_today("10:00")})]


def test_a_finger_creates_after_a_press(hand):
    at = hand("", **{**PHONE, "viewport": {"width": 390, "height": 1400}})
    x, y = at.spot("11:00")
    at.finger("touchStart", x, y + 2)
    at.page.wait_for_selector(".floater")
    at.finger("touchMove", x, y + 62)
    at.frames()
    at.finger("touchEnd")
    at.page.wait_for_selector("#new-sheet")
    assert (at.page.input_value("#id_block-start"), at.page.input_value("#id_block-end")) == ("11:00", "12:00")


def test_a_finger_that_swipes_scrolls(hand):
    at = hand("", **PHONE)
    x, y = at.grip()
    at.finger("touchStart", x, y)
    for by in (20, 60, 120):
        at.finger("touchMove", x, y - by)
    at.finger("touchEnd")
    assert at.page.locator(".is-origin, .floater").count() == 0
    assert not at.sent()


def test_a_tap_opens(hand):
    at = hand("", **PHONE)
    at.page.touchscreen.tap(*at.grip())
    at.page.wait_for_selector("#block-sheet")


# ------------------------------------------------------------------ what goes wrong
def test_a_refused_drop_goes_back_and_says_why(hand):
    at = hand()
    at.calendar.sandbox.set_quota("alice", 7101, 0, resets_in=1800)
    at.drag(at.grip(), at.spot("11:30"))
    at.told("used up until")
    at.page.wait_for_selector(f"{at.link}[data-at='540']")
    at.page.wait_for_selector(".block.is-returned")
    assert at.page.locator("#retry").is_visible()


def test_a_lost_connection_puts_it_back_and_retry_is_safe(hand):
    at = hand()
    at.page.context.set_offline(True)
    at.drag(at.grip(), at.spot("11:30"))
    at.told("connection was lost")
    assert at.page.locator(at.link).evaluate("(link) => link.closest('.block').classList.contains('h9')")
    at.page.context.set_offline(False)
    at.page.click("#retry-lost")
    at.told("Moved")
    assert at.sent() == [(PATCH, {"start": at_today("11:00")})]


def test_an_answer_that_is_lost_is_not_sent_twice(hand):
    at = hand()
    at.page.route("**/move/", lambda route: (route.fetch(), route.abort())[-1], times=1)
    at.drag(at.grip(), at.spot("11:30"))
    at.told("connection was lost")
    at.page.click("#retry-lost")
    at.told("Moved")
    assert [name for name, _body in at.sent()] == [PATCH]


def test_a_colleagues_change_during_a_drag_is_shown_beside_mine(hand):
    at = hand()
    at.drag(at.grip(), at.spot("11:30"), drops=False)
    at.now()["start"] = at_today("16:00")
    at.calendar.client.post("/calendar/refresh/", {"view": DAYS[1:]})
    at.page.mouse.up()
    at.told("Somebody changed this block meanwhile")
    at.told("16:00 to 17:00")
    assert at.now()["start"] == at_today("16:00")
    at.page.click("#save-mine")
    at.told("Saved")
    assert at.now()["start"] == at_today("11:00")


def test_a_block_that_is_gone_at_the_drop_says_so(hand):
    at = hand()
    at.drag(at.grip(), at.spot("11:30"), drops=False)
    at.now()["deleted_at"] = at_today("09:00")
    at.page.mouse.up()
    assert at.told("no longer there")


def test_a_page_that_changes_under_a_drag_ends_it(hand):
    at = hand()
    at.drag(at.grip(), at.spot("11:30"), drops=False)
    at.page.evaluate("document.getElementById('refresh').click()")
    assert at.until(lambda page: "changed meanwhile" in page.locator("#said").inner_text())
    at.page.mouse.up()
    assert at.page.locator(".floater, .is-origin").count() == 0
    assert not [name for name, _body in at.sent() if name == PATCH]

"""The calendar on a phone: by fingers that press, move, swipe and tap."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.timeblocks.browser import PHONE
from tests.timeblocks.page_objects import at_today

pytestmark = pytest.mark.browser
PATCH, DELETE = "focus.update_time_block", "focus.delete_time_blocks"


def test_fingers_drag_swipe_tap_and_choose(open_calendar):
    at = open_calendar(**PHONE)
    page = at.page
    # the first touch of a page drags already
    x, y = at.grip()
    at.finger("touchStart", x, y)
    page.wait_for_selector(".is-origin")
    at.finger("touchMove", x, y + 40)
    at.finger("touchMove", x, y + 128)
    at.frames()
    at.finger("touchEnd")
    at.told("Moved")
    assert at.sent() == [(PATCH, {"start": at_today("11:00")})]
    # who swipes scrolls
    x, y = at.grip()
    at.finger("touchStart", x, y)
    for by in (20, 60, 120):
        at.finger("touchMove", x, y - by)
    at.finger("touchEnd")
    expect(page.locator(".is-origin, .floater")).to_have_count(0)
    # a tap opens
    page.tap(at.link)
    page.wait_for_selector("#block-sheet")
    page.tap("#do-later")
    at.told("Moved: .*11:15 to 12:15")
    assert len(at.calendar.sandbox.requests(PATCH)) == 2
    # several are tapped
    page.tap("#select")
    page.tap(at.link)
    assert at.selected() == 1
    page.tap("#many-delete")
    at.told("1 block deleted")
    assert at.sent()[-1][0] == DELETE


def test_a_finger_creates_after_a_press(open_calendar):
    at = open_calendar(**{**PHONE, "viewport": {"width": 390, "height": 1400}})
    x, y = at.spot("11:00")
    at.finger("touchStart", x, y + 2)
    at.page.wait_for_selector(".floater")
    at.finger("touchMove", x, y + 62)
    at.frames()
    at.finger("touchEnd")
    at.page.wait_for_selector("#new-sheet")
    assert (at.page.input_value("#id_block-start"), at.page.input_value("#id_block-end")) == ("11:00", "12:00")

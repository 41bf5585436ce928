"""What a view shows and keeps, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.measure.look import FRAMES, WATCH
from tests.timeblocks.browser import PHONE
from tests.timeblocks.page_objects import today

pytestmark = pytest.mark.browser
CUT = """() => [...document.querySelectorAll(".block a")].filter((link) => {
    const box = link.getBoundingClientRect(), text = document.createRange();
    text.selectNodeContents(link);
    return [...text.getClientRects()].some((line) => line.left < box.right && line.bottom > box.bottom + 1);
}).map((link) => link.textContent)"""


def test_views_are_changed_by_mouse_and_a_task_is_found_while_typing(open_calendar):
    at = open_calendar({"task": 5, "start": "12:00"})
    page = at.page
    first = page.locator("#grid .block").first
    assert (first.get_attribute("data-start"), first.get_attribute("data-length")) == ("9:00", "1:00")
    for button, address in (("#next", f"**date={today(7)}*"), ("#today", f"**date={today()}*"),
                            ("#view-day", "**view=day*"), ("#view-agenda", "**view=agenda*")):  # fmt: skip
        page.click(button)
        page.wait_for_url(address)
        at.settled()
    page.reload()
    assert page.locator("#agenda").is_visible()
    page.go_back()
    page.wait_for_selector("#grid")
    at.settled()
    at.calendar.asked()
    page.click("#new-block")
    page.fill("#task-words", "write")
    expect(page.locator("#task-choices label:visible")).to_have_count(1)
    page.fill("#task-words", "")
    page.fill("#task-words", "write")
    assert "focus.list_tasks" not in at.calendar.asked()
    with page.expect_response("**/calendar/new/**"):
        page.click("#search-tasks")
    expect(page.locator("#task-choices label").nth(2)).to_be_attached()
    assert at.calendar.asked() == ["focus.list_tasks"]
    # a click on a free hour is a click on its half
    page.keyboard.press("Escape")
    page.goto(f"/calendar/?date={today(1)}&view=day")
    box = page.locator(".is-on .slot[href$='hour=11']").bounding_box()
    page.mouse.click(box["x"] + 40, box["y"] + box["height"] * 0.6)
    expect(page.locator("#id_block-start")).to_have_value("11:30")


def test_the_browsers_zone_is_noticed_moves_nothing_and_is_one_tap_away(open_calendar, page_of, berlin):
    assert open_calendar().page.locator("#zone-notice").is_hidden()
    page = page_of(berlin, timezone_id="America/New_York", bypass_csp=True, **PHONE)
    page.add_init_script(WATCH)
    page.goto("/calendar/")
    page.wait_for_selector("#zone-notice:not([hidden])")
    page.evaluate(FRAMES)
    assert page.evaluate("window.seen.shift") <= 0.02
    page.click("[data-use-zone]")
    page.get_by_text("Shown in America/New_York").wait_for()


@pytest.mark.slow
def test_no_line_of_a_block_is_cut_in_two(open_calendar):
    starts = [f"{hour}:{minute:02}" for hour in range(10, 16) for minute in (0, 10, 35)]
    lengths = (900, 1500, 1800, 2700)
    blocks = [{"task": n, "start": start, "seconds": lengths[n % 4]} for n, start in enumerate(starts)]
    at = open_calendar(*blocks, query="?view=week")
    assert at.page.evaluate(CUT) == []
    at.page.click("#view-day")
    at.page.wait_for_url("**view=day*")
    at.settled()
    assert at.page.evaluate(CUT) == []

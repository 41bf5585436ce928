"""What every page does for whoever reads it: a lost line is told, waiting is shown, focus is kept and seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from dashboard.gateway import services as gateway

pytestmark = pytest.mark.browser

# What has focus, where a bar lies over it.
COVERED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  if (one === document.body || !box.width || one.closest('.topbar, .navigation, .save-bar, .skip')) return "";
  const top = document.elementFromPoint(box.left + Math.min(box.width / 2, 8), box.top + Math.min(box.height / 2, 8));
  return top?.closest('.topbar, .save-bar') ? one.id || one.textContent.trim() : "";
}"""


@pytest.fixture
def page(sandbox, page_of, alice):
    return page_of(alice)


def test_a_lost_line_is_told_and_forgotten_by_itself(page):
    page.goto("/history/")
    page.context.set_offline(True)
    page.get_by_role("status").filter(has_text="No connection to Tandem").wait_for()
    page.context.set_offline(False)
    page.get_by_text("No connection to Tandem").wait_for(state="hidden")


def test_a_server_that_is_away_is_told_too_and_looked_for(page):
    page.clock.install()
    page.goto("/statuses/")
    page.route("**/*", lambda route: route.abort())
    page.get_by_role("button", name="Refresh (1 request)").click()
    page.get_by_text("No connection to Tandem").wait_for()
    page.unroute("**/*")
    page.clock.fast_forward(5_000)
    page.get_by_text("No connection to Tandem").wait_for(state="hidden")


def test_waiting_is_shown_only_once_it_is_long_and_on_what_is_filled(page):
    page.goto("/statuses/")
    held = []
    page.route("**/statuses/refresh/", lambda route: held.append(route))
    page.get_by_role("button", name="Refresh (1 request)").click()
    page.locator("#statuses[aria-busy=true]").wait_for()
    bar = page.locator("#progress.htmx-request")
    assert bar.evaluate("one => getComputedStyle(one).transitionDelay") == "0.15s"
    held[0].continue_()
    page.locator("#statuses[aria-busy=true]").wait_for(state="detached")


def test_a_toast_that_is_closed_gives_focus_back(page, alice):
    gateway.read_json(alice, "track.get_preferences")
    gateway.write(alice, "track.update_preferences", {"date_format": "DD.MM.YYYY"})
    page.goto("/")
    page.locator("#latest").get_by_role("button", name="Undo").first.focus()
    page.keyboard.press("Enter")
    close = page.locator("#toasts").get_by_role("button", name="Dismiss").first
    close.focus()
    page.keyboard.press("Enter")
    close.wait_for(state="detached")
    page.locator(":focus").wait_for()


def test_what_hides_itself_leaves_focus_near(sandbox, page_of, alice):
    page = page_of(alice, timezone_id="America/New_York")
    page.goto("/calendar/")
    keep = page.get_by_role("button", name="Keep it")
    keep.focus()
    page.keyboard.press("Enter")
    keep.wait_for(state="hidden")
    page.locator("#calendar:focus, #calendar :focus, #main:focus").wait_for()


def test_what_has_focus_is_never_under_a_bar(page):
    page.set_viewport_size({"width": 390, "height": 700})
    covered = []
    for address in ("/preferences/track/", "/history/", "/directory/projects/"):
        page.goto(address)
        if "preferences" in address:
            page.get_by_label("Last visible hour").fill("20")  # so that the bar to save is there
        page.locator("#main").focus()
        for key, times in (("Tab", 30), ("Shift+Tab", 20)):
            for _ in range(times):
                page.keyboard.press(key)
                if found := page.evaluate(COVERED):
                    covered.append((address, key, found))
    assert covered == []


def test_the_calendar_says_in_its_title_which_days_it_shows(page):
    page.goto("/calendar/?date=2026-11-18")
    before = page.title()
    page.get_by_role("link", name="Next").click()
    page.get_by_role("heading", level=1).filter(has_text="29").wait_for()
    expect(page).not_to_have_title(before)
    expect(page).to_have_title(re.compile(r".* · Calendar · Tandem$"))


def test_a_form_whose_part_is_on_another_page_is_sent_as_without_scripts(page):
    page.goto("/calendar/")
    page.goto(page.locator(".block a[id]").first.get_attribute("href"))
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/calendar/?*")

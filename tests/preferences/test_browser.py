"""Changing settings in a real browser: by mouse, by keyboard, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.held_requests import hold_requests
from tests.preferences.forms import URL, writes
from tests.preferences.page_objects import SAVE, expect_staged, save, settled

pytestmark = pytest.mark.browser

THREE = [{"date_format": "YYYY-MM-DD", "calendar_visible_hours_end": 21, "ManualMode": True}]
REQUEST = "**/preferences/track/"


@pytest.fixture
def opened(sandbox, page_of, alice):
    """Alice's page, watched: an error in a script or a breach of the policy fails the test."""
    page, errors = page_of(alice), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.goto(URL)
    yield page
    assert not [one for one in errors if "the server responded with a status of" not in one]


def change_three(page):
    page.get_by_label("Date format", exact=True).select_option("YYYY-MM-DD")
    page.get_by_label("Last visible hour").fill("21")
    page.locator("#input-manualMode").check()


def test_changes_are_reviewed_discarded_brought_back_reloaded_and_saved_once_by_mouse(opened, sandbox):
    hour, bar = opened.get_by_label("Last visible hour"), opened.locator("#save-bar")
    hour.fill("21")
    expect(bar).to_be_visible()
    hour.fill("20")
    expect(bar).to_be_hidden()
    change_three(opened)
    opened.get_by_role("button", name="Review").click()
    expect(opened.locator(".setting:visible")).to_have_count(3)
    opened.locator("#q").fill("")
    opened.get_by_role("link", name="Discard").click()
    expect_staged(opened, "3 changes discarded")
    expect(hour).to_have_value("20")
    opened.get_by_role("button", name="Bring them back").click()
    expect_staged(opened, "3 changes")
    expect(hour).to_have_value("21")
    opened.reload()
    expect_staged(opened, "3 changes")
    expect(hour).to_have_value("21")
    expect(opened.locator("#setting-manualMode.is-changed")).to_have_count(1)
    with hold_requests(opened, REQUEST) as requests, opened.expect_request(REQUEST):
        opened.get_by_role("button", name=SAVE).dblclick()
    settled(opened)
    assert len(requests) == 1
    expect(opened.get_by_text("Saved just now: Date format")).to_be_visible()
    assert writes(sandbox) == THREE
    expect(bar).to_be_hidden()
    expect(opened.locator(".is-changed")).to_have_count(0)
    assert opened.locator("#quota-meter").inner_text().startswith("Track\n28")
    opened.reload()
    expect(bar).to_be_hidden()


def test_changes_are_found_made_and_saved_by_keyboard(opened, sandbox):
    keys = opened.keyboard
    strokes = {"date_format": "2", "calendar_visible_hours_end": "Control+a 2 1", "manualMode": "Space"}
    keys.press("/")
    for name, typed in strokes.items():
        keys.press("Control+a")
        keys.type(name)
        expect(opened.locator(".setting:visible").first).to_have_id(f"setting-{name}")
        while not opened.evaluate("document.activeElement.closest('.setting') !== null"):
            keys.press("Tab")
        for key in typed.split():
            keys.press(key)
        while opened.evaluate("document.activeElement.id") != "q":
            keys.press("Shift+Tab")
    expect_staged(opened, "3 changes")
    while opened.evaluate("document.activeElement.id") != "save":
        keys.press("Tab")
    keys.press("Enter")
    settled(opened)
    assert writes(sandbox) == THREE


def test_changes_outlast_leaving_and_signing_in_again_and_end_with_signing_out(opened, sandbox):
    change_three(opened)
    asked = []
    opened.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with opened.expect_event("dialog"):
        opened.get_by_role("link", name="Overview").click(no_wait_after=True)
    assert asked == ["beforeunload"]
    expect_staged(opened, "3 changes")
    cookies = opened.context.cookies()
    opened.context.clear_cookies(name="session")
    opened.get_by_role("button", name=SAVE).click()
    opened.wait_for_url("**/accounts/login/?next=%2Fpreferences%2Ftrack%2F")
    opened.context.add_cookies(cookies)
    opened.goto(URL)
    expect_staged(opened, "3 changes")
    assert not writes(sandbox)
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.get_by_role("button", name="Account of Alice").click()
    opened.get_by_role("button", name="Sign out").click()
    opened.wait_for_url("**/accounts/login/**")
    assert opened.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('staged'))") == []


def test_what_was_not_saved_stays_staged(opened, sandbox):
    opened.get_by_label("Last visible hour").fill("21")
    with hold_requests(opened, REQUEST):
        with opened.expect_request(REQUEST):
            opened.get_by_role("button", name=SAVE).click()
        opened.get_by_label("First visible hour").fill("8")
    settled(opened)
    expect_staged(opened, "1 change")
    expect(opened.get_by_label("First visible hour")).to_have_value("8")
    sandbox.set_quota("alice", "me", 0)
    opened.get_by_role("button", name=SAVE).click()
    opened.get_by_text("used up until").wait_for()
    expect(opened.locator("#preferences-notice")).to_be_focused()
    expect_staged(opened, "1 change")


def test_a_setting_is_found_by_words_people_use_and_the_search_outlasts_a_save(opened, sandbox):
    clock, dates = opened.get_by_label("Clock"), opened.get_by_label("Date format", exact=True)
    opened.keyboard.press("/")
    opened.keyboard.type("military time")
    expect(clock).to_be_visible()
    expect(dates).to_be_hidden()
    opened.get_by_text("1 of 174 settings").wait_for()
    opened.keyboard.press("Escape")
    opened.get_by_text("174 settings", exact=True).wait_for()
    opened.locator("#q").fill("xyzzy plugh")
    opened.get_by_text("No setting matches").wait_for()
    opened.get_by_role("link", name="Clear the search").click()
    expect(dates).to_be_visible()
    opened.locator("#q").fill("date_format")
    dates.select_option("YYYY-MM-DD")
    save(opened)
    expect(opened.locator("#q")).to_have_value("date_format")
    expect(clock).to_be_hidden()
    opened.reload()
    expect(opened.locator("#q")).to_have_value("date_format")
    expect(clock).to_be_hidden()


def test_the_page_of_ten_keys_saves_what_was_never_set(sandbox, page_of, bob):
    page = page_of(bob)
    page.goto(URL)
    page.locator("#off-collapseTimeEntries").check()
    save(page)
    assert writes(sandbox) == [{"CollapseTimeEntries": False}]
    expect(page.locator("#input-collapseTimeEntries")).to_have_attribute("type", "checkbox")


@pytest.mark.slow
def test_without_javascript_a_mistake_loses_nothing_and_enter_in_a_field_saves(sandbox, page_of, alice):
    page = page_of(alice, java_script_enabled=False)
    page.goto(URL)
    change_three(page)
    page.get_by_label("Last visible hour").fill("77")
    page.get_by_role("button", name=SAVE).click()
    page.get_by_role("link", name="Last visible hour").click()
    assert page.get_by_label("Date format", exact=True).input_value() == "YYYY-MM-DD"
    page.get_by_label("Last visible hour").fill("21")
    page.get_by_role("button", name=SAVE).click()
    page.get_by_text("3 settings saved with one request").wait_for()
    assert writes(sandbox) == THREE
    page.get_by_label("Last visible hour").fill("22")
    page.get_by_label("Last visible hour").press("Enter")
    page.get_by_text("1 setting saved with one request").wait_for()
    assert writes(sandbox)[1:] == [{"calendar_visible_hours_end": 22}]


@pytest.mark.slow
def test_a_double_click_without_javascript_is_one_write(sandbox, page_of, alice):
    page = page_of(alice, java_script_enabled=False)
    page.goto(URL)
    change_three(page)
    sandbox.fault("track.update_preferences", "delay", seconds=0.3)
    page.get_by_role("button", name=SAVE).dblclick()
    page.get_by_text("saved with one request").wait_for()
    assert writes(sandbox) == THREE

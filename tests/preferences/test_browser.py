"""The main job in a real browser: by mouse, by keyboard, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.preferences.forms import URL, writes

pytestmark = pytest.mark.browser

THREE = [{"date_format": "YYYY-MM-DD", "calendar_visible_hours_end": 21, "ManualMode": True}]


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


def staged(page):
    return page.locator("#save-count").inner_text()


def test_by_mouse(opened, sandbox):
    change_three(opened)
    assert staged(opened) == "3 changes"
    opened.get_by_role("button", name="Save (1 request)").click()
    opened.get_by_text("Saved just now: Date format").wait_for()
    assert writes(sandbox) == THREE
    assert not opened.locator("#save-bar").is_visible()
    assert opened.locator(".is-changed").count() == 0
    assert opened.locator("#quota-meter").inner_text().startswith("Track\n28")


def test_by_keyboard(opened, sandbox):
    keys = opened.keyboard
    strokes = {"date_format": "2", "visible_hours_end": "Control+a 2 1", "manualMode": "Space"}
    keys.press("/")
    for name, typed in strokes.items():
        keys.press("Control+a")
        keys.type(name)
        while not opened.evaluate("document.activeElement.closest('.setting') !== null"):
            keys.press("Tab")
        for key in typed.split():
            keys.press(key)
        while opened.evaluate("document.activeElement.id") != "q":
            keys.press("Shift+Tab")
    assert staged(opened) == "3 changes"
    while opened.evaluate("document.activeElement.id") != "save":
        keys.press("Tab")
    keys.press("Enter")
    opened.locator("#preferences-result").wait_for()
    assert writes(sandbox) == THREE


def test_without_javascript(sandbox, page_of, alice):
    page = page_of(alice, java_script_enabled=False)
    page.goto(URL)
    change_three(page)
    page.get_by_role("button", name="Save (1 request)").click()
    page.get_by_text("3 settings saved with one request").wait_for()
    assert writes(sandbox) == THREE


def test_without_javascript_a_mistake_comes_back_with_everything_typed(sandbox, page_of, alice):
    page = page_of(alice, java_script_enabled=False)
    page.goto(URL)
    change_three(page)
    page.get_by_label("Last visible hour").fill("77")
    page.get_by_role("button", name="Save (1 request)").click()
    page.get_by_role("link", name="Last visible hour").click()
    assert page.get_by_label("Date format", exact=True).input_value() == "YYYY-MM-DD"
    page.get_by_label("Last visible hour").fill("21")
    page.get_by_role("button", name="Save (1 request)").click()
    page.get_by_text("3 settings saved with one request").wait_for()
    assert writes(sandbox) == THREE


def test_without_javascript_enter_in_a_field_saves(sandbox, page_of, alice):
    page = page_of(alice, java_script_enabled=False)
    page.goto(URL)
    page.get_by_label("Last visible hour").fill("21")
    page.get_by_label("Last visible hour").press("Enter")
    page.get_by_text("1 setting saved with one request").wait_for()
    assert writes(sandbox) == [{"calendar_visible_hours_end": 21}]


def test_a_reload_keeps_what_was_staged(opened, sandbox):
    change_three(opened)
    opened.reload()
    assert staged(opened) == "3 changes"
    assert opened.get_by_label("Last visible hour").input_value() == "21"
    assert opened.locator("#setting-manualMode.is-changed").count() == 1
    opened.get_by_role("button", name="Save (1 request)").click()
    opened.locator("#preferences-result").wait_for()
    assert writes(sandbox) == THREE
    opened.reload()
    assert not opened.locator("#save-bar").is_visible()


def test_signing_in_again_brings_the_changes_back(opened, sandbox, alice):
    change_three(opened)
    cookies = opened.context.cookies()
    opened.context.clear_cookies(name="session")
    opened.get_by_role("button", name="Save (1 request)").click()
    opened.wait_for_url("**/accounts/login/?next=%2Fpreferences%2Ftrack%2F")
    opened.context.add_cookies(cookies)
    opened.goto(URL)
    assert staged(opened) == "3 changes"
    assert not writes(sandbox)


def test_signing_out_forgets_them_and_nobody_else_sees_them(opened, sandbox):
    change_three(opened)
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.get_by_role("button", name="Account of Alice").click()
    opened.get_by_role("button", name="Sign out").click()
    opened.wait_for_url("**/accounts/login/**")
    assert opened.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('staged'))") == []


def test_leaving_with_changes_warns(opened):
    change_three(opened)
    asked = []
    opened.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    opened.get_by_role("link", name="Overview").click(no_wait_after=True)
    opened.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert staged(opened) == "3 changes"


def test_discard_takes_everything_back_and_can_itself_be_taken_back(opened):
    change_three(opened)
    opened.get_by_role("link", name="Discard").click()
    assert staged(opened) == "3 changes discarded"
    assert opened.get_by_label("Last visible hour").input_value() == "20"
    opened.get_by_role("button", name="Bring them back").click()
    assert staged(opened) == "3 changes"
    assert opened.get_by_label("Last visible hour").input_value() == "21"


def test_undoing_a_change_by_hand_is_no_change(opened):
    hour = opened.get_by_label("Last visible hour")
    hour.fill("21")
    hour.fill("20")
    assert not opened.locator("#save-bar").is_visible()


def test_a_double_click_on_save_is_one_write(opened, sandbox):
    sandbox.fault("track.update_preferences", "delay", seconds=0.3)
    change_three(opened)
    opened.get_by_role("button", name="Save (1 request)").dblclick()
    opened.locator("#preferences-result").wait_for()
    assert writes(sandbox) == THREE


def test_a_double_click_without_javascript_is_one_write(sandbox, page_of, alice):
    page = page_of(alice, java_script_enabled=False)
    page.goto(URL)
    change_three(page)
    sandbox.fault("track.update_preferences", "delay", seconds=0.3)
    page.get_by_role("button", name="Save (1 request)").dblclick()
    page.get_by_text("saved with one request").wait_for()
    assert writes(sandbox) == THREE


def test_what_is_edited_while_a_save_is_under_way_stays_staged(opened, sandbox):
    sandbox.fault("track.update_preferences", "delay", seconds=0.4)
    opened.get_by_label("Last visible hour").fill("21")
    opened.get_by_role("button", name="Save (1 request)").click()
    opened.get_by_label("First visible hour").fill("8")
    opened.locator("#preferences-result").wait_for()
    assert staged(opened) == "1 change"
    assert opened.get_by_label("First visible hour").input_value() == "8"


def test_a_spent_quota_keeps_the_edit_and_the_retry_saves_it(opened, sandbox):
    change_three(opened)
    sandbox.set_quota("alice", "me", 0)
    opened.get_by_role("button", name="Save (1 request)").click()
    opened.get_by_text("used up until").wait_for()
    assert staged(opened) == "3 changes"
    assert opened.evaluate("document.activeElement.id") == "preferences-notice"


def test_the_search_finds_by_words_people_use_and_counts(opened):
    opened.keyboard.press("/")
    opened.keyboard.type("military time")
    assert opened.get_by_label("Clock").is_visible()
    assert not opened.get_by_label("Date format", exact=True).is_visible()
    opened.get_by_text("1 of 174 settings").wait_for()
    opened.keyboard.press("Escape")
    opened.get_by_text("174 settings", exact=True).wait_for()
    opened.locator("#q").fill("xyzzy plugh")
    opened.get_by_text("No setting matches").wait_for()
    opened.get_by_role("link", name="Clear the search").click()
    assert opened.get_by_label("Date format", exact=True).is_visible()


def test_the_search_survives_a_reload_and_a_save(opened, sandbox):
    opened.locator("#q").fill("date_format")
    opened.get_by_label("Date format", exact=True).select_option("YYYY-MM-DD")
    opened.get_by_role("button", name="Save (1 request)").click()
    opened.locator("#preferences-result").wait_for()
    assert opened.locator("#q").input_value() == "date_format"
    opened.reload()
    assert not opened.get_by_label("Clock").is_visible()


def test_modified_shows_what_is_staged(opened):
    change_three(opened)
    opened.get_by_role("button", name="Review").click()
    expect(opened.locator(".setting:visible")).to_have_count(3)


def test_the_page_of_ten_keys_saves_what_was_never_set(sandbox, page_of, bob):
    page = page_of(bob)
    page.goto(URL)
    page.locator("#off-collapseTimeEntries").check()
    page.get_by_role("button", name="Save (1 request)").click()
    page.locator("#preferences-result").wait_for()
    assert writes(sandbox) == [{"CollapseTimeEntries": False}]
    assert page.locator("#input-collapseTimeEntries").get_attribute("type") == "checkbox"

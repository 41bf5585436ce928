"""The editors, undo and history in a real browser: by mouse, by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.preferences.forms import URL, writes
from tests.preferences.page_objects import SAVE, expect_staged, save, settled

pytestmark = pytest.mark.browser

DESKTOP, FOCUS, FEATURES, STUDIO = (
    f"{URL}desktop/",
    "/preferences/focus/",
    f"{URL}features/",
    "/preferences/workspace/710001/",
)
CLIENT = "track.update_client_preferences"


@pytest.fixture(params=[1280, pytest.param(390, marks=pytest.mark.slow)])
def wide(request, sandbox, page_of, alice):
    """Alice's browser, watched for errors."""
    page, errors = page_of(alice, viewport={"width": request.param, "height": 844}), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors


def test_shortcuts_are_recorded_and_rules_edited(wide, sandbox):
    wide.goto(DESKTOP)
    button = wide.locator("#record-macos_stop_continue_keyboard_shortcut")
    for key in ("Escape", "Tab"):
        button.focus()
        wide.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true")
        wide.keyboard.press(key)
        expect(button).to_have_attribute("aria-pressed", "false")
    expect(wide.locator(".is-changed")).to_have_count(0)
    wide.locator("#record-windows_stop_start_keyboard_shortcut").click()
    wide.keyboard.press("Control+Alt+KeyK")
    expect(wide.locator("#input-windows_stop_start_keyboard_shortcut")).to_have_value("Ctrl+Alt+K")
    keywords = wide.locator("#setting-macos_auto_tracking_rules")
    keywords.locator("summary").click()
    keywords.get_by_label("Keyword").last.fill("Xcode")
    rules = wide.locator("#setting-windows_auto_tracking_rules")
    time, description = rules.get_by_label("Time of day").first, rules.get_by_label("Description of the entry").first
    time.fill("25:00")
    description.fill("Layout")
    wide.reload()
    expect_staged(wide, "3 changes")
    expect(keywords.get_by_label("Keyword").last).to_have_value("Xcode")
    wide.get_by_role("button", name=SAVE).click()
    wide.locator("#preferences[data-live] #preferences-problem").wait_for()
    expect(time).to_have_value("25:00")
    expect(description).to_have_value("Layout")
    time.fill("10:00")
    save(wide)
    [body] = writes(sandbox, CLIENT)
    rule = body.pop("windows_auto_tracking_rules")[0]
    assert (rule["parameters"]["time_of_day"], rule["description"], rule["type"]) == ("10:00", "Layout", 1)
    assert [rule["keyword"] for rule in body.pop("macos_auto_tracking_rules")] == ["Figma", "Xcode"]
    assert body == {"windows_stop_start_keyboard_shortcut": {"key": 75, "modifiers": 3}}


def test_names_are_offered_once_they_are_loaded(wide, sandbox):
    wide.goto(DESKTOP)
    wide.locator("#load-names").click()
    box = wide.locator("#preferences[data-live] #input-pomodoro_break_project")
    expect(box).to_have_value("Mobile app (2000002)")
    box.focus()
    wide.locator("#list-project > *").nth(10).wait_for(state="attached")
    box.fill("Podcast")
    save(wide)
    assert writes(sandbox, CLIENT) == [{"pomodoro_break_project": {"id": 2000005, "workspace_id": 710001}}]


def test_a_change_a_save_and_an_earlier_one_are_taken_back(wide, sandbox):
    wide.goto(FOCUS)
    theme = wide.locator("#input-theme")
    theme.select_option("dark")
    wide.locator("#input-language_code").fill("de")
    wide.locator("#setting-theme .setting-undo").focus()
    wide.keyboard.press("Enter")
    expect_staged(wide, "1 change")
    expect(theme).to_be_focused()
    wide.locator("#setting-language_code .setting-undo").click()
    expect(wide.locator("#save-bar")).to_be_hidden()
    theme.select_option("dark")
    save(wide)
    wide.locator(".toast").get_by_role("button", name="Undo").click()
    wide.get_by_text("Undone").first.wait_for()
    assert [body.get("theme") for body in writes(sandbox, "focus.update_settings")] == ["dark", "auto"]
    wide.goto(FOCUS)
    theme.select_option("dark")
    save(wide)
    wide.goto(FOCUS)
    wide.get_by_role("link", name="History Theme").click()
    wide.get_by_role("link", name="Put back “System”").first.click()
    expect_staged(wide, "1 change")
    expect(theme).to_have_value("auto")
    save(wide)
    assert writes(sandbox, "focus.update_settings")[-1] == {"theme": "auto"}


def test_a_feature_by_keyboard(wide, sandbox):
    wide.goto(FEATURES)
    wide.locator("#input-jira_v2").focus()
    wide.keyboard.press("Space")
    wide.locator("#save").focus()
    wide.keyboard.press("Enter")
    settled(wide)
    assert writes(sandbox) == [{"alpha_features": [{"code": "jira_v2", "enabled": True}]}]


@pytest.mark.slow
def test_everything_without_javascript(sandbox, page_of, alice):
    page = page_of(alice, java_script_enabled=False)
    page.goto(DESKTOP)
    page.locator("[name='macos_auto_tracking_rules.0.remove'][type=checkbox]").check()
    page.locator("#input-windows_stop_start_keyboard_shortcut").fill("Ctrl+Alt+K")
    page.locator("#input-idle_detection_enabled").uncheck()
    page.get_by_role("button", name=SAVE).click()
    page.get_by_text("3 settings saved with one request").wait_for()
    [body] = writes(sandbox, CLIENT)
    assert body["macos_auto_tracking_rules"] == []
    page.goto(STUDIO)
    page.locator("#input-hide_start_end_times").check()
    page.get_by_role("button", name=SAVE).click()
    page.get_by_text("1 setting saved with one request").wait_for()

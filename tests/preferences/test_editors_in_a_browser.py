"""The editors, undo and the search in a real browser: by mouse, by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.measure.look import DRAWN
from tests.preferences.forms import URL, writes

pytestmark = pytest.mark.browser

DESKTOP, FOCUS, FEATURES, STUDIO = (
    f"{URL}desktop/",
    "/preferences/focus/",
    f"{URL}features/",
    "/preferences/workspace/710001/",
)
CLIENT = "track.update_client_preferences"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = [DESKTOP, f"{URL}web/", FEATURES, FOCUS, STUDIO, "/preferences/workspace/", f"{URL}compare/?load=1",
         f"{URL}history/theme/", f"{URL}import/", "/preferences/profiles/"]  # fmt: skip


@pytest.fixture(params=[1280, 390])
def wide(request, sandbox, page_of, alice):
    """Alice's browser at both sizes, watched for errors."""
    page, errors = page_of(alice, viewport={"width": request.param, "height": 844}), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors


def saved(page):
    page.get_by_role("button", name="Save (1 request)").click()
    page.locator("#preferences-result").wait_for()


def test_keys_are_recorded_and_saved(wide, sandbox):
    wide.goto(DESKTOP)
    wide.locator("#record-windows_stop_start_keyboard_shortcut").click()
    wide.keyboard.press("Control+Alt+KeyK")
    assert wide.locator("#input-windows_stop_start_keyboard_shortcut").input_value() == "Ctrl+Alt+K"
    saved(wide)
    assert writes(sandbox, CLIENT) == [{"windows_stop_start_keyboard_shortcut": {"key": 75, "modifiers": 3}}]


def test_recording_is_left_with_escape_and_with_tab(wide):
    wide.goto(DESKTOP)
    button = wide.locator("#record-macos_stop_continue_keyboard_shortcut")
    for key in ("Escape", "Tab"):
        button.focus()
        wide.keyboard.press("Enter")
        assert button.get_attribute("aria-pressed") == "true"
        wide.keyboard.press(key)
        assert button.get_attribute("aria-pressed") == "false"
    assert wide.locator(".is-changed").count() == 0


def test_a_rule_is_added_by_mouse_and_survives_a_reload(wide, sandbox):
    wide.goto(DESKTOP)
    row = wide.locator("#setting-macos_auto_tracking_rules")
    row.locator("summary").click()
    row.get_by_label("Keyword").last.fill("Xcode")
    wide.reload()
    assert wide.locator("#save-count").inner_text() == "1 change"
    assert row.get_by_label("Keyword").last.input_value() == "Xcode"
    saved(wide)
    [body] = writes(sandbox, CLIENT)
    assert [rule["keyword"] for rule in body["macos_auto_tracking_rules"]] == ["Figma", "Xcode"]


def test_a_wrong_part_comes_back_with_everything_typed(wide, sandbox):
    wide.goto(DESKTOP)
    row = wide.locator("#setting-windows_auto_tracking_rules")
    row.get_by_label("Time of day").first.fill("25:00")
    row.get_by_label("Description of the entry").first.fill("Layout")
    wide.get_by_role("button", name="Save (1 request)").click()
    wide.locator("#preferences-problem").wait_for()
    assert row.get_by_label("Time of day").first.input_value() == "25:00"
    assert row.get_by_label("Description of the entry").first.input_value() == "Layout"
    row.get_by_label("Time of day").first.fill("10:00")
    saved(wide)
    [body] = writes(sandbox, CLIENT)
    rule = body["windows_auto_tracking_rules"][0]
    assert (rule["parameters"]["time_of_day"], rule["description"], rule["type"]) == ("10:00", "Layout", 1)


def test_names_are_offered_once_they_are_loaded(wide, sandbox):
    wide.goto(DESKTOP)
    wide.locator("#load-names").click()
    box = wide.locator("#input-pomodoro_break_project")
    box.and_(wide.locator("[value='Mobile app (2000002)']")).wait_for()
    box.focus()
    wide.locator("#list-project > *").nth(10).wait_for(state="attached")
    box.fill("Podcast")
    saved(wide)
    assert writes(sandbox, CLIENT) == [{"pomodoro_break_project": {"id": 2000005, "workspace_id": 710001}}]


def test_one_change_is_taken_back_alone_by_keyboard(wide):
    wide.goto(FOCUS)
    wide.locator("#input-theme").select_option("dark")
    wide.locator("#input-language_code").fill("de")
    wide.locator("#setting-theme .setting-undo").focus()
    wide.keyboard.press("Enter")
    assert wide.locator("#save-count").inner_text() == "1 change"
    assert wide.evaluate("document.activeElement.id") == "input-theme"


def test_undo_in_the_toast_takes_a_save_back(wide, sandbox):
    wide.goto(FOCUS)
    wide.locator("#input-theme").select_option("dark")
    saved(wide)
    wide.locator(".toast").get_by_role("button", name="Undo").click()
    wide.wait_for_timeout(1500)
    assert [body.get("theme") for body in writes(sandbox, "focus.update_settings")] == ["dark", "auto"]


def test_an_earlier_value_is_staged_with_one_click(wide, sandbox):
    wide.goto(FOCUS)
    wide.locator("#input-theme").select_option("dark")
    saved(wide)
    wide.goto(FOCUS)
    wide.get_by_role("link", name="History Theme").click()
    wide.get_by_role("link", name="Put back “System”").click()
    assert wide.locator("#save-count").inner_text() == "1 change"
    assert wide.locator("#input-theme").input_value() == "auto"
    saved(wide)
    assert writes(sandbox, "focus.update_settings")[-1] == {"theme": "auto"}


def test_tokens_filter_in_the_browser_as_on_the_server(wide):
    wide.goto(URL)
    for token, count in {"@client:desktop": None, "@group:calendar": None, "@unknown": 0, "@readonly": None}.items():
        wide.goto(f"{URL}?q={token}")
        wide.wait_for_load_state("networkidle")
        live = wide.locator(".setting:not([hidden])").count()
        told = wide.evaluate(
            "fetch(location.href).then((a) => a.text()).then((t) => new DOMParser()"
            ".parseFromString(t, 'text/html').querySelectorAll('.setting:not([hidden])').length)"
        )
        assert live == told
        assert count is None or live == count


def test_a_link_to_a_field_shows_it_whatever_is_searched_for(wide):
    wide.goto(f"{URL}?q=clock#setting-manualModeOverlaySeen")
    assert wide.locator("#setting-manualModeOverlaySeen").is_visible()


def test_a_feature_by_keyboard(wide, sandbox):
    wide.goto(FEATURES)
    wide.locator("#input-jira_v2").focus()
    wide.keyboard.press("Space")
    wide.locator("#save").focus()
    wide.keyboard.press("Enter")
    wide.locator("#preferences-result").wait_for()
    assert writes(sandbox) == [{"alpha_features": [{"code": "jira_v2", "enabled": True}]}]


def test_everything_without_javascript(sandbox, page_of, alice):
    page = page_of(alice, java_script_enabled=False)
    page.goto(DESKTOP)
    page.locator("[name='macos_auto_tracking_rules.0.remove'][type=checkbox]").check()
    page.locator("#input-windows_stop_start_keyboard_shortcut").fill("Ctrl+Alt+K")
    page.locator("#input-idle_detection_enabled").uncheck()
    page.get_by_role("button", name="Save (1 request)").click()
    page.get_by_text("3 settings saved with one request").wait_for()
    [body] = writes(sandbox, CLIENT)
    assert body["macos_auto_tracking_rules"] == []
    page.goto(STUDIO)
    page.locator("#input-hide_start_end_times").check()
    page.get_by_role("button", name="Save (1 request)").click()
    page.get_by_text("1 setting saved with one request").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_sound(sandbox, page_of, alice, scheme, width):
    page = page_of(alice, color_scheme=scheme, viewport={"width": width, "height": 844})
    for url in PAGES:
        page.goto(url)
        page.wait_for_load_state("networkidle")
        page.evaluate(DRAWN)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(url, each["id"], [node["target"] for node in each["nodes"]][:5]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url

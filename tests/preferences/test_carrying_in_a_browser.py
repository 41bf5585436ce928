"""Carrying settings across in a real browser: by mouse, by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.preferences.forms import URL, writes
from tests.preferences.page_objects import expect_staged, save

pytestmark = pytest.mark.browser

COMPARE, WEB = f"{URL}compare/?load=1", f"{URL}web/"
CLIENT = "track.update_client_preferences"
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
LOOKS = pytest.mark.parametrize("look", [{}, pytest.param(PHONE, marks=pytest.mark.slow)], ids=["desk", "phone"])
BOTH = pytest.mark.parametrize(
    "scripts", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["with scripts", "without scripts"]
)


@LOOKS
def test_a_value_goes_to_the_web_by_mouse_and_scopes_are_made_equal_by_keyboard(sandbox, page_of, alice, look):
    page = page_of(alice, **look)
    page.goto(COMPARE)
    page.get_by_label("Timer page view").check()
    page.locator("#copy-chosen").click()
    page.wait_for_url(f"**{WEB}")
    expect_staged(page, "1 change")
    page.reload()
    expect_staged(page, "1 change")
    save(page)
    assert [list(body) for body in writes(sandbox, CLIENT)] == [["TimerView"]]
    page.goto(COMPARE)
    page.locator("#copy-from").focus()
    for key in ("w", "Tab", "a", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"**{URL}")
    changed = page.locator(".is-changed").count()
    assert changed > 1
    page.locator(".setting-undo").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".is-changed")).to_have_count(changed - 1)
    save(page)
    assert len(writes(sandbox)) == 1


@LOOKS
def test_settings_are_written_to_a_file_and_read_from_one_and_that_is_undone(sandbox, page_of, alice, look):
    page = page_of(alice, **look)
    page.goto(URL)
    with page.expect_download() as download:
        page.get_by_role("link", name="Export").click()
    told = json.loads(download.value.path().read_text())
    assert told["values"]["theme"] == "light"
    told["values"] |= {"theme": "dark", "date_format": "YYYY-MM-DD", "strange": 1}
    page.get_by_role("link", name="Import").click()
    page.get_by_label("or its text").fill(json.dumps(told))
    page.get_by_role("button", name="Show what it would change").press("Enter")
    page.locator("#unknown").wait_for()
    page.locator("#only-date_format").press("Space")
    expect(page.locator("#only-date_format")).not_to_be_checked()
    page.get_by_role("button", name="Put the chosen ones on the page").press("Enter")
    page.wait_for_url(f"**{URL}")
    save(page)
    assert writes(sandbox) == [{"theme": "dark"}]
    page.locator(".toast").get_by_role("button", name="Undo").click()
    page.get_by_text("Undone").first.wait_for()
    assert writes(sandbox)[-1] == {"theme": "light"}


@BOTH
def test_a_team_profile_is_shared_by_mouse_and_adopted_by_keyboard(sandbox, page_of, alice, bob, scripts):
    page = page_of(alice, java_script_enabled=scripts)
    page.goto("/preferences/profiles/")
    page.get_by_label("Name").fill("Studio")
    page.get_by_text("Only some groups of Track preferences").click()
    page.get_by_label("Time and date formats").check()
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("button", name="Share it with the team").click()
    page.get_by_role("button", name="Share it with the team").wait_for(state="detached")
    member = page_of(bob, java_script_enabled=scripts)
    member.goto("/preferences/profiles/")
    member.get_by_role("link", name="Studio").press("Enter")
    member.locator("#differences").wait_for()
    for box in member.locator("#differences input[type=checkbox]").all()[1:]:
        box.press("Space")
    member.get_by_role("button", name="Put the chosen ones on the page").press("Enter")
    member.get_by_role("button", name="Save (1 request)").last.press("Enter")
    member.get_by_text("1 setting saved with one request").wait_for()
    assert writes(sandbox) == [{"date_format": "DD.MM.YYYY"}]

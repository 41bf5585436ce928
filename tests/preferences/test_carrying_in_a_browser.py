"""Carrying settings across in a real browser: by mouse, by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.preferences.forms import URL, writes

pytestmark = pytest.mark.browser

COMPARE, WEB = f"{URL}compare/?load=1", f"{URL}web/"
CLIENT = "track.update_client_preferences"


def saved(page):
    page.get_by_role("button", name="Save (1 request)").click()
    page.locator("#preferences-result").wait_for()


def is_sound(page):
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_value_goes_from_all_apps_to_the_web(sandbox, page_of, alice, width, scheme):
    page = page_of(alice, viewport={"width": width, "height": 844}, color_scheme=scheme)
    page.goto(COMPARE)
    is_sound(page)
    page.get_by_label("Timer page view").check()
    page.locator("#copy-chosen").click()
    page.wait_for_url(f"**{WEB}")
    assert page.locator("#save-count").inner_text() == "1 change"
    page.reload()
    assert page.locator("#save-count").inner_text() == "1 change"
    saved(page)
    assert [list(body) for body in writes(sandbox, CLIENT)] == [["TimerView"]]


def test_scopes_are_made_equal_by_keyboard(sandbox, page_of, alice):
    page = page_of(alice)
    page.goto(COMPARE)
    page.locator("#copy-from").focus()
    page.keyboard.press("w")
    page.keyboard.press("Tab")
    page.keyboard.press("a")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{URL}")
    assert page.locator(".is-changed").count() > 1
    page.locator(".setting-undo").first.focus()
    page.keyboard.press("Enter")
    saved(page)
    assert len(writes(sandbox)) == 1


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_a_file_is_previewed_staged_and_taken_back_with_undo(sandbox, page_of, alice, width, scheme):
    page = page_of(alice, viewport={"width": width, "height": 844}, color_scheme=scheme)
    page.goto(f"{URL}import/")
    page.get_by_label("or its text").fill(json.dumps({"theme": "dark", "date_format": "YYYY-MM-DD", "strange": 1}))
    page.get_by_role("button", name="Show what it would change").click()
    page.locator("#unknown").wait_for()
    is_sound(page)
    page.locator("#only-date_format").uncheck()
    page.get_by_role("button", name="Put the chosen ones on the page").click()
    page.wait_for_url(f"**{URL}")
    saved(page)
    assert writes(sandbox) == [{"theme": "dark"}]
    page.locator(".toast").get_by_role("button", name="Undo").click()
    page.get_by_text("Undone").first.wait_for()
    assert writes(sandbox)[-1] == {"theme": "light"}


def test_a_team_profile_is_shared_and_adopted_without_javascript(sandbox, page_of, alice, bob):
    page = page_of(alice, java_script_enabled=False)
    page.goto("/preferences/profiles/")
    page.get_by_label("Name").fill("Studio")
    page.get_by_text("Only some groups of Track preferences").click()
    page.get_by_label("Time and date formats").check()
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("button", name="Share it with the team").click()
    member = page_of(bob, java_script_enabled=False)
    member.goto("/preferences/profiles/")
    member.get_by_role("link", name="Studio").click()
    for box in member.locator("#differences input[type=checkbox]").all()[1:]:
        box.uncheck()
    member.get_by_role("button", name="Put the chosen ones on the page").click()
    member.get_by_role("button", name="Save (1 request)").last.click()
    member.get_by_text("1 setting saved with one request").wait_for()
    assert writes(sandbox) == [{"date_format": "DD.MM.YYYY"}]

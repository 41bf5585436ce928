"""The table of keys, and switching single letters off."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SETTINGS = "/preferences/track/"


@pytest.fixture
def desk(sandbox, page_of, alice):
    page = page_of(alice)
    page.goto(SETTINGS)
    return page


def keys(page):
    return page.get_by_role("dialog", name="Keys")


def letters(page):
    return page.get_by_role("switch", name="Keys that are a single letter")


def test_by_keyboard(desk):
    desk.get_by_role("link", name="Directory").focus()
    desk.keyboard.press("?")
    keys(desk).get_by_role("heading", name="On pages of settings").wait_for()
    desk.keyboard.press("Escape")
    expect(keys(desk)).to_be_hidden()
    expect(desk.get_by_role("link", name="Directory")).to_be_focused()
    desk.keyboard.press("/")
    expect(desk.locator("#q")).to_be_focused()
    desk.keyboard.type("why?")
    expect(desk.locator("#q")).to_have_value("why?")
    assert keys(desk).count() == 0, "a question mark in a text is one"


def test_by_mouse(desk):
    desk.get_by_role("button", name="Account of Alice").click()
    desk.get_by_role("link", name="Keys").click()
    keys(desk).wait_for()
    letters(desk).click()
    expect(letters(desk)).not_to_be_checked()
    keys(desk).get_by_role("button", name="Close").first.click()
    expect(keys(desk)).to_be_hidden()


def test_letters_that_are_off_do_nothing_on_any_page_and_those_with_ctrl_stay(desk):
    desk.keyboard.press("?")
    letters(desk).focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Escape")
    expect(keys(desk)).to_be_hidden()
    desk.keyboard.press("/")
    desk.keyboard.press("?")
    desk.keyboard.press("Control+k")
    desk.get_by_role("combobox", name="Page, setting").wait_for()
    assert keys(desk).is_hidden()
    desk.keyboard.press("Escape")
    assert desk.evaluate("document.activeElement.id") != "q"
    desk.goto("/calendar/")
    desk.locator("#grid [tabindex='0']").first.focus()
    desk.keyboard.press("c")
    desk.keyboard.press("F1")
    keys(desk).wait_for()
    assert desk.locator("#sheet-dialog").is_hidden()
    desk.goto("/keys/")
    expect(letters(desk)).not_to_be_checked()
    letters(desk).check()
    desk.goto(SETTINGS)
    desk.keyboard.press("/")
    expect(desk.locator("#q")).to_be_focused()

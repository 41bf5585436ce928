"""The table of keys, and switching single letters off."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SETTINGS = "/preferences/track/"


@pytest.fixture
def desk(sandbox, page_of, alice):
    page = page_of(alice)
    page.goto(SETTINGS)
    return page


def without_letters(page):
    page.keyboard.press("?")
    page.get_by_role("switch", name="Keys that are a single letter").uncheck()
    page.keyboard.press("Escape")


def test_a_question_mark_shows_the_keys_of_the_page_and_escape_closes_them(desk):
    desk.get_by_role("link", name="Directory").focus()
    desk.keyboard.press("?")
    desk.get_by_role("dialog", name="Keys").get_by_role("heading", name="On pages of settings").wait_for()
    desk.keyboard.press("Escape")
    assert desk.locator("#keys").is_hidden()
    assert desk.evaluate("document.activeElement.textContent").strip() == "Directory"


def test_the_account_menu_leads_there_too(desk):
    desk.get_by_role("button", name="Account of Alice").click()
    desk.get_by_role("link", name="Keys").click()
    desk.get_by_role("dialog", name="Keys").wait_for()


def test_a_question_mark_in_a_text_is_one(desk):
    desk.get_by_role("searchbox").first.press_sequentially("why?")
    assert desk.locator("#keys").count() == 0


def test_letters_that_are_off_do_nothing_and_those_with_ctrl_stay(desk):
    without_letters(desk)
    desk.keyboard.press("/")
    desk.keyboard.press("?")
    desk.keyboard.press("Control+k")
    desk.get_by_role("combobox", name="Page, setting").wait_for()
    assert desk.locator("#keys").is_hidden()
    desk.keyboard.press("Escape")
    assert desk.evaluate("document.activeElement.id") != "q"


def test_the_switch_is_remembered_and_turned_back(desk):
    without_letters(desk)
    desk.goto("/keys/")
    switch = desk.get_by_role("switch", name="Keys that are a single letter")
    assert not switch.is_checked()
    switch.check()
    desk.goto(SETTINGS)
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") == "q"


def test_letters_that_are_off_are_off_in_the_calendar_too(sandbox, page_of, alice):
    page = page_of(alice)
    page.goto("/calendar/")
    without_letters(page)
    page.locator("#grid [tabindex='0']").first.focus()
    page.keyboard.press("c")
    page.keyboard.press("F1")
    page.get_by_role("dialog", name="Keys").wait_for()
    assert page.locator("#sheet-dialog").is_hidden()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_it_is_sound(page_of, alice, scheme, width):
    page = page_of(alice, color_scheme=scheme, viewport={"width": width, "height": 844})
    page.goto("/keys/")
    assert Axe().run(page, options=RULES).response["violations"] == []
    page.goto("/team/")
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []

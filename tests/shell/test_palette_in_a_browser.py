"""The palette as people use it: keys, mouse and finger, and without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.gateway import services as gateway

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
HISTORY = "/history/"


@pytest.fixture
def desk(sandbox, page_of, alice):
    """Alice at a page that asks nobody, with the palette open."""
    page = page_of(alice)
    page.goto(HISTORY)
    page.get_by_role("link", name="History").focus()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Page, setting").wait_for()
    return page


def options(page):
    return page.locator('#palette [role="option"]')


def chosen(page):
    return page.locator('[role="option"][aria-selected="true"]')


def test_a_page_is_opened_by_its_name(desk):
    desk.keyboard.type("statuses")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/statuses/")


def test_a_setting_is_opened_where_it_is(desk):
    desk.keyboard.type("collapsetime")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/preferences/track/#input-collapseTimeEntries")


def test_arrows_choose_and_go_round(desk):
    desk.keyboard.type("track pref")
    first = chosen(desk).text_content()
    desk.keyboard.press("ArrowDown")
    assert chosen(desk).text_content() != first
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowUp")
    assert chosen(desk).get_attribute("id") == options(desk).last.get_attribute("id")
    box = desk.get_by_role("combobox", name="Page, setting")
    assert box.get_attribute("aria-activedescendant") == chosen(desk).get_attribute("id")


def test_escape_closes_it_and_focus_is_where_it_was(desk):
    desk.keyboard.press("Escape")
    assert desk.locator("#palette").is_hidden()
    assert desk.evaluate("document.activeElement.textContent").strip() == "History"


def test_a_click_beside_it_closes_it(desk):
    desk.mouse.click(5, 500)
    assert desk.locator("#palette").is_hidden()


def test_an_option_is_clicked(desk):
    options(desk).filter(has_text="Connections").click()
    desk.wait_for_url("**/connections/")


def test_the_number_of_hits_is_said(desk):
    desk.keyboard.type("sign out")
    desk.get_by_role("status").filter(has_text="1 hit").wait_for()


def test_nothing_found_says_so_and_shows_everything_again(desk):
    desk.keyboard.type("xyzzy")
    desk.get_by_text("Nothing is called that. Settings").wait_for()
    assert desk.get_by_role("option").filter(has_text="Projects").is_visible()  # nobody knows what is in it
    desk.get_by_role("button", name="Show everything").click()
    assert options(desk).count() > 10


def test_the_theme_changes_at_once(desk):
    desk.keyboard.type("dark app")
    with desk.expect_response("**/theme/"):
        desk.keyboard.press("Enter")
    assert desk.locator("html").get_attribute("data-theme") == "dark"


def test_what_was_used_last_comes_first(desk):
    desk.keyboard.type("dark app")
    desk.keyboard.press("Enter")
    desk.locator("#palette").wait_for(state="hidden")
    desk.keyboard.press("Control+k")
    desk.get_by_text("Used last in this tab").wait_for()
    assert options(desk).first.text_content() == "Dark appearance"


def test_signing_out(desk):
    desk.keyboard.type("sign out")
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Sign in").wait_for()


def test_a_project_is_opened_once_its_list_is_kept(sandbox, page_of, alice):
    project = gateway.read(alice, "track.list_projects").data[0]
    page = page_of(alice)
    page.goto(HISTORY)
    page.get_by_role("link", name="Search").click()
    page.keyboard.type(project["name"])  # before it is there
    chosen(page).filter(has_text=project["name"]).wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/directory/projects/{project['id']}/")


def test_a_button_of_the_page_is_pressed_where_it_is_there(sandbox, page_of, alice):
    page = page_of(alice)
    page.goto("/calendar/")
    page.keyboard.press("Control+k")
    page.keyboard.type("new block")
    chosen(page).filter(has_text="New block").wait_for()
    page.keyboard.press("Enter")
    page.locator("#sheet-dialog form").first.wait_for()
    assert page.url.endswith("/calendar/")


def test_what_the_page_shows_is_asked_for_again(sandbox, page_of, alice):
    page = page_of(alice)
    page.goto("/statuses/")
    before = len(sandbox.requests())
    page.keyboard.press("Control+k")
    page.keyboard.type("refresh this")
    chosen(page).filter(has_text="1 request").wait_for()
    with page.expect_response("**/statuses/refresh/"):
        page.keyboard.press("Enter")
    assert len(sandbox.requests()) == before + 1


def test_without_scripts_it_is_a_page(page_of, alice):
    page = page_of(alice, java_script_enabled=False)
    page.goto(HISTORY)
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("date format")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Date format").first.click()
    page.wait_for_url("**/preferences/track/#input-date_format")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_it_is_sound_in_every_state(page_of, alice, scheme, width):
    page = page_of(alice, color_scheme=scheme, viewport={"width": width, "height": 844})
    page.goto(HISTORY)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Page, setting").wait_for()
    for text in ("", "week", "xyzzy"):
        page.get_by_role("combobox", name="Page, setting").fill(text)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = options(page).evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert all(one >= 24 for one in sizes)

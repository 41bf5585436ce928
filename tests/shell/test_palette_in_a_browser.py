"""The palette as people use it: keys, mouse and finger, and without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard.gateway import services as gateway

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
HISTORY = "/history/"  # a page that asks nobody


@pytest.fixture
def desk(sandbox, page_of, alice):
    page = page_of(alice)
    page.goto(HISTORY)
    return page


def opened(page):
    page.keyboard.press("Control+k")
    box(page).wait_for()
    return page


def box(page):
    return page.get_by_role("combobox", name="Page, setting")


def options(page):
    return page.locator('#palette [role="option"]')


def chosen(page):
    return page.locator('[role="option"][aria-selected="true"]')


def test_by_keyboard(desk):
    desk.get_by_role("link", name="History").focus()
    opened(desk).keyboard.type("track pref")
    first = chosen(desk).text_content()
    desk.keyboard.press("ArrowDown")
    assert chosen(desk).text_content() != first
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowUp")
    last = chosen(desk).get_attribute("id")
    assert last == options(desk).last.get_attribute("id"), "arrows go round"
    assert box(desk).get_attribute("aria-activedescendant") == last
    desk.keyboard.press("Escape")
    expect(desk.locator("#palette")).to_be_hidden()
    expect(desk.get_by_role("link", name="History")).to_be_focused()
    opened(desk).keyboard.type("statuses")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/statuses/")
    opened(desk).keyboard.type("collapsetime")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/preferences/track/#input-collapseTimeEntries")


def test_by_mouse(desk):
    desk.get_by_role("link", name="Search").click()
    box(desk).wait_for()
    desk.mouse.click(5, 500)  # beside it
    expect(desk.locator("#palette")).to_be_hidden()
    desk.get_by_role("link", name="Search").click()
    options(desk).filter(has_text="Connections").click()
    desk.wait_for_url("**/connections/")


def test_what_is_found_is_told_done_and_remembered(desk):
    opened(desk).keyboard.type("xyzzy")
    desk.get_by_text("Nothing is called that. Settings").wait_for()
    assert desk.get_by_role("option").filter(has_text="Projects").is_visible(), "nobody knows what is in it"
    desk.get_by_role("button", name="Show everything").click()
    assert options(desk).count() > 10
    box(desk).fill("dark app")
    with desk.expect_response("**/theme/"):
        desk.keyboard.press("Enter")
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")
    expect(desk.locator("#palette")).to_be_hidden()
    opened(desk).get_by_text("Used last in this tab").wait_for()
    assert options(desk).first.text_content() == "Dark appearance"
    desk.keyboard.type("sign out")
    desk.get_by_role("status").filter(has_text="1 hit").wait_for()
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Sign in").wait_for()


def test_a_project_is_opened_once_its_list_is_kept(desk, alice):
    project = gateway.read_json(alice, "track.list_projects").data[0]
    desk.get_by_role("link", name="Search").click()
    desk.keyboard.type(project["name"])  # before it is there
    chosen(desk).filter(has_text=project["name"]).wait_for()
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/directory/projects/{project['id']}/")


def test_what_the_page_can_do_is_done_on_it(desk, sandbox):
    desk.goto("/calendar/")
    opened(desk).keyboard.type("new block")
    chosen(desk).filter(has_text="New block").wait_for()
    desk.keyboard.press("Enter")
    desk.locator("#sheet-dialog form").first.wait_for()
    assert desk.url.endswith("/calendar/")
    desk.goto("/statuses/")
    before = len(sandbox.requests())
    opened(desk).keyboard.type("refresh this")
    chosen(desk).filter(has_text="1 request").wait_for()
    with desk.expect_response("**/statuses/refresh/"):
        desk.keyboard.press("Enter")
    assert len(sandbox.requests()) == before + 1


def test_without_scripts_it_is_a_page(page_of, alice):
    page = page_of(alice, java_script_enabled=False)
    page.goto("/keys/")
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("date format")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Date format").first.click()
    page.wait_for_url("**/preferences/track/#input-date_format")


@pytest.mark.slow
def test_it_is_sound_in_every_state(desk):
    wrong = []
    for scheme, width in (("light", 1280), ("dark", 390)):
        desk.emulate_media(color_scheme=scheme)
        desk.set_viewport_size({"width": width, "height": 844})
        desk.goto(HISTORY)
        opened(desk)
        for text in ("", "week", "xyzzy"):
            box(desk).fill(text)
            found = Axe().run(desk, options=RULES).response["violations"]
            wrong += [(scheme, text, one["id"], [node["target"] for node in one["nodes"]]) for one in found]
            if desk.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((scheme, text, "scrolls sideways"))
        sizes = options(desk).evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
        wrong += [(scheme, "small", one) for one in sizes if one < 24]
    assert wrong == []

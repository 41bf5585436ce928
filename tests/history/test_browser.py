"""History and Undo in a real browser: by mouse, by keyboard, without JavaScript, small, dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard.gateway import services as gateway
from tests.failures import collect_failures
from tests.history.writes import EXAMPLES

pytestmark = pytest.mark.browser

URL = "/history/"
UPDATE = "track.update_preferences"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def changed(alice, sandbox):
    """Alice has changed her date format, and a status, a block and three blocks at once."""
    for name in ("focus.update_status", "focus.update_time_block", "focus.delete_time_blocks"):
        params, body = EXAMPLES[name][0](alice)
        gateway.write(alice, name, body, **params)
    gateway.read_json(alice, "track.get_preferences")
    return gateway.write(alice, UPDATE, {"date_format": "YYYY-MM-DD"}).write_id


def bodies(sandbox):
    return [row["body"]["date_format"] for row in sandbox.requests(UPDATE)]


def undo(page, write_id):
    line = page.locator(f"#change-{write_id}")
    line.get_by_role("button", name="Undo").click()
    page.get_by_text("Undone: Changed Track preferences: Date format.").wait_for()
    assert line.get_by_role("link", name="Undone").is_visible()


def test_a_change_is_undone_from_the_list_and_done_again_from_a_toast_that_waits(sandbox, page_of, alice, changed):
    page = page_of(alice)
    page.clock.install()
    page.goto(URL)
    undo(page, changed)
    toast = page.locator(".toast")
    toast.hover()
    page.clock.run_for(30_000)
    assert toast.is_visible()  # as long as somebody points at it
    toast.get_by_role("button", name="Redo").focus()
    page.mouse.move(0, 0)
    page.clock.run_for(30_000)
    assert toast.is_visible()  # or has come to it by Tab
    page.locator("main").focus()
    page.clock.run_for(11_000)
    expect(toast).to_have_count(0)
    page.locator("[id^='change-']").first.get_by_role("button", name="Undo").click()  # what took it back stands first
    toast.get_by_role("button", name="Redo").focus()
    page.keyboard.press("Enter")
    sandbox.wait_for_requests(4, UPDATE)
    assert bodies(sandbox) == ["YYYY-MM-DD", "DD.MM.YYYY", "YYYY-MM-DD", "DD.MM.YYYY"]


@pytest.mark.slow
def test_without_scripts_it_is_the_same(sandbox, page_of, alice, changed):
    page = page_of(alice, java_script_enabled=False)
    page.goto(URL)
    undo(page, changed)
    page.get_by_role("button", name="Redo").click()
    sandbox.wait_for_requests(3, UPDATE)
    assert bodies(sandbox) == ["YYYY-MM-DD", "DD.MM.YYYY", "YYYY-MM-DD"]


def test_saved_preferences_are_taken_back_by_keyboard(sandbox, page_of, alice):
    page = page_of(alice)
    page.goto("/preferences/track/")
    page.get_by_label("Date format", exact=True).select_option("YYYY-MM-DD")
    page.get_by_role("button", name="Save (1 request)").click()
    page.locator(".toast").get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Redo").wait_for()
    expect(page.get_by_label("Date format", exact=True)).to_have_value("DD.MM.YYYY")
    assert bodies(sandbox) == ["YYYY-MM-DD", "DD.MM.YYYY"]


def test_a_conflict_is_shown_before_anything_is_overwritten(sandbox, page_of, alice, changed):
    with sandbox.world.lock:
        sandbox.world.state.accounts["alice"].preferences["all"]["date_format"] = "MM/DD/YYYY"
    gateway.read_json(alice, "track.get_preferences", refresh=True)
    page = page_of(alice)
    page.goto(URL)
    page.locator(f"#change-{changed}").get_by_role("button", name="Undo").click()
    page.locator("#differences").wait_for()
    assert "12/31/2026" in page.locator("#differences").inner_text()
    page.get_by_role("button", name="Undo all the same (1 request)").click()
    page.get_by_text("Undone:").wait_for()
    assert bodies(sandbox) == ["YYYY-MM-DD", "DD.MM.YYYY"]


@pytest.mark.slow
def test_every_page_of_history_is_sound_on_a_phone_in_the_dark(sandbox, page_of, alice, charlie, changed):
    """On a desk and in the light: `tests/measure`."""
    options = {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}
    page, wrong = page_of(alice, **options), []
    for address in (URL, f"{URL}?q=nothing&since=x", f"{URL}{changed}/", f"{URL}{changed}/undo/"):
        page.goto(address)
        with collect_failures(wrong, address):
            is_sound(page)
    page.goto(URL)
    undo(page, changed)
    with collect_failures(wrong, "undone"):
        is_sound(page)
    page = page_of(charlie, **options)
    page.goto(URL)
    with collect_failures(wrong, "nothing yet"):
        is_sound(page)
    assert wrong == []


def is_sound(page):
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]][:5]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

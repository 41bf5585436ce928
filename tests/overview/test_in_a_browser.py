"""The first page in a real browser: it fills itself, blocks are done in place, and both themes hold the rules."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.audit.models import Entry
from dashboard.sandbox.people import ALICE
from tests.overview.test_overview import plan

pytestmark = pytest.mark.browser


@pytest.fixture
def planned(alice, sandbox):
    """Alice, her zone known, with a block today and one tomorrow; the sandbox has forgotten how they came."""
    alice.timezone = ALICE.timezone
    alice.save()
    made = plan(alice, 0), plan(alice, 1, days=1)
    sandbox.clear_requests()
    return made


def filled(page):
    """Wait until the page has shown what it asked for."""
    page.locator("#today .plan").wait_for()
    page.locator("#refresh-differences").wait_for()
    return page


def test_it_fills_itself_and_blocks_are_done_by_mouse_and_by_keyboard(page_of, alice, planned, sandbox):
    (name, _task, block), (_name, _other, tomorrows) = planned
    page = page_of(alice)
    page.goto("/")
    filled(page)
    assert len(sandbox.requests()) == 3
    page.click(f"#done-{block}")
    page.get_by_text(f"Completed: {name}").wait_for()
    page.locator("#latest").get_by_text("Changed a time block").first.wait_for()
    assert page.locator(f"#done-{block}").inner_text().startswith("Reopen")
    assert page.evaluate("document.activeElement.id") == f"done-{block}"
    page.focus(f"#archive-{tomorrows}")
    page.keyboard.press("Enter")
    page.get_by_text("Archived: ").wait_for()
    page.locator(f"#archive-{tomorrows}").wait_for(state="detached")
    page.locator(".toast-undo button").last.click()
    page.locator(f"#archive-{tomorrows}").wait_for()
    assert Entry.objects.filter(kind="write.intent", operation="focus.unarchive_time_block").exists()


@pytest.mark.slow
def test_without_scripts_it_works_by_its_buttons(page_of, alice, planned, sandbox):
    (_name, _task, block), _tomorrow = planned
    page = page_of(alice, java_script_enabled=False)
    page.goto("/")
    page.click("#load-differences")
    page.locator("#refresh-differences").wait_for()
    page.goto("/calendar/today/")
    page.goto("/")
    page.click(f"#done-{block}")
    page.locator(f"#done-{block}", has_text="Reopen").wait_for()


@pytest.mark.slow
def test_nothing_stands_in_anybodys_way_on_a_phone(page_of, alice, planned):
    page = page_of(alice, viewport={"width": 390, "height": 844})
    page.goto("/")
    filled(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        result = Axe().run(page)
        assert result.violations_count == 0, f"{scheme}: {result.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("main [style]").count() == 0

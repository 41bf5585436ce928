"""Copying, templates and the sheet in a browser: by keyboard, without scripts, for everybody, and at size."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.timeblocks.hands import today

pytestmark = pytest.mark.browser
MONDAY = date(2026, 11, 2)
TO_COPY = f"/calendar/copy/?what=week&source={MONDAY}&target={MONDAY + timedelta(days=7)}"


@pytest.fixture
def week(calendar):
    """One block in the week of MONDAY."""
    calendar.clear()
    calendar.block(start="2026-11-02T08:00:00Z")
    return calendar


def alive(calendar):
    return [row["start"] for row in calendar.sandbox.world.state.blocks.values() if not row["deleted_at"]]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_week_is_kept_laid_and_taken_back_by_keyboard(page_of, berlin, week, scripts):
    page = page_of(berlin, java_script_enabled=scripts)
    page.goto(f"/calendar/?date={MONDAY}")
    page.locator("#weeks").focus()
    page.keyboard.press("Enter")
    page.locator("#keep-name").focus()
    page.keyboard.type("Usual week")
    page.keyboard.press("Enter")
    page.locator("[id^='preview-']").focus()
    page.keyboard.press("Enter")
    page.locator("#copy").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1 block was copied")
    assert page.locator("#grid .block").count() == 1
    assert alive(week) == ["2026-11-02T08:00:00Z", "2026-11-09T08:00:00Z"]
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Undone")
    assert alive(week) == ["2026-11-02T08:00:00Z"]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/calendar/weeks/", TO_COPY, f"{TO_COPY}0", f"/calendar/print/?date={today()}"])
def test_nothing_stands_in_anybodys_way(page_of, berlin, week, path, scheme):
    page = page_of(berlin, color_scheme=scheme, viewport={"width": 390, "height": 844})
    page.goto(path)
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_days_stay_where_they_are_while_the_blocks_of_later_ones_arrive(page_of, berlin, sandbox):
    sandbox.reset(week_blocks=500)
    page = page_of(berlin, timezone_id="Europe/Berlin")  # else the notice of the other zone comes in between
    page.add_init_script(
        """window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach((e) => { shift += e.value; }))
        .observe({ type: "layout-shift", buffered: true })"""
    )
    page.goto("/calendar/")
    page.locator("#grid .block").last.wait_for(state="attached")
    assert page.evaluate("shift") < 0.02


def test_what_the_classes_say_scripts_find_as_numbers(page_of, berlin, week):
    page = page_of(berlin)
    page.goto(f"/calendar/?date={MONDAY}")
    block = page.locator("#grid .block a[id]")
    page.locator("#grid .block a[data-for]").first.wait_for(state="attached")
    assert (block.get_attribute("data-at"), block.get_attribute("data-for")) == ("540", "60")

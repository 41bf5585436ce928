"""Copying and templates in a browser: by keyboard, with scripts and without, and a large week."""

from __future__ import annotations

from datetime import date

import pytest

pytestmark = pytest.mark.browser
MONDAY = date(2026, 11, 2)


def alive(calendar):
    return [row["start"] for row in calendar.sandbox.world.state.blocks.values() if not row["deleted_at"]]


@pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts", marks=pytest.mark.slow)]
)
def test_a_week_is_kept_laid_and_taken_back_by_keyboard(page_of, berlin, calendar, scripts):
    calendar.clear()
    calendar.block(start="2026-11-02T08:00:00Z")
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
    assert alive(calendar) == ["2026-11-02T08:00:00Z", "2026-11-09T08:00:00Z"]
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Undone")
    assert alive(calendar) == ["2026-11-02T08:00:00Z"]


@pytest.mark.slow
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

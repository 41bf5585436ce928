"""For everybody: axe in every state and both themes, sizes, phones, and no style attribute."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.timeblocks.hands import today

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def prepare(page, state, calendar):
    """Bring the calendar into one of its states."""
    queries = {"agenda": "?view=agenda", "day": f"?view=day&date={today(-1)}", "tasks": "?tasks=1", "wrong": "?date=x",
               "autumn": "?date=2026-10-25&view=days&from=0&to=6", "filters": "?project=2000001"}  # fmt: skip
    if state in {"block", "failure", "keys"}:
        calendar.block(start="10:00")
    if state == "outage":
        calendar.sandbox.fault("focus.*", "close", times=-1)
    page.goto(f"/calendar/{queries.get(state, '')}")
    if state == "block":
        page.locator(".block a[id]").locator("visible=true").first.click()
        page.wait_for_selector("#block-sheet")
    if state == "new":
        page.click("#new-block")
        page.click("#create-block")
        page.wait_for_selector("#task-error")
    if state == "drawer":
        page.click("#open-drawer")
        page.wait_for_selector("#drawer")
    if state == "failure":
        calendar.sandbox.fault("focus.*", "reset_after", times=-1)
        page.locator(".block a[id]").locator("visible=true").first.focus()
        page.keyboard.press("x")
        page.wait_for_selector("#failure")
    if state == "keys":
        page.locator(".block a[id]").locator("visible=true").first.focus()
        page.keyboard.press("?")
        page.get_by_role("dialog", name="Keys").wait_for()


STATES = [
    "week",
    "day",
    "agenda",
    "tasks",
    "wrong",
    "autumn",
    "filters",
    "block",
    "new",
    "drawer",
    "failure",
    "keys",
    "outage",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_stands_in_anybodys_way(page_of, berlin, calendar, state, scheme):
    page = page_of(berlin, color_scheme=scheme, timezone_id="America/New_York")
    prepare(page, state, calendar)
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("state", ["week", "day", "agenda", "tasks", "filters", "block", "new", "drawer", "failure"])
def test_nothing_is_wider_than_a_phone_and_all_can_be_touched(page_of, berlin, calendar, state):
    page = page_of(berlin, viewport={"width": 390, "height": 844}, has_touch=True)
    prepare(page, state, calendar)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert too_small(page) == []


@pytest.mark.parametrize("zoom", ["far", "middle", "near"])
def test_every_block_can_be_hit_at_every_zoom(page_of, berlin, calendar, zoom):
    calendar.clear()
    for number in range(60):
        calendar.block(start=f"{8 + number // 6:02d}:{number % 6 * 10:02d}", seconds=300)
    page = page_of(berlin)
    page.goto(f"/calendar/?zoom={zoom}")
    assert too_small(page) == []


def too_small(page):
    """Whatever can be clicked and is under 24 pixels high or wide."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main :is(button, a, input:not([type=hidden]), select, summary)')]
        .filter((e) => e.checkVisibility() && !e.closest('p, [aria-hidden=true], .slots') && !e.closest('label'))
        .map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 160)])
        .filter(([box]) => box.width && (box.width < 23.99 || box.height < 23.99))
        .map(([box, html]) => `${box.width}x${box.height} ${html}`)"""
    )


@pytest.mark.parametrize("state", ["week", "agenda", "block", "drawer", "autumn"])
def test_no_style_attribute_and_no_id_twice(page_of, berlin, calendar, state):
    page = page_of(berlin)
    prepare(page, state, calendar)
    ids = re.findall(r'\bid="([^"]+)"', page.content())
    assert len(ids) == len(set(ids)), sorted(name for name in set(ids) if ids.count(name) > 1)
    assert page.locator("main [style]").count() == 0

"""For everybody: axe in every state and both themes, sizes, phones, and no style attribute."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, expect

from tests.failures import collect_failures
from tests.timeblocks.browser import PHONE, three_days

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]  # axe takes its time
ARCHIVE = "focus.archive_time_block"
QUERIES = {
    "week": "",
    "agenda": "?view=agenda",
    "day": "?view=day&date=2026-11-16",
    "tasks": "?tasks=1",
    "wrong": "?date=x",
    "autumn": "?date=2026-10-25&view=days&from=0&to=6",
    "filters": "?project=2000001",
}


MEASURED = {"week", "block", "new", "drawer"}  # axe looks at these in `tests/measure`


# ------------------------------------------------------------------ states of the page
def block(page, _calendar):
    page.locator(".block a[id]").locator("visible=true").first.click()
    page.wait_for_selector("#block-sheet")


def new(page, _calendar):
    page.click("#new-block")
    page.click("#create-block")
    page.wait_for_selector("#task-error")


def drawer(page, _calendar):
    page.click("#open-drawer")
    page.wait_for_selector("#drawer")


def failure(page, calendar):
    calendar.sandbox.fault("focus.*", "reset_after", times=-1)
    page.locator(".block a[id]").locator("visible=true").first.focus()
    page.keyboard.press("x")
    page.wait_for_selector("#failure")


def keys(page, _calendar):
    page.locator(".block a[id]").locator("visible=true").first.focus()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()


def outage(page, calendar):
    calendar.clear()
    calendar.sandbox.fault("focus.*", "close", times=-1)
    page.reload()


SHEETS = [block, new, drawer, failure, keys, outage]


def states(page, calendar):
    """Bring the calendar into one state after the other."""
    for name, query in QUERIES.items():
        lay(calendar)
        page.goto(f"/calendar/{query}")
        yield name
    for bring in SHEETS:
        lay(calendar)
        page.goto("/calendar/")
        bring(page, calendar)
        yield bring.__name__


def lay(calendar):
    """Lay some blocks of a usual day."""
    calendar.anew()
    for number, start in enumerate(("09:00", "10:00", "10:30", "13:00")):
        calendar.block(task=number, start=start, seconds=3600)


def stands_in_the_way(page):
    """What axe finds, in both themes."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        rules = Axe().run(page).response["violations"]
        found += [f"{scheme}: {rule['id']} {[node['target'] for node in rule['nodes']][:5]}" for rule in rules]
    page.emulate_media(color_scheme="light")
    return found


def too_small(page):
    """Whatever can be clicked and is under 24 pixels high or wide."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main :is(button, a, input:not([type=hidden]), select, summary)')]
        .filter((e) => e.checkVisibility() && !e.closest('p, [aria-hidden=true], .slots') && !e.closest('label'))
        .map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 160)])
        .filter(([box]) => box.width && (box.width < 23.99 || box.height < 23.99))
        .map(([box, html]) => `${box.width}x${box.height} ${html}`)"""
    )


def test_no_state_stands_in_anybodys_way(page_of, berlin, calendar):
    page, wrong = page_of(berlin, timezone_id="America/New_York"), []
    for state in states(page, calendar):
        with collect_failures(wrong, state):
            if state not in MEASURED:
                assert stands_in_the_way(page) == []
            ids = page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
            assert sorted(name for name in set(ids) if ids.count(name) > 1) == []
            assert page.locator("main [style]").count() == 0
    assert wrong == []


def test_no_state_is_wider_than_a_phone_and_all_can_be_touched(page_of, berlin, calendar):
    page, wrong = page_of(berlin, **PHONE), []
    for state in states(page, calendar):
        with collect_failures(wrong, state):
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            assert too_small(page) == []
    assert wrong == []


def test_every_block_can_be_hit_at_every_zoom(page_of, berlin, calendar):
    calendar.clear()
    for number in range(60):
        calendar.block(start=f"{8 + number // 6:02d}:{number % 6 * 10:02d}", seconds=300)
    page, wrong = page_of(berlin), []
    for zoom in ("far", "middle", "near"):
        page.goto(f"/calendar/?zoom={zoom}")
        wrong += [f"{zoom}: {one}" for one in too_small(page)]
    assert wrong == []


# ------------------------------------------------------------------ states of a drag and of several blocks at once
def edge(at):
    at.page.mouse.move(*at.grip(1))
    at.page.wait_for_selector(".edge-end")


def dragging(at):
    at.drag(at.grip(), at.spot("11:30", 1), drops=False)


def copying(at):
    dragging(at)
    at.page.keyboard.down("Control")
    at.page.locator(".floater").filter(has_text="copy").wait_for()


def saving(at):
    at.page.route("**/move/", lambda _route: None, times=1)  # it never arrives
    dragging(at)
    at.page.mouse.up()
    at.page.wait_for_selector(".floater.is-waiting")


def returned(at):
    at.calendar.sandbox.set_quota("alice", 7101, 0, resets_in=1800)
    dragging(at)
    at.page.mouse.up()
    at.page.wait_for_selector(".is-returned")


def lost(at):
    at.page.context.set_offline(True)
    at.press("x")
    at.page.wait_for_selector("#retry-lost")


def selected(at):
    at.page.click("#select")
    at.page.click(at.link)
    expect(at.page.locator(".block.is-selected")).to_have_count(1)


def listed(at):
    selected(at)
    at.page.click("#bulk-list")
    at.page.wait_for_selector("#choose")


def archive_all(at):
    at.page.click("#select")
    at.page.click("#bulk-all")
    at.page.click("#many-archive")


def asked(at):
    at.calendar.sandbox.set_quota("alice", 7101, 1, resets_in=3600)
    at.page.click("#refresh")
    at.told("What Focus said just now")
    archive_all(at)
    at.page.wait_for_selector("#ask-short")


def failed(at):
    at.calendar.sandbox.fault(ARCHIVE, "status", status=403, times=2)
    archive_all(at)
    at.page.wait_for_selector("#job-retry")


def paused(at):
    at.calendar.sandbox.fault(ARCHIVE, "reset_after", times=1)
    archive_all(at)
    at.page.wait_for_selector("#job-resume")


BY_MOUSE = [edge, dragging, copying, saving, returned]
STATES = [lost, selected, listed, asked, failed, paused]


def brought(at, brings):
    """Bring a page with three blocks into one state after the other."""
    for bring in brings:
        at.again({"task": 1, "start": "13:00"}, {"task": 4, "start": "14:00"}).ready()
        bring(at)
        yield bring.__name__
        at.page.context.set_offline(False)
        at.page.keyboard.up("Control")
        at.page.mouse.up()


def test_neither_drags_nor_several_at_once_stand_in_anybodys_way(open_calendar):
    at, wrong = open_calendar(query=three_days(), viewport={"width": 1280, "height": 1000}), []
    for state in brought(at, BY_MOUSE + STATES):
        with collect_failures(wrong, state, Error):
            assert stands_in_the_way(at.page) == []
    assert wrong == []


def test_several_at_once_are_not_wider_than_a_phone_and_all_can_be_touched(open_calendar):
    at, wrong = open_calendar(**PHONE), []
    for state in brought(at, STATES):
        with collect_failures(wrong, state, Error):
            assert at.page.evaluate("document.documentElement.scrollWidth") <= 390
            assert too_small(at.page) == []
    assert wrong == []


def test_pages_about_weeks_stand_in_nobodys_way(page_of, berlin, calendar):
    calendar.clear()
    calendar.block(start="2026-11-02T08:00:00Z")
    page, wrong = page_of(berlin, viewport=PHONE["viewport"]), []
    copy = "/calendar/copy/?what=week&source=2026-11-02&target="
    for path in ("/calendar/weeks/", f"{copy}2026-11-09", f"{copy}2026-11-090"):
        page.goto(path)
        with collect_failures(wrong, path):
            assert stands_in_the_way(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert wrong == []

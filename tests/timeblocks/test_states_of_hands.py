"""The states of a drag and of several blocks at once: for everybody, in both themes and on phones."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.timeblocks.desk import PHONE
from tests.timeblocks.hands import today
from tests.timeblocks.test_accessibility import too_small

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAYS = f"?view=days&date={today()}"
ARCHIVE = "focus.archive_time_block"


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
    at.calendar.sandbox.fault("focus.update_time_block", "delay", seconds=1.4)
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
    assert at.selected() == 1


def listed(at):
    selected(at)
    at.page.click("#bulk-list")
    at.page.wait_for_selector("#choose")


def asked(at):
    at.calendar.sandbox.set_quota("alice", 7101, 1, resets_in=3600)
    at.refresh(3)
    at.page.click("#select")
    at.page.click("#bulk-all")
    at.page.click("#many-archive")
    at.page.wait_for_selector("#ask-short")


def failed(at):
    at.calendar.sandbox.fault(ARCHIVE, "status", status=403, times=2)
    at.page.click("#select")
    at.page.click("#bulk-all")
    at.page.click("#many-archive")
    at.page.wait_for_selector("#job-retry")


def paused(at):
    at.calendar.sandbox.fault(ARCHIVE, "reset_after", times=1)
    at.page.click("#select")
    at.page.click("#bulk-all")
    at.page.click("#many-archive")
    at.page.wait_for_selector("#job-resume")


BY_MOUSE = [edge, dragging, copying, saving, returned]
STATES = [lost, selected, listed, asked, failed, paused]


@pytest.fixture
def three(desk):
    """A browser at three blocks."""

    def opened(**options):
        at = desk(query="" if "has_touch" in options else DAYS, **options)
        for number, start in ((1, "13:00"), (4, "14:00")):
            at.calendar.block(task=number, start=start)
        at.refresh(3)
        return at.ready()

    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("bring", BY_MOUSE + STATES, ids=lambda bring: bring.__name__)
def test_nothing_stands_in_anybodys_way(three, bring, scheme):
    at = three(color_scheme=scheme, viewport={"width": 1280, "height": 1000})
    bring(at)
    result = Axe().run(at.page)
    assert result.violations_count == 0, result.generate_report()
    at.page.mouse.up()


@pytest.mark.parametrize("bring", STATES, ids=lambda bring: bring.__name__)
def test_nothing_is_wider_than_a_phone_and_all_can_be_touched(three, bring):
    at = three(**PHONE)
    bring(at)
    assert at.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert too_small(at.page) == []

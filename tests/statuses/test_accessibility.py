"""For everybody: axe in every state and both themes, sizes of targets, the width of a phone, no style attribute."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.statuses.page_objects import DONE, REVIEW, TODO
from tests.sweeps import Wrong, afresh

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1800)]  # axe takes its time
STATES = ["list", "new", "edit", "move", "wrong", "deleted", "conflict", "locked", "empty", "failed", "one"]
SMALLEST = 24  # CSS pixels (WCAG 2.5.8)
FINGER = 44


def prepare(page, state, focus):
    """Bring the page into one of its states."""
    if state == "failed":
        focus.fault("focus.list_statuses", "status", times=-1, status=500)
    page.goto(f"/statuses/{REVIEW}/" if state == "one" else "/statuses/?name=zzz" if state == "empty" else "/statuses/")
    if state in {"new", "wrong"}:
        page.click("#new")
        page.click("#picker summary")
    if state == "wrong":
        page.click("#save")
        page.locator("#emoji-wrong").wait_for()
    if state in {"edit", "move"}:
        page.click(f"#{'edit' if state == 'edit' else 'place'}-{REVIEW}")
        page.locator("#status-form").wait_for()
    if state in {"deleted", "locked"}:
        page.click(f"#delete-{REVIEW if state == 'deleted' else TODO}")
        page.locator(".toast").wait_for()
    if state == "conflict":
        focus.world.state.statuses[DONE]["position"] = 0
        page.click(f"#up-{REVIEW}")
        page.locator("#order-notice").wait_for()


def states(page, focus):
    """Bring the page into each state; everything begins anew before it."""
    for state in STATES:
        afresh(focus)
        focus.switch(default_status_update="accept")
        prepare(page, state, focus)
        yield state


def test_nothing_stands_in_anybodys_way(page_of, alice, focus):
    page, wrong = page_of(alice, color_scheme="light"), Wrong()
    for state in states(page, focus):
        with wrong.about(state):
            assert too_small(page, SMALLEST) == []
            ids = re.findall(r'\sid="([^"]+)"', page.content())
            assert len(ids) == len(set(ids))
            assert page.locator("[style]").count() == 0
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                result = Axe().run(page)
                assert result.violations_count == 0, (scheme, result.generate_report())
        page.emulate_media(color_scheme="light")
    assert wrong == []


def test_a_phone_is_wide_enough_and_a_finger_hits_everything(page_of, alice, focus):
    page, wrong = page_of(alice, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True), Wrong()
    for state in states(page, focus):
        with wrong.about(state):
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            assert too_small(page, FINGER) == []
    assert wrong == []


def too_small(page, size):
    """The controls that are smaller than `size`; those in running text and hidden ones do not count."""
    fields = "input:not([type=hidden], [type=checkbox]), select, summary"
    controls = f"main :is(button, a.button, a.status-name, {fields}, [data-handle]:has(svg))"
    return page.evaluate(
        """([controls, size]) => [...document.querySelectorAll(controls)].filter((one) => {
             const box = one.getBoundingClientRect();
             return box.width && one.checkVisibility() && Math.min(box.width, box.height) < size - 0.5;
           }).map((one) => `${one.id || one.className} ${JSON.stringify(one.getBoundingClientRect())}`)""",
        [controls, size],
    )


def test_what_the_page_weighs(page_of, alice, focus):
    page = page_of(alice)
    page.goto("/statuses/")
    weighs = page.evaluate(
        """() => performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
             .map((one) => [one.name.split("/").pop(), one.initiatorType, one.encodedBodySize])"""
    )
    scripts = sum(size for name, _kind, size in weighs if name.endswith(".js"))
    assert len(weighs) <= 12
    assert scripts < 80_000  # not compressed by the tests' server; 22 KB in the served site

"""For everybody: axe on every page and both themes, sizes of targets, the width of a phone, no style attribute."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.directory.page_objects import OPERATIONS, URL
from tests.sweeps import Wrong, afresh

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1800)]  # axe takes its time
PAGES = (
    "", *(f"{name}/" for name in OPERATIONS), "blocks/", "blocks/?task=5000001", "projects/?which=every",
    "projects/?q=zzz", "projects/2000002/", "workspaces/710001/", "failed", "columns", "alone",
)  # fmt: skip
SMALLEST, FINGER = 24, 44  # CSS pixels (WCAG 2.5.8)


def prepare(page, address, sandbox, many, alice):
    """Open a page in one of its states."""
    if "every" in address:
        many("projects", 600)
    if address == "failed":
        sandbox.fault("track.list_tags", "status", times=-1, status=500)
    if address == "alone":
        from dashboard.credentials.models import Connection

        Connection.objects.filter(user=alice, service="track").delete()
    page.goto(URL + {"failed": "tags/", "columns": "projects/", "alone": "clients/"}.get(address, address))
    if address == "columns":
        page.click("#columns summary")


def states(page, sandbox, many, alice):
    """Open each page in its state; everything begins anew before it."""
    for address in PAGES:
        afresh(sandbox)
        prepare(page, address, sandbox, many, alice)
        yield address


def test_nothing_stands_in_anybodys_way(page_of, alice, sandbox, many):
    page, wrong = page_of(alice, color_scheme="light"), Wrong()
    for address in states(page, sandbox, many, alice):
        with wrong.about(address):
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


def test_a_phone_is_wide_enough_and_a_finger_hits_everything(page_of, alice, sandbox, many):
    page, wrong = page_of(alice, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True), Wrong()
    for address in states(page, sandbox, many, alice):
        with wrong.about(address):
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            assert too_small(page, FINGER) == []
    assert wrong == []


def too_small(page, size):
    """The controls that are smaller than `size`; hidden ones do not count."""
    controls = "main :is(button, a, input:not([type=hidden], [type=checkbox]), select, summary, label.check)"
    return page.evaluate(
        """([controls, size]) => [...document.querySelectorAll(controls)].filter((one) => {
               const box = one.getBoundingClientRect();
               return box.width && one.checkVisibility() && Math.min(box.width, box.height) < size - 0.5;
             }).map((one) => `${one.id || one.textContent.trim()} ${JSON.stringify(one.getBoundingClientRect())}`)""",
        [controls, size],
    )

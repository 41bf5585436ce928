"""The page holds the rules of axe in every state, both themes and both sizes, and never scrolls sideways."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.measure.look import DRAWN
from tests.preferences.forms import URL

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [("light", 1280), ("dark", 390)]  # the other two: tests/measure and tests/shell, on every page
TARGETS = """() => [...document.querySelectorAll(':is(main) :is(a, button, input:not([type=hidden]), select, summary)')]
  .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, p, li'))
  .map((one) => [one.id, one.closest('label.check, .segmented label') ?? one])
  .filter(([, box]) => box.getBoundingClientRect().width < 24 || box.getBoundingClientRect().height < 24)
  .map(([id]) => id)"""


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def look(request):
    scheme, width = request.param
    return {"color_scheme": scheme, "viewport": {"width": width, "height": 844}}


def violations(page):
    page.evaluate(DRAWN)
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]][:5]) for each in found]


def is_sound(page):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_settings_that_are_set_staged_and_refused(sandbox, page_of, alice, look):
    page = page_of(alice, **look)
    page.goto(URL)
    is_sound(page)
    assert page.evaluate(TARGETS) == []
    page.get_by_label("Last visible hour").fill("77")
    is_sound(page)
    page.get_by_role("button", name="Save (1 request)").click()
    page.locator("#preferences-problem").wait_for()
    is_sound(page)


def test_settings_that_are_not_set_and_the_meter_opened(sandbox, page_of, bob, look):
    page = page_of(bob, **look)
    page.goto(URL)
    is_sound(page)
    page.get_by_role("button", name="Requests left this hour").click()
    is_sound(page)


def test_nothing_connected_and_nothing_answered(sandbox, page_of, charlie, alice, look):
    page = page_of(charlie, **look)
    page.goto(URL)
    is_sound(page)
    sandbox.fault("track.*", "status", times=-1, status=500)
    page = page_of(alice, **look)
    page.goto(URL)
    is_sound(page)


def test_the_first_page(sandbox, page_of, charlie, alice, look):
    for person in (charlie, alice):
        page = page_of(person, **look)
        page.goto("/")
        is_sound(page)

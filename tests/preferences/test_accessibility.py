"""The page holds the rules of axe in every state, both themes and both sizes, and never scrolls sideways."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.measure.look import DRAWN
from tests.preferences.forms import URL
from tests.sweeps import Wrong

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1800)]  # axe takes its time

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOOKS = [("light", 1280), ("dark", 390)]
OTHER = {"light": "dark", "dark": "light"}
PAGES = [f"{URL}desktop/", f"{URL}web/", f"{URL}features/", "/preferences/focus/", "/preferences/workspace/710001/",
         "/preferences/workspace/", f"{URL}compare/?load=1", f"{URL}history/theme/", f"{URL}import/",
         "/preferences/profiles/"]  # fmt: skip
TARGETS = """() => [...document.querySelectorAll(':is(main) :is(a, button, input:not([type=hidden]), select, summary)')]
  .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, p, li'))
  .map((one) => [one.id, one.closest('label.check, .segmented label') ?? one])
  .filter(([, box]) => box.getBoundingClientRect().width < 24 || box.getBoundingClientRect().height < 24)
  .map(([id]) => id)"""


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def look(request):
    scheme, width = request.param
    return {"color_scheme": scheme, "viewport": {"width": width, "height": 844}}


def violations(page, rules):
    page.evaluate(DRAWN)
    found = Axe().run(page, options=rules).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]][:5]) for each in found]


def is_sound(page, look):
    """Every rule holds in this look, and where the other theme can make a difference, there too."""
    assert violations(page, RULES) == []
    page.emulate_media(color_scheme=OTHER[look["color_scheme"]])
    assert violations(page, CONTRAST) == []
    page.emulate_media(color_scheme=look["color_scheme"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_settings_that_are_set_staged_and_refused(sandbox, page_of, alice, look):
    page = page_of(alice, **look)
    page.goto(URL)
    is_sound(page, look)
    assert page.evaluate(TARGETS) == []
    page.get_by_label("Last visible hour").fill("77")
    is_sound(page, look)
    page.get_by_role("button", name="Save (1 request)").click()
    page.locator("#preferences[data-live] #preferences-problem").wait_for()
    is_sound(page, look)


def test_settings_that_are_not_set_and_the_meter_opened(sandbox, page_of, bob, look):
    page = page_of(bob, **look)
    page.goto(URL)
    is_sound(page, look)
    page.get_by_role("button", name="Requests left this hour").click()
    is_sound(page, look)


def test_nothing_connected_and_nothing_answered(sandbox, page_of, charlie, alice, look):
    page = page_of(charlie, **look)
    page.goto(URL)
    is_sound(page, look)
    sandbox.fault("track.*", "status", times=-1, status=500)
    page = page_of(alice, **look)
    page.goto(URL)
    is_sound(page, look)


def test_the_first_page(sandbox, page_of, charlie, alice, look):
    for person in (charlie, alice):
        page = page_of(person, **look)
        page.goto("/")
        is_sound(page, look)


def test_what_a_file_would_change(sandbox, page_of, alice, look):
    page = page_of(alice, **look)
    page.goto(f"{URL}import/")
    page.get_by_label("or its text").fill('{"theme": "dark", "date_format": "YYYY-MM-DD", "strange": 1}')
    page.get_by_role("button", name="Show what it would change").click()
    page.locator("#unknown").wait_for()
    is_sound(page, look)


def test_every_other_page(sandbox, page_of, alice, look):
    page, wrong = page_of(alice, **look), Wrong()
    for url in PAGES:
        page.goto(url)
        with wrong.about(url):
            is_sound(page, look)
    assert wrong == []

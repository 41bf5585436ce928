"""Every page on a phone, on paper, and by keyboard: nothing sticks out, nothing useless is printed, focus is kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.shell import every

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PRINTED = """() => [...document.querySelectorAll('nav, button, .button, .topbar, .footer, .toasts, .skip, .save-bar')]
  .filter((one) => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().width > 1)
  .map((one) => one.outerHTML.slice(0, 80))"""
# What HTMX does on a page, and its address without what numbers a thing.
CONTROLS = """() => [...document.querySelectorAll('main :is(a[hx-get], button[hx-get], button[hx-post]), ' +
    'main form[hx-post] button:is([type=submit], :not([type]))')]
  .filter((one) => one.checkVisibility() && !one.disabled)"""
SHAPES = f"""() => ({CONTROLS})().map((one) => [one, one.closest('form')].map((each) =>
    each?.getAttribute('hx-get') ?? each?.getAttribute('hx-post')).find(Boolean)
  .replace(/[0-9a-f]{{8}}-[0-9a-f-]+|[0-9]+/g, '#').replace(/[?].*/, ''))"""

# What came of a press: HTMX was answered, or the browser found what it would send incomplete. A page that was opened
# since has no such mark.
MARKED = """() => {
  document.documentElement.dataset.pressed = "";
  for (const event of ["htmx:afterRequest", "invalid"]) {
    document.addEventListener(event, () => { document.documentElement.dataset.pressed = event; }, { capture: true });
  }
}"""
KEPT = """() => document.documentElement.dataset.pressed === undefined ||
  (document.documentElement.dataset.pressed && !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling")
   && document.activeElement !== document.body)"""


@pytest.fixture
def pages(sandbox, site, alice, client_of):
    return [(name, address) for name, address, _text in every.pages(alice, client_of, passkeys=False)]


def test_no_page_scrolls_sideways_on_a_phone(pages, page_of, alice):
    page, wide = page_of(alice, **PHONE), {}
    for name, address in pages:
        page.goto(address)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 390:
            wide[name] = width
    assert wide == {}


def test_paper_has_no_navigation_and_no_buttons(pages, page_of, alice):
    page, left = page_of(alice), {}
    page.emulate_media(media="print")
    for name, address in pages:
        page.goto(address)
        if found := page.evaluate(PRINTED):
            left[name] = found
    assert left == {}


def test_focus_is_never_lost_after_a_swap(sandbox, page_of, alice, client_of):
    live = [
        address
        for name, address, text in every.pages(alice, client_of, passkeys=False)
        if name != "styleguide" and re.search(r"hx-(get|post)=", text.partition("<main")[2])
    ]
    page, lost, tried = page_of(alice), [], set()
    for address in live:
        if address.startswith("/calendar/block/"):
            continue  # its form is sent as without scripts there, and leaves for the calendar
        page.goto(address)
        for place, shape in enumerate(page.evaluate(SHAPES)):
            if shape in tried:
                continue
            tried.add(shape)
            if not keeps_focus(page, place):
                lost.append((address, shape))
            page.goto(address)
    assert len(tried) > 20
    assert lost == []


def keeps_focus(page, place):
    """Press Enter on a control, and say whether anything has focus once the answer is there."""
    control = page.evaluate_handle(f"(place) => ({CONTROLS})()[place]", place).as_element()
    if control is None:
        return True  # what was pressed before took it away
    page.evaluate(MARKED)
    control.focus()
    page.keyboard.press("Enter")
    try:
        page.wait_for_function(KEPT)
    except PlaywrightTimeout:
        return False
    return True

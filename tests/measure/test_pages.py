"""Every page, in both themes and with everything opened: nothing stands in anybody's way, and nothing moves."""

from __future__ import annotations

import os

import pytest
from django.conf import settings

from tests.measure import lighthouse, pages
from tests.measure.look import look, visit
from tests.measure.states import states
from tests.measure.table import Row
from tests.measure.weight import weight

SHIFT = 0.02
FIRST, REPEAT = 14, 2  # requests

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def open_page(browser_context, site, alice, sandbox):
    """Open a page in a browser that knows nothing yet; nothing for an address that is no page."""

    def opened(name):
        client, address = pages.opened(name, alice)
        answer = client.get(address)
        if not pages.is_page(answer):
            return None
        context = browser_context(color_scheme="light", timezone_id="Europe/Berlin")
        cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie:
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        is_error = answer.status_code != 200
        return context.new_page(), address, weight(answer.content.decode()), cookie.value if cookie else "", is_error

    return opened


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", pages.NAMES)
def test_a_page_as_it_is_met(name, open_page, site, measured):
    if not (found := open_page(name)):
        return
    page, address, weighed, session, is_error = found
    seen = visit(page, address)
    for state in states(page, name, address):
        look(page, seen, state)
    if os.environ.get("MEASURE"):
        asked = os.environ["MEASURE"] == "lighthouse" and not is_error  # it refuses to look at one
        scores = lighthouse.scores(site + address, session) if asked else {}
        measured.append(Row(name, seen, weighed, scores))
        print(" | ".join(measured[-1].cells()), *seen.problems(), sep="\n    ", flush=True)
    assert not seen.problems(), "\n".join(seen.problems())
    assert seen.shift <= SHIFT
    assert seen.first <= FIRST + (name == "styleguide")  # which shows every page's sheet, and in development alone
    assert seen.repeat <= REPEAT

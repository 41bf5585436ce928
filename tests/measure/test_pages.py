"""Every page, in both themes and with everything opened: nothing stands in anybody's way, and nothing moves."""

from __future__ import annotations

import os

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.urls import get_resolver

from tests.conftest import _person
from tests.measure import lighthouse, pages
from tests.measure.look import look, visit
from tests.measure.states import states
from tests.measure.table import Row
from tests.measure.weight import weight

SHIFT = 0.02
FIRST, REPEAT = 8, 2  # requests
AREAS = ("accounts", "calendar", "preferences", "elsewhere")

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def area_of(name):
    """Return the first part of an address, where it is one of those with many pages."""
    found = get_resolver().reverse_dict.getlist(name)
    first = found[0][0][0][0].partition("/")[0] if found else ""
    return first if first in AREAS else "elsewhere"


@pytest.fixture
def open_page(browser_context, site, sandbox):
    """Open a page in a browser that knows nothing yet, as Alice on her first day; nothing for what is no page."""

    def opened(name):
        call_command("flush", verbosity=0, interactive=False)
        for cache in settings.CACHES:
            caches[cache].clear()
        sandbox.reset()
        client, address = pages.opened(name, _person("alice", role="admin", connected=True))
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


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("area", AREAS)
def test_pages_as_they_are_met(area, open_page, site, measured):
    asked, wrong = os.environ.get("MEASURE_PAGES", "").split(), []
    for name in pages.NAMES:
        if area_of(name) != area or (asked and name not in asked) or not (found := open_page(name)):
            continue
        page, address, weighed, session, is_error = found
        seen = visit(page, address, is_timed="MEASURE" in os.environ)
        for state, inside in states(page, name, address):
            look(page, seen, state, inside)
        page.context.close()
        if "MEASURE" in os.environ:
            is_scored = os.environ["MEASURE"] == "lighthouse" and not is_error  # it refuses to look at one
            scores = lighthouse.scores(site + address, session) if is_scored else {}
            measured.append(Row(name, seen, weighed, scores))
            print(" | ".join(measured[-1].cells()), *seen.problems(), sep="\n    ", flush=True)
        wrong += [(name, problem) for problem in seen.problems()]
        if seen.shift > SHIFT or seen.first > FIRST or seen.repeat > REPEAT:
            wrong.append((name, f"shift {seen.shift:.3f}, requests {seen.first} / {seen.repeat}"))
    assert not wrong, "\n".join(f"{name}: {problem}" for name, problem in wrong)

"""The pages of signing in hold the rules of axe (A, AA, 2.2) in both themes and both sizes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [("light", 1280), ("dark", 390)]  # the other two: tests/measure and tests/shell, on every page


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def look(request):
    scheme, width = request.param
    return {"color_scheme": scheme, "viewport": {"width": width, "height": 844}}


def test_the_way_in(page_of, bob, look):
    page = page_of(None, **look)
    page.goto("/accounts/login/")
    assert violations(page) == []
    page.get_by_label("Email").fill("bob@example.com")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []


def test_the_first_run(page_of, site, look):
    page = page_of(None, **look)
    page.goto("/setup/")
    assert violations(page) == []


def test_a_page_of_the_shell_with_its_menu_open(page_of, bob, look):
    page = page_of(bob, **look)
    page.goto("/accounts/password/change/")
    assert violations(page) == []
    page.get_by_role("button", name="Account of Bob").click()
    assert violations(page) == []
    page.goto("/accounts/sessions/")
    assert violations(page) == []

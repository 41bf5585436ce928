"""Languages in a real browser: chosen by mouse and by keyboard, without scripts; German fits a phone and every rule."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
PAGES = (
    "/", "/connections/", "/preferences/track/", "/preferences/focus/", "/preferences/track/compare/", "/calendar/",
    "/statuses/", "/directory/", "/directory/projects/", "/history/", "/profile/", "/team/", "/access-tokens/",
    "/accounts/security/", "/accounts/sessions/", "/preferences/profiles/", "/go/", "/keys/",
)  # fmt: skip

pytestmark = pytest.mark.browser


def test_a_language_is_chosen_by_mouse_and_by_keyboard(page_of, bob):
    page = page_of(bob)
    page.goto("/history/")
    page.get_by_role("button", name="Account of Bob").click()
    page.get_by_role("button", name="Deutsch").click()
    page.get_by_role("heading", name="Verlauf", level=1).wait_for()
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.url.endswith("/history/")
    page.get_by_role("button", name="Konto von Bob").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Deutsch").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="History", level=1).wait_for()


def test_a_language_is_chosen_at_the_door_without_scripts(page_of, bob):
    page = page_of(None, java_script_enabled=False)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Deutsch").click()
    assert page.get_by_role("button", name="Anmelden").is_visible()
    assert page.get_by_role("button", name="Deutsch").get_attribute("aria-current") == "true"


@pytest.mark.slow
def test_german_fits_a_phone_and_holds_the_rules(page_of, alice, sandbox):
    alice.language = "de"
    alice.save()
    page, wrong = page_of(alice, viewport=PHONE, locale="de-DE"), []
    for address in PAGES:
        page.goto(address, wait_until="networkidle")
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wrong.append((address, "scrolls sideways"))
        found = Axe().run(page).response["violations"]
        wrong += [(address, one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    assert wrong == []


@pytest.mark.slow
def test_where_days_run_from_right_to_left_the_left_arrow_goes_on(page_of, alice, sandbox, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    alice.language = "ar"
    alice.save()
    page = page_of(alice, viewport={"width": 1280, "height": 860})
    page.goto("/calendar/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    days = page.locator(".day")
    days.nth(0).locator(".block a").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(days.nth(1).locator(":focus")).to_have_count(1)

"""The profile in a real browser: changed by keyboard, refused at the field, and the account closed step by step."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.credentials import services as credentials
from dashboard.sandbox.people import ALICE, BOB
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser
ME = "track.update_me"


def test_a_zone_is_chosen_by_keyboard_and_shown_at_once(page_of, alice, sandbox):
    page = page_of(alice)
    page.goto("/")
    page.get_by_role("button", name="Account of Alice").click()
    page.get_by_role("link", name="Profile", exact=True).click()
    page.fill("#id_timezone", "asia/tok")
    page.fill("#id_timezone", "asia/tokyo")
    page.keyboard.press("Enter")
    page.get_by_text("1 value saved with one request.").wait_for()
    assert page.input_value("#id_timezone") == "Asia/Tokyo"
    assert sandbox.requests(ME)[0]["body"] == {"timezone": "Asia/Tokyo"}
    alice.refresh_from_db()
    assert alice.timezone == "Asia/Tokyo"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(page_of, alice, sandbox, scripts):
    page = page_of(alice, java_script_enabled=scripts)
    page.goto("/profile/")
    page.fill("#id_fullname", "Alice the Second")
    page.fill("#id_email", BOB.email)
    page.click("#save")
    page.locator("#field-email").get_by_text("Somebody else at Toggl has this address.").wait_for()
    assert page.input_value("#id_fullname") == "Alice the Second"
    assert page.get_attribute("#id_email", "aria-invalid") == "true"
    page.get_by_role("alert").get_by_role("link", name="E-mail at Toggl").click()
    if scripts:
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_account_is_closed_step_by_step(page_of, alice, sandbox, scripts):
    page = page_of(alice, java_script_enabled=scripts)
    page.goto("/profile/")
    page.click("#close-account")
    page.click("#reauthenticate")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.fill("#id_email", "alice@example.org")
    page.click("#to-last")
    page.get_by_text("This is not the e-mail of the account").wait_for()
    page.fill("#id_email", ALICE.email)
    page.click("#to-last")
    page.get_by_role("heading", name="The last question").wait_for()
    assert not sandbox.requests("track.close_account")
    page.click("#close-for-good")
    page.get_by_text("is closed, and its key is destroyed here").wait_for()
    assert len(sandbox.requests("track.close_account")) == 1
    assert not credentials.connections_of(alice)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(page_of, alice, sandbox, scheme):
    page = page_of(alice, color_scheme=scheme, viewport={"width": 390, "height": 844})
    for path in ("/profile/", "/profile/lost-password/", "/profile/close/"):
        page.goto(path)
        for summary in page.locator("main details > summary").all():
            summary.click()
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator("main [style]").count() == 0

"""The profile in a real browser: changed by keyboard, refused at the field, and the account closed step by step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard.credentials import services as credentials
from dashboard.sandbox.people import ALICE, BOB
from tests.conftest import PASSWORD
from tests.sweeps import Wrong

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick_passwords")]
ME = "track.update_me"


BOTH = pytest.mark.parametrize(
    "scripts", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["with scripts", "without scripts"]
)


@BOTH
def test_a_refusal_stands_at_its_field_and_what_is_right_is_shown_at_once(page_of, alice, sandbox, scripts):
    page = page_of(alice, java_script_enabled=scripts)
    if scripts:
        page.goto("/")
        page.get_by_role("button", name="Account of Alice").click()
        page.get_by_role("link", name="Profile", exact=True).click()
    else:
        page.goto("/profile/")
    page.fill("#id_fullname", "Alice the Second")
    page.fill("#id_email", BOB.email)
    page.click("#save")
    page.locator("#field-email").get_by_text("Somebody else at Toggl has this address.").wait_for()
    expect(page.locator("#id_fullname")).to_have_value("Alice the Second")
    expect(page.locator("#id_email")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("alert").get_by_role("link", name="E-mail at Toggl").click()
    page.fill("#id_email", ALICE.email)
    page.focus("#id_timezone")
    page.keyboard.press("Control+a")
    page.keyboard.type("asia/tokyo")
    page.keyboard.press("Enter")
    page.get_by_text("2 values saved with one request.").wait_for()
    expect(page.locator("#id_timezone")).to_have_value("Asia/Tokyo")
    assert sandbox.requests(ME)[-1]["body"] == {"fullname": "Alice the Second", "timezone": "Asia/Tokyo"}
    alice.refresh_from_db()
    assert alice.timezone == "Asia/Tokyo"


@BOTH
def test_a_new_email_wants_a_proof_first(page_of, alice, sandbox, time_machine, scripts):
    page = page_of(alice, java_script_enabled=scripts)
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=11))
    page.goto("/profile/")
    page.fill("#id_email", "alice.new@example.com")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Confirm it is you").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/profile/")
    assert not sandbox.requests(ME)
    page.fill("#id_email", "alice.new@example.com")
    page.click("#save")
    page.get_by_text("1 value saved with one request.").wait_for()
    assert sandbox.requests(ME)[-1]["body"] == {"email": "alice.new@example.com"}


@BOTH
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


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_nothing_stands_in_anybodys_way(page_of, alice, sandbox):
    page, wrong = page_of(alice, viewport={"width": 390, "height": 844}), Wrong()
    for path in ("/profile/", "/profile/lost-password/", "/profile/close/", "a refusal"):
        if path == "a refusal":
            page.goto("/profile/")
            page.fill("#id_email", BOB.email)
            page.click("#save")
            page.locator("#field-email .wrong").wait_for()
        else:
            page.goto(path)
            for summary in page.locator("main details > summary").all():
                summary.click()
        with wrong.about(path):
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            assert page.locator("main [style]").count() == 0
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                result = Axe().run(page)
                assert result.violations_count == 0, (scheme, result.generate_report())
        page.emulate_media(color_scheme="light")
    assert wrong == []

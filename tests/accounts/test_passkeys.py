"""Passkeys and codes in a real browser, with an authenticator that only exists there."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from playwright.sync_api import expect

from dashboard.audit.models import Entry
from tests.accounts.page_objects import PASSWORD, SECURITY, code_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick_passwords")]

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def home(site):
    """Our site by a name: passkeys are not for addresses in numbers."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def open_page(browser_context):
    """Open a page with a device that holds passkeys."""

    def opened():
        page = browser_context().new_page()
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        return page

    return opened


def sign_in(page, home, person):
    page.goto(f"{home}/accounts/login/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page, home):
    page.goto(f"{home}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def add_passkey(page, home, name="Phone"):
    page.goto(f"{home}{SECURITY}")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()


def test_a_passkey_lets_in_while_others_guess_and_is_the_second_step_and_the_proof(open_page, home, bob, time_machine):
    page = open_page()
    sign_in(page, home, bob)
    add_passkey(page, home)
    assert len(page.locator("#codes").inner_text().split()) == 10
    sign_out(page, home)
    for number in range(6):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post("/accounts/login/", {"login": bob.email, "password": "wrong"})
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Hello, Bob").wait_for()
    page.goto(f"{home}{SECURITY}passkeys/")
    expect(page.get_by_role("row", name="Phone").get_by_text("just now")).to_have_count(2)
    assert {"factor.added", "factor.codes"} <= set(Entry.objects.values_list("kind", flat=True))
    sign_out(page, home)
    time_machine.move_to(time.time() + 301)  # the guessing is forgotten
    sign_in(page, home, bob)
    page.get_by_role("heading", name="Second step").wait_for()
    page.get_by_role("button", name="Use a passkey instead").click()
    page.get_by_role("heading", name="Hello, Bob").wait_for()
    time_machine.move_to(time.time() + 700)
    page.goto(f"{home}{SECURITY}codes/new/")
    page.get_by_role("link", name="with a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="New recovery codes").wait_for()


def test_an_app_is_set_up_by_its_code_and_is_the_second_step_by_keyboard(open_page, home, bob, time_machine):
    page = open_page()
    sign_in(page, home, bob)
    page.goto(f"{home}{SECURITY}app/")
    assert page.locator(".qr").evaluate("image => image.complete && image.naturalWidth > 0")
    seed = page.locator("#seed").inner_text()
    page.get_by_label("Code that the app shows").fill(code_of(seed))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Recovery codes").wait_for()
    sign_out(page, home)
    time_machine.move_to(time.time() + 30)  # a code works once
    page.get_by_label("Email").focus()
    page.keyboard.type(bob.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Second step").wait_for()
    page.get_by_role("textbox").focus()
    page.keyboard.type(code_of(seed))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Hello, Bob").wait_for()


def test_where_passkeys_cannot_work_it_says_why(page, site, bob):
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("alert").get_by_text("a name instead of a number").wait_for()

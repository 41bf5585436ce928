"""Who controls the account at Toggl is changed by its person, who has just proved it, and never by an access token."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from dashboard.accounts import tokens
from dashboard.audit.models import Entry
from dashboard.gateway import services as gateway
from dashboard.sandbox.people import ALICE
from dashboard.upstream.contract import operations
from tests.bff.conftest import Script
from tests.profile.conftest import form_of

ME, CONFIRM, CLOSE = "track/api/v9/me", "track/api/v9/me/lost_passwords/confirm", "track/api/v9/me/close_account"
TAKEOVERS = [
    ("PUT", ME, {"email": "evil@example.com"}),
    ("PUT", ME, {"fullname": "Al", "email": "evil@example.com"}),
    ("PUT", ME, {"password": "another-one", "current_password": ALICE.password}),
    ("PUT", ME, {"current_password": "a guess", "fullname": "Al"}),
    ("POST", CONFIRM, {"code": "c0de", "user_id": 1, "password": "another-one"}),
    ("POST", CLOSE, None),
]
LATE = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1


def late() -> Any:
    """Stand at a moment for which signing in was too long ago."""
    return time_machine.travel(time.time() + LATE, tick=False)


def script_of(user: Any) -> Script:
    """Return a program that may write everywhere."""
    return Script(tokens.make(user, name="a script", can_write=True, services=("track", "focus")).reveal())


def sent(browser: Client, method: str, path: str, body: Any, **headers: str) -> Any:
    return browser.generic(
        method, f"/bff/{path}", "" if body is None else json.dumps(body), "application/json", headers=headers
    )


def test_the_contract_marks_every_operation_that_can_take_an_account_over():
    marked = {one.id for one in operations().values() if one.controls_account}
    by_name = {one.id for one in operations().values() if any(word in one.id for word in ("close", "confirm", "reset"))}
    by_field = {
        one.id
        for one in operations().values()
        if one.body_schema and "password" in one.body_schema.get("properties", {})
    }
    assert marked == by_name | by_field == {"track.update_me", "track.confirm_lost_password", "track.close_account"}


def test_no_access_token_takes_an_account_over(sandbox, alice):
    script = script_of(alice)
    for method, path, body in TAKEOVERS:
        answer = script(method, path, body, X_Tandem_Confirm=alice.email)
        assert (answer.status_code, answer.json()["error"]) == (403, "session_alone"), (path, body)
    for body in ({"Email": "evil@example.com"}, {"EMAIL": "evil@example.com"}, [{"email": "evil@example.com"}]):
        assert script("PUT", ME, body).status_code == 400, body
    assert sandbox.requests() == []


def test_a_token_goes_on_changing_what_is_harmless(sandbox, alice):
    assert script_of(alice)("PUT", ME, {"fullname": "Al"}).status_code == 200


def test_a_browser_takes_over_nothing_without_a_fresh_proof(sandbox, alice, client_of):
    browser = client_of(alice)
    with late():
        for method, path, body in TAKEOVERS:
            answer = sent(browser, method, path, body, **{"X-Tandem-Confirm": alice.email})
            assert (answer.status_code, answer.json()["error"]) == (403, "confirm_password"), (path, body)
        assert sent(browser, "PUT", ME, {"fullname": "Al"}).status_code == 200
    assert [one["body"] for one in sandbox.requests()] == [{"fullname": "Al"}]


@pytest.fixture
def browser(sandbox: Any, alice: Any, client_of: Any) -> Client:
    """Alice, who signed in a moment ago."""
    client: Client = client_of(alice)
    return client


def test_the_pages_ask_for_a_proof_and_send_nothing(sandbox, alice, browser):
    email = form_of(browser, email="evil@example.com")
    gateway.write(alice, "track.update_me", {"email": "alice.new@example.com"}, before={"email": ALICE.email})
    undo = f"/history/{last_change()}/undo/"
    lost = {"confirm-user_id": "1", "confirm-code": "c0de", "confirm-password": "another-one"}
    forms = {
        "/profile/": email,
        "/profile/password/": {"current_password": ALICE.password, "password": "another-one"},
        "/profile/lost-password/confirm/": lost,
        undo: {"confirmed": "1"},
    }
    sandbox.clear_requests()
    with late():
        for path, form in forms.items():
            answer = browser.post(path, form)
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/accounts/reauthenticate/"), path
    assert sandbox.requests() == []


def test_a_name_is_saved_and_taken_back_without_a_proof(sandbox, browser):
    form = form_of(browser, fullname="Al")
    with late():
        assert browser.post("/profile/", form)["Location"] == "/profile/"
        assert browser.post(f"/history/{last_change()}/undo/")["Location"].startswith("/history/")
    sent_bodies = [one["body"] for one in sandbox.requests("track.update_me")]
    assert sent_bodies == [{"fullname": "Al"}, {"fullname": ALICE.fullname}]


def test_after_a_proof_an_email_is_changed(sandbox, browser):
    assert browser.post("/profile/", form_of(browser, email="alice.new@example.com"))["Location"] == "/profile/"
    assert sandbox.requests("track.update_me")[-1]["body"] == {"email": "alice.new@example.com"}


def last_change() -> str:
    return str(Entry.objects.filter(kind="write.intent").latest("id").write_id)

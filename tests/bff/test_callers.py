"""Who may call: a token either way, a browser with everything that proves it, and nobody else."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from dashboard.accounts import tokens
from dashboard.accounts.models import AccessToken
from dashboard.sandbox.people import ALICE
from tests.bff.conftest import Script
from tests.conftest import PASSWORD

ME = "track/api/v9/me"
PREFERENCES = "track/api/v9/me/preferences"
CHANGE = {"date_format": "DD.MM.YYYY"}


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, code), answer.content
    assert set(answer.json()) >= {"error", "message", "details", "request_id"}
    assert answer["Content-Type"] == "application/json"


def nothing_sent(sandbox: Any) -> None:
    assert sandbox.requests() == []


@pytest.fixture
def browser(alice: Any) -> Client:
    """Alice's browser, as strict about CSRF as a real one meets it."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    return client


def post(browser: Client, path: str = PREFERENCES, body: Any = CHANGE, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.post(f"/bff/{path}", body, content_type="application/json", headers=named)


def test_a_token_is_taken_both_ways(sandbox, alice, script_of):
    for way in ("basic", "bearer"):
        assert script_of(alice, way=way)("GET", ME).json()["email"] == "alice@example.com", way


def test_the_secret_that_upstream_sees_is_the_members_own(sandbox, alice, bob, script_of):
    script_of(alice)("GET", ME)
    script_of(bob)("GET", ME)
    assert [one["person"] for one in sandbox.requests()] == ["alice", "bob"]


def test_anything_else_is_401_and_no_redirect(sandbox, alice):
    for header in (
        "Bearer tandem_0000000000000000000000000", "Bearer ", "Basic !!!", "Basic dGFuZGVt", "Digest x", "", "Bearer",
        "Basic YWxpY2VAZXhhbXBsZS5jb206cGFzc3dvcmQ=", "Bearer \u00e4",
    ):  # fmt: skip
        answer = Client().get(f"/bff/{ME}", headers={"Authorization": header})
        refused(answer, 401, "unauthorized")
        assert answer["WWW-Authenticate"].startswith("Bearer"), header
    nothing_sent(sandbox)


def test_an_api_token_of_toggls_is_refused_as_track_refuses_a_wrong_one(sandbox, alice):
    basic = b64encode(f"{ALICE.track_token}:api_token".encode()).decode()
    refused(Client().get(f"/bff/{ME}", headers={"Authorization": f"Basic {basic}"}), 403, "token_of_toggl")
    nothing_sent(sandbox)


def test_nobody_at_all_is_401(sandbox):
    refused(Client().get(f"/bff/{ME}"), 401, "unauthorized")


def test_a_token_beside_a_session_counts_alone(sandbox, browser):
    refused(browser.get(f"/bff/{ME}", headers={"Authorization": "Bearer nonsense"}), 401, "unauthorized")


def test_an_expired_token_is_401(sandbox, alice, script_of):
    script = script_of(alice)
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    refused(script("GET", ME), 401, "unauthorized")
    nothing_sent(sandbox)


def test_a_revoked_token_is_401_at_once(sandbox, alice, script_of, django_capture_on_commit_callbacks):
    script = script_of(alice)
    assert script("GET", ME).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        tokens.revoke(AccessToken.objects.get())
    refused(script("GET", ME), 401, "unauthorized")


def test_a_disabled_members_token_and_session_are_401_at_once(
    sandbox, alice, script_of, browser, django_capture_on_commit_callbacks
):
    script = script_of(alice)
    assert script("GET", ME).status_code == browser.get(f"/bff/{ME}").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        alice.is_active = False
        alice.save()
    refused(script("GET", ME), 401, "unauthorized")
    refused(browser.get(f"/bff/{ME}"), 401, "unauthorized")


def test_a_new_password_ends_a_session(sandbox, alice, browser, django_capture_on_commit_callbacks):
    assert browser.get(f"/bff/{ME}").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        alice.set_password("something else entirely")
        alice.save()
    refused(browser.get(f"/bff/{ME}"), 401, "unauthorized")


def test_a_read_token_may_not_write(sandbox, alice, script_of):
    refused(script_of(alice, can_write=False)("POST", PREFERENCES, CHANGE), 403, "scope")
    nothing_sent(sandbox)


def test_a_token_for_track_does_not_open_focus(sandbox, alice, script_of):
    refused(script_of(alice, services=["track"])("GET", "focus/api/users/me/settings"), 403, "scope")
    nothing_sent(sandbox)


def test_the_last_use_is_noted(sandbox, alice, script_of):
    script_of(alice)("GET", ME)
    assert timezone.now() - AccessToken.objects.get().last_used_at < timedelta(minutes=5)


# ------------------------------------------------------------------ browsers
def test_a_browser_reads_and_writes_with_its_token(sandbox, browser):
    assert browser.get(f"/bff/{ME}").status_code == 200
    assert post(browser, X_CSRFToken="x" * 32).status_code == 200


def test_a_forged_write_is_403(sandbox, browser):
    for headers in (
        {},
        {"X_CSRFToken": "y" * 32},
        {"X_CSRFToken": "x" * 32, "Origin": "https://evil.example"},
        {"X_CSRFToken": "x" * 32, "Sec_Fetch_Site": "cross-site"},
        {"X_CSRFToken": "x" * 32, "Sec_Fetch_Site": "same-site"},
    ):
        refused(post(browser, **headers), 403, "forged")
    nothing_sent(sandbox)


def test_another_sites_read_is_403(sandbox, browser):
    refused(browser.get(f"/bff/{ME}", headers={"Sec-Fetch-Site": "cross-site"}), 403, "forged")


def test_a_browser_sends_json_or_nothing(sandbox, browser):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = browser.generic(
            "POST", f"/bff/{PREFERENCES}", b'{"a": 1}', content_type=kind, headers={"X-CSRFToken": "x" * 32}
        )
        refused(answer, 415, "not_json")
    nothing_sent(sandbox)


# ------------------------------------------------------------------ closing the account
CLOSE = "track/api/v9/me/close_account"


def reauthenticated(browser: Client, user: Any) -> None:
    request = HttpRequest()
    request.session, request.user = browser.session, user
    record_authentication(request, user, method="password")
    request.session.save()


def test_no_token_closes_an_account(sandbox, alice, script_of):
    answer = script_of(alice)("POST", CLOSE, X_Tandem_Confirm=alice.email)
    refused(answer, 403, "session_alone")
    nothing_sent(sandbox)


def test_closing_wants_the_password_again(sandbox, alice, browser):
    refused(post(browser, CLOSE, "", X_CSRFToken="x" * 32, X_Tandem_Confirm=alice.email), 403, "confirm_password")
    nothing_sent(sandbox)


def test_closing_wants_ones_name(sandbox, alice, browser):
    reauthenticated(browser, alice)
    for named in ({}, {"X_Tandem_Confirm": "bob@example.com"}, {"X_Tandem_Confirm": ""}):
        refused(post(browser, CLOSE, "", X_CSRFToken="x" * 32, **named), 403, "confirm")
    nothing_sent(sandbox)


def test_closing_with_all_of_it_is_sent(sandbox, alice, browser):
    reauthenticated(browser, alice)
    answer = browser.generic(
        "POST", f"/bff/{CLOSE}", headers={"X-CSRFToken": "x" * 32, "X-Tandem-Confirm": alice.email}
    )
    assert answer.status_code == 200, answer.content
    assert [one["operation"] for one in sandbox.requests()] == ["track.close_account"]


def test_signing_in_by_the_form_counts_as_giving_the_password(sandbox, alice, db):
    client = Client()
    signed_in = client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert signed_in.status_code == 302, signed_in.context["form"].errors
    answer = client.generic("POST", f"/bff/{CLOSE}", headers={"X-Tandem-Confirm": alice.email})
    assert answer.status_code == 200, answer.content


def test_the_command_prints_a_token_that_works(sandbox, alice, capsys):
    from django.core.management import call_command

    call_command("create_access_token", "ALICE@example.com", "--name", "ci", "--scope", "write")
    script = Script(capsys.readouterr().out.strip())
    assert script("POST", PREFERENCES, CHANGE).status_code == 200
    assert script("GET", "focus/api/users/me/settings").status_code == 200

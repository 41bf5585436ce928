"""T8: another site can make a member's browser send things here, and none of it does anything."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from dashboard.audit.models import Entry
from dashboard.upstream.contract import operations
from tests.security.expectations import NOBODY, ROUTES
from tests.security.things import thing

PREFERENCES = "/bff/track/api/v9/me/preferences"


@pytest.fixture
def browser(sandbox, alice):
    """Alice's browser, which sends cookies and nothing that it was not told to."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(alice)
    return client


@pytest.fixture
def token(browser):
    return re.search(r'"X-CSRFToken": "(\w+)"', browser.get("/connections/").content.decode())[1]


def addresses(person) -> list[str]:
    found = []
    for name, route in sorted(ROUTES.items()):
        if route.who != NOBODY:
            found.append(reverse(name, kwargs={key: thing(value, person) for key, value in route.arguments.items()}))
    return found


@pytest.mark.long
def test_no_form_works_without_its_token(browser, bob, sandbox):
    everything = addresses(bob)
    before = Entry.objects.count()
    sandbox.clear_requests()
    statuses = {one: browser.post(one, {"role": "admin", "theme": "dark"}).status_code for one in everything}
    assert {status for status in statuses.values() if status not in {403, 405}} == set(), statuses
    assert Entry.objects.count() == before
    assert not sandbox.requests()


ELSEWHERE = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Referer": "https://evil.example/", "Origin": "https://evil.example"},
)


def test_a_right_token_from_another_site_is_not_enough(browser, token, sandbox):
    assert browser.post("/theme/", {"theme": "dark"}, headers={"X-CSRFToken": token}).status_code == 302, "from here"
    for headers in ELSEWHERE:
        given = {**headers, "X-CSRFToken": token}
        assert browser.post("/theme/", {"theme": "dark"}, headers=given).status_code == 403, headers
        answer = browser.generic("POST", PREFERENCES, b"{}", content_type="application/json", headers=given)
        assert answer.status_code == 403, headers
    assert not sandbox.requests()


def test_what_a_form_can_send_is_not_json(browser, token, sandbox):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        answer = browser.generic(
            "POST", PREFERENCES, b'{"date_format": "X"}', content_type=kind, headers={"X-CSRFToken": token}
        )
        assert answer.status_code in {403, 415}, kind
    assert not sandbox.requests()


def test_no_writing_operation_works_without_the_token(browser, sandbox):
    statuses = {}
    for operation in (one for one in operations().values() if one.is_write):
        path = re.sub(r"\{\w+\}", "1", operation.path)
        headers = {"X-Tandem-Confirm": "alice@example.com"}
        statuses[operation.id] = browser.generic(
            operation.method, f"/bff/{operation.service}{path}", b"{}", content_type="application/json", headers=headers
        ).status_code
    assert statuses == dict.fromkeys(statuses, 403)
    assert not sandbox.requests()


def test_nobody_is_signed_in_or_out_by_another_site(browser, bob):
    stranger = Client(enforce_csrf_checks=True)
    form = {"login": bob.email, "password": "correct horse battery staple"}
    assert stranger.post("/accounts/login/", form).status_code == 403
    assert browser.post("/accounts/logout/").status_code == 403
    assert browser.get("/accounts/logout/").status_code == 200
    assert browser.get("/connections/").status_code == 200


@pytest.mark.slow
def test_opening_any_page_changes_nothing(browser, alice, bob, sandbox):
    everything = addresses(bob) + addresses(alice)
    before = Entry.objects.count()
    sandbox.clear_requests()
    for address in everything:
        browser.get(address)
    writes = {op.id for op in operations().values() if op.is_write}
    assert not [one["operation"] for one in sandbox.requests() if one["operation"] in writes]
    assert Entry.objects.count() == before

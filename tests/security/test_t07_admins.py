"""T7: an admin sees how things stand, never a secret, and can never act as a member."""

from __future__ import annotations

import pytest
from django.test import Client

from dashboard.accounts import tokens
from dashboard.credentials.models import Connection
from dashboard.sandbox.people import ALICE
from tests.security import sweep

ME = "/bff/track/api/v9/me/preferences"


@pytest.fixture
def alices(sandbox, alice, bob, client_of):
    return client_of(alice)


@pytest.mark.parametrize("page", ["/team/", "/team/{bob}/"])
def test_the_pages_of_admins_hold_no_secret(alices, bob, page):
    body = alices.get(page.format(bob=bob.pk)).content
    assert b"Bob" in body
    assert sweep.found_in(body) == []
    for connection in Connection.objects.filter(user=bob):
        assert bytes(connection.sealed_secret) not in body


@pytest.mark.parametrize("header", ["X-User", "X-Remote-User", "Remote-User", "X-Impersonate", "X-Forwarded-User"])
def test_no_header_acts_as_somebody_else(alices, alice, bob, sandbox, header):
    headers = {header: "bob@example.com"}
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    Client().get(ME, headers={"Authorization": f"Bearer {token}", **headers})
    alices.get(ME, headers=headers)
    assert {one["person"] for one in sandbox.requests()} == {ALICE.name}


@pytest.mark.parametrize("query", ["user=2", "user_id=2", "as=bob@example.com", "impersonate=2", "connection=2"])
def test_no_parameter_acts_as_somebody_else(alices, alice, bob, sandbox, query):
    assert alices.get(f"{ME}?{query}").status_code == 400
    assert not sandbox.requests()
    assert b"Bob" not in alices.get(f"/connections/?{query}").content


def test_an_admin_changes_no_connection_of_a_member(alices, bob):
    before = list(Connection.objects.filter(user=bob).values())
    for path in ("track/disconnect/", "track/test/", "track/connect/token/", "focus/workspace/"):
        alices.post(f"/connections/{path}", {"user": bob.pk, "user_id": bob.pk, "secret": ALICE.track_token})
    assert list(Connection.objects.filter(user=bob).values()) == before

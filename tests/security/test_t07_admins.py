"""T7: an admin sees how things stand, never a secret, and can never act as a member."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client

from dashboard.accounts import tokens
from dashboard.credentials.models import Connection
from dashboard.sandbox.people import ALICE
from tests.security import sweep

ME = "/bff/track/api/v9/me/preferences"


@pytest.fixture
def alices(sandbox, alice, bob, client_of):
    return client_of(alice)


@pytest.mark.long
def test_the_pages_of_admins_hold_no_secret(alices, bob):
    for page in ("/team/", f"/team/{bob.pk}/"):
        body = alices.get(page).content
        assert b"Bob" in body, page
        assert sweep.found_in(body) == [], page
        for connection in Connection.objects.filter(user=bob):
            assert bytes(connection.sealed_secret) not in body, page


def test_no_header_acts_as_somebody_else(alices, alice, bob, sandbox):
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    script = Client(headers={"Authorization": f"Bearer {token}"})
    for header in ("X-User", "X-Remote-User", "Remote-User", "X-Impersonate", "X-Forwarded-User"):
        for client in (script, alices):
            sandbox.clear_requests()
            caches["kept"].clear()
            client.get(ME, headers={header: "bob@example.com"})
            assert [one["person"] for one in sandbox.requests()] == [ALICE.name], header


def test_no_parameter_acts_as_somebody_else(alices, alice, bob, sandbox):
    for query in ("user=2", "user_id=2", "as=bob@example.com", "impersonate=2", "connection=2"):
        assert alices.get(f"{ME}?{query}").status_code == 400, query
        assert not sandbox.requests(), query
        assert b"Bob" not in alices.get(f"/connections/?{query}").content, query
        sandbox.clear_requests()


def test_an_admin_changes_no_connection_of_a_member(alices, bob):
    before = list(Connection.objects.filter(user=bob).values())
    for path in ("track/disconnect/", "track/test/", "track/connect/token/", "focus/workspace/"):
        alices.post(f"/connections/{path}", {"user": bob.pk, "user_id": bob.pk, "secret": ALICE.track_token})
    assert list(Connection.objects.filter(user=bob).values()) == before

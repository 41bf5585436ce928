"""Members see their own history, admins the team's; nobody takes back what another did."""

from __future__ import annotations

import pytest

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway

WRITE = "track.update_preferences"


@pytest.fixture
def done(sandbox, alice, bob):
    """Bob changed a preference, and so did Alice."""
    gateway.write(alice, WRITE, {"date_format": "YYYY-MM-DD"})
    return gateway.write(bob, WRITE, {"date_format": "DD.MM.YYYY"}).write_id


def shown(client, address: str = "/history/?whose=team") -> str:
    return client.get(address).content.decode()


def test_an_admin_sees_the_teams(done, alice, bob, client_of):
    body = shown(client_of(alice))
    assert f"change-{done}" in body
    assert "Bob" in body.split("<main")[1]


def test_an_admin_sees_their_own_unless_asked(done, alice, client_of):
    assert f"change-{done}" not in shown(client_of(alice), "/history/")


def test_a_member_sees_their_own_whatever_they_ask(done, alice, bob, client_of):
    body = shown(client_of(bob))
    assert f"change-{done}" in body
    assert "Alice" not in body.split("<main")[1]
    assert "The whole team" not in body


def test_nobody_takes_back_or_opens_what_another_did(done, alice, client_of, sandbox):
    client = client_of(alice)
    sandbox.clear_requests()
    assert f'action="/history/{done}/undo/"' not in shown(client)
    assert f'href="/history/{done}/"' not in shown(client)
    assert client.post(f"/history/{done}/undo/").status_code == 404
    assert not sandbox.requests()


def test_history_outlives_whom_it_tells_of(done, alice, bob, client_of):
    User.objects.filter(pk=bob.pk).delete()
    assert f"change-{done}" in shown(client_of(alice))


def test_an_admins_download_names_who_and_from_where(sandbox, alice, bob, client_of):
    client_of(bob).post("/theme/", {"theme": "dark"})
    browser = client_of(bob)
    browser.post("/bff/track/api/v9/me/preferences", {"date_format": "DD.MM.YYYY"}, content_type="application/json")
    rows = client_of(alice).get("/history/history.json?whose=team").getvalue().decode()
    assert '"actor": "Bob"' in rows
    assert '"address": "127.0.0.1"' in rows


def test_the_page_of_a_change_names_address_and_request(sandbox, bob, client_of):
    browser = client_of(bob)
    browser.post("/bff/track/api/v9/me/preferences", {"date_format": "DD.MM.YYYY"}, content_type="application/json")
    address = shown(browser, "/history/").split('id="what-')[1].split('href="')[1].split('"')[0]
    body = shown(browser, address)
    assert "127.0.0.1" in body
    assert "<dt>Request</dt>" in body

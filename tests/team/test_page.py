"""What admins see of the team, and who may see it."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection, State
from dashboard.sandbox.people import BOB
from tests.sweeps import Wrong


def row_of(client, person):
    page = client.get("/team/").content.decode()
    return page.split(f'id="member-{person.pk}"')[1].split("</tr>")[0]


def test_every_state_of_a_connection_is_shown(alices, bob):
    missing = []
    for state in State:
        Connection.objects.filter(user=bob, service="track").update(state=state)
        if state is not State.UNREADABLE and str(state.label) not in row_of(alices, bob):
            missing.append(state)
    assert missing == []


def test_a_key_that_cannot_be_opened_is_shown_as_such(alices, bob):
    Connection.objects.filter(user=bob, service="track").update(sealed_secret=b"\x01\x02k9" + bytes(60))
    assert "Stored key unreadable" in row_of(alices, bob)


def test_last_good_and_expiry_are_shown(alices, bob):
    end = timezone.localdate() + timedelta(days=5)
    good = timezone.now() - timedelta(hours=3)
    Connection.objects.filter(user=bob, service="focus").update(expires_at=end, last_good_at=good)
    row = row_of(alices, bob)
    assert end.isoformat() in row
    assert "3 hours ago" in row


def test_whoever_has_connected_nothing_is_shown_too(alices, charlie):
    assert row_of(alices, charlie).count("Not connected") == 2


def test_when_somebody_was_here_is_shown(alices, bob, client_of):
    assert "never" in row_of(alices, bob)
    client_of(bob)
    assert "just now" in row_of(alices, bob)


def test_no_part_of_a_key_is_shown(alices, bob):
    for address in ("/team/", f"/team/{bob.pk}/"):
        page = alices.get(address).content.decode()
        assert BOB.track_token[-4:] not in page
        assert BOB.focus_key[-4:] not in page


def test_the_page_does_not_grow_by_queries(alices, alice, bob, charlie, django_assert_num_queries):
    alices.get("/team/")
    with django_assert_num_queries(6):  # session, person, own connections, people, their connections, invitations
        alices.get("/team/")


def test_it_is_for_admins_alone(alice, bob, client_of):
    bobs, stranger, wrong = client_of(bob), Client(), Wrong()
    for path in ("", "invite/", "1/", "1/role/", "1/disable/", "1/enable/", "1/let-go/", "1/reset-factor/"):
        with wrong.about(path):
            assert {bobs.get(f"/team/{path}").status_code, bobs.post(f"/team/{path}").status_code} <= {403, 405}
            assert {stranger.get(f"/team/{path}").status_code, stranger.post(f"/team/{path}").status_code} == {302}
    assert wrong == []


def test_only_admins_find_it_in_the_menu(alices, bob, client_of):
    assert 'href="/team/"' in alices.get("/").content.decode()
    assert 'href="/team/"' not in client_of(bob).get("/").content.decode()


def test_an_admin_cannot_act_as_a_member(alices, bob):
    for header in ({"X-User": "bob@example.com"}, {"X-Forwarded-User": "bob@example.com"}):
        page = alices.get(f"/connections/?user={bob.pk}", headers=header).content.decode()
        assert "alice@example.com" in page
        assert "bob@example.com" not in page


def test_a_page_of_nobody_is_not_there(alices):
    assert alices.get("/team/4711/").status_code == 404
    assert alices.post("/team/4711/disable/").status_code == 404


def test_the_state_is_read_without_a_request(alices, bob, sandbox):
    alices.get("/team/")
    assert not sandbox.requests()
    assert credentials.connection_of(bob, "track").state_at is None

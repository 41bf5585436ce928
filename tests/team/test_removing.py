"""Letting somebody go leaves nothing of theirs but history, and names the keys that live on."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from dashboard.accounts import tokens
from dashboard.accounts.models import AccessToken, Role, User
from dashboard.accounts.sign_in import invitations
from dashboard.audit.models import Entry
from dashboard.credentials.models import Connection
from dashboard.gateway import services as gateway
from dashboard.gateway.cache import response_cache
from dashboard.sandbox.people import BOB
from dashboard.team import services
from dashboard.upstream.contract import operations

PREFERENCES = "/bff/track/api/v9/me/preferences"


@pytest.fixture
def let_go(transactional_db, alices, bob, sandbox):
    """Bob was at work, in a browser and by a script, when he is let go. Gives what he is left with."""
    browser, script = Client(), Client()
    browser.force_login(bob)
    token = tokens.make(bob, name="script", can_write=True, services=["track"]).reveal()
    script.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    connections = list(Connection.objects.filter(user=bob))
    assert [browser.get(PREFERENCES).status_code, script.get(PREFERENCES).status_code] == [200, 200]
    page = alices.post(f"/team/{bob.pk}/let-go/").content.decode()
    return {"browser": browser, "script": script, "page": page, "connections": connections, "bob": bob}


def test_he_is_out_at_once(let_go):
    assert let_go["script"].get(PREFERENCES).status_code == 401
    assert let_go["browser"].get(PREFERENCES).status_code == 401
    assert let_go["browser"].get("/").status_code == 302


def test_nothing_of_his_is_left_in_the_database(let_go):
    bob = let_go["bob"]
    assert not User.objects.filter(pk=bob.pk).exists()
    assert not AccessToken.objects.exists()
    assert not Connection.objects.filter(user_id=bob.pk).exists()


def test_his_kept_copies_are_purged(let_go):
    for connection in let_go["connections"]:
        assert not [op.id for op in operations().values() if response_cache.copies(connection, op)]


def test_the_admin_reads_which_keys_live_on_and_where_to_end_them(let_go):
    page = let_go["page"]
    for words in ("Bob is let go", BOB.track_token[-4:], BOB.focus_key[-4:], "https://track.toggl.com/profile"):
        assert words in page
    assert BOB.track_token not in page


def test_history_survives_and_says_so(let_go):
    kinds = list(Entry.objects.order_by("id").values_list("kind", "actor_name"))
    for kind in ("token.revoked", "connection.disconnected", "person.let_go"):
        assert (kind, "Alice") in kinds
    assert Entry.objects.filter(actor_id=let_go["bob"].pk).exists()


def test_the_page_before_says_what_it_means(alices, bob):
    page = alices.get(f"/team/{bob.pk}/let-go/").content.decode()
    assert "Let Bob go?" in page
    assert "These keys go on working at Toggl" in page


def test_whoever_connected_nothing_leaves_no_key(alices, charlie):
    assert "no key of theirs lives on" in alices.post(f"/team/{charlie.pk}/let-go/").content.decode()


def test_it_is_all_or_nothing(alice, bob, refusing):
    with pytest.raises(RuntimeError):
        services.remove(person=bob, by=alice)
    bob.refresh_from_db()
    assert Connection.objects.filter(user=bob).count() == 2
    assert gateway.read_json(bob, "track.get_me").data["email"] == BOB.email


@pytest.fixture
def refusing(sandbox, alice, bob):
    """The last step fails: something refuses to let the person's row go."""
    from django.db.models.signals import pre_delete

    def refuse(**_):
        raise RuntimeError

    pre_delete.connect(refuse, sender=User)
    yield
    pre_delete.disconnect(refuse, sender=User)


def test_a_member_lets_nobody_go(alice, bob):
    with pytest.raises(PermissionDenied):
        services.remove(person=alice, by=bob)


@pytest.mark.parametrize("leave", ["role", "disable", "remove"])
def test_an_admin_who_leaves_takes_their_invitations_along(alice, bob, leave):
    """They know the links: one of them would be a way back in."""
    services.change_role(person=bob, role=Role.ADMIN, by=alice)
    bob.refresh_from_db()
    _, link = invitations.invite(email="bob2@example.com", role=Role.ADMIN, days=7, by=bob)
    if leave == "role":
        services.change_role(person=bob, role=Role.MEMBER, by=alice)
    else:
        getattr(services, leave)(person=bob, by=alice)
    with pytest.raises(invitations.InvitationOver):
        invitations.invitation_of(link.reveal())

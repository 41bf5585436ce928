"""Replacing a key: the same account at once, another account only after a yes, and never half."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from dashboard.audit.models import Entry
from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection, State
from dashboard.gateway import services as gateway
from dashboard.sandbox.people import ALICE, BOB
from tests.connections.page_objects import offer, paste, text_of

BOBS = {"track": BOB.track_token, "focus": BOB.focus_key}
HERS = {"track": ALICE.track_token, "focus": ALICE.focus_key}


def secret_of(user, service="track"):
    return credentials.authorization(credentials.connection_of(user, service)).secret.reveal()


@pytest.fixture
def elsewhere(alice):
    """Alice's Focus was connected in another workspace, so that a key of today's looks like another account's."""
    Connection.objects.filter(user=alice, service="focus").update(account_id="999999")


def test_a_key_of_the_same_account_takes_its_place(alices, alice):
    before = credentials.connection_of(alice, "focus")
    offer(alices, "focus", "password", email=ALICE.email, secret=ALICE.password)
    after = credentials.connection_of(alice, "focus")
    assert (after.pk, after.generation) == (before.pk, before.generation + 1)
    assert after.workspace_id == before.workspace_id
    assert Entry.objects.filter(kind="connection.replaced").count() == 1


def test_a_refused_key_replaces_nothing(alices, alice, sandbox):
    answer = paste(alices, "track", "0" * 32)
    assert answer.status_code == 422
    assert secret_of(alice) == ALICE.track_token


def test_a_refused_connection_works_again_once_it_is_replaced(alices, alice):
    credentials.note_state(credentials.connection_of(alice, "track"), State.REFUSED)
    paste(alices, "track", ALICE.track_token)
    assert credentials.connection_of(alice, "track").state == State.OK


# ------------------------------------------------------------------ another account
def test_another_account_is_named_and_nothing_changes_yet(alices, alice):
    paste(alices, "track", BOBS["track"])
    page = text_of(alices.get("/connections/"))
    assert "it belongs to Bob Brook" in page
    assert secret_of(alice) == ALICE.track_token


def test_focus_says_that_it_only_knows_the_workspace(alices, elsewhere):
    paste(alices, "focus", HERS["focus"])
    page = text_of(alices.get("/connections/"))
    assert "Focus does not say whose it is" in page
    assert "999999" in page


@pytest.mark.parametrize("service", BOBS)
def test_a_yes_replaces_it_without_another_request(alices, alice, sandbox, elsewhere, service):
    paste(alices, service, BOBS[service])
    sent = len(sandbox.requests("track.get_me")) + len(sandbox.requests("focus.get_settings"))
    alices.post(f"/connections/{service}/confirm/")
    assert secret_of(alice, service) == BOBS[service]
    assert sent == len(sandbox.requests("track.get_me")) + len(sandbox.requests("focus.get_settings")) == 1


def test_the_old_accounts_data_is_gone_after_a_yes(alices, alice):
    gateway.read_json(alice, "track.list_clients")
    paste(alices, "track", BOBS["track"])
    alices.post("/connections/track/confirm/")
    assert gateway.peek_json(alice, "track.list_clients") is None


def test_a_no_keeps_what_is_connected(alices, alice):
    paste(alices, "track", BOBS["track"])
    alices.post("/connections/track/decline/")
    assert secret_of(alice) == ALICE.track_token
    assert "Replace it anyway" not in text_of(alices.get("/connections/"))


def test_a_no_makes_a_late_yes_worthless(alices, alice):
    paste(alices, "track", BOBS["track"])
    alices.post("/connections/track/decline/")
    answer = alices.post("/connections/track/confirm/", follow=True)
    assert "Paste it again" in text_of(answer)
    assert secret_of(alice) == ALICE.track_token


def test_what_waits_is_sealed(alices, alice):
    paste(alices, "track", BOBS["track"])
    connection = credentials.connection_of(alice, "track")
    waiting = cache.get(f"replacement:{connection.pk.hex}.{connection.generation}")
    assert BOBS["track"] not in repr(waiting)
    assert BOBS["track"].encode() not in bytes.fromhex(waiting["sealed"])
    assert "api_token" not in waiting["account"]


def test_what_waits_for_one_is_nothing_to_another(alices, alice, bob, client_of):
    paste(alices, "track", BOBS["track"])
    hers, his = credentials.connection_of(alice, "track"), credentials.connection_of(bob, "track")
    waiting = cache.get(f"replacement:{hers.pk.hex}.{hers.generation}")
    cache.set(f"replacement:{his.pk.hex}.{his.generation}", waiting)
    answer = client_of(bob).post("/connections/track/confirm/", follow=True)
    assert "Paste it again" in text_of(answer)
    assert credentials.connection_of(bob, "track").generation == his.generation

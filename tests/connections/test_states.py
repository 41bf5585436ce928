"""Each connection says how it is, since when, when it last worked, and what to do next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection, State
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import CredentialUnreadable, UpstreamError
from tests.connections.page_objects import text_of
from tests.vault.rings import K1

WORDS = {
    State.UNTESTED: "Never tested",
    State.OK: "Working",
    State.REFUSED: "Toggl no longer accepts it",
    State.QUOTA: "used up",
    State.THROTTLED: "asked for a pause",
    State.DOWN: "did not answer",
}


def page(client):
    return text_of(client.get("/connections/"))


@pytest.mark.parametrize("state", WORDS)
def test_a_state_has_words_and_a_next_action(alices, alice, state):
    credentials.note_state(credentials.connection_of(alice, "track"), state)
    shown = alices.get("/connections/").content.decode()
    assert WORDS[state] in shown
    assert ("track-test" in shown) is (state in {State.UNTESTED, State.OK, State.THROTTLED, State.DOWN})
    assert ('id="track-replace" open' in shown) is (state is State.REFUSED)


def test_the_page_costs_no_request(alices, sandbox):
    page(alices)
    assert sandbox.requests() == []


def test_looking_writes_nothing(alices, alice, settings, django_assert_max_num_queries):
    settings.CREDENTIAL_KEYS = K1
    before = list(Connection.objects.order_by("pk").values())
    assert "cannot be opened" in page(alices)
    assert list(Connection.objects.order_by("pk").values()) == before


# ------------------------------------------------------------------ from real traffic
@pytest.mark.long
@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ({"kind": "status", "status": 500}, State.DOWN),
        ({"kind": "delay"}, State.DOWN),
        ({"kind": "garbage"}, State.DOWN),
        ({"kind": "status", "status": 429}, State.THROTTLED),
    ],
)
def test_traffic_tells(alices, alice, sandbox, settings, fault, state):
    gateway.read_json(alice, "track.get_me")
    settings.UPSTREAM_TIME_SCALE = 0.05 if fault["kind"] == "delay" else 1
    sandbox.fault("track.*", times=-1, **fault)
    alices.post("/connections/track/test/")
    connection = credentials.connection_of(alice, "track")
    assert connection.state == state
    assert connection.last_good_at


@pytest.mark.parametrize("service", ["track", "focus"])
def test_a_revoked_key_is_refused_and_not_sent_again(alices, alice, sandbox, service):
    sandbox.set_standing("alice", "revoked", service)
    alices.post(f"/connections/{service}/test/")
    assert credentials.connection_of(alice, service).state == State.REFUSED
    sandbox.clear_requests()
    alices.post(f"/connections/{service}/test/")
    assert sandbox.requests() == []


def test_a_spent_quota_names_the_time(alices, alice, sandbox):
    sandbox.set_quota("alice", "me", 0, resets_in=1800)
    alices.post("/connections/track/test/")
    assert "They are back at" in page(alices)


# ------------------------------------------------------------------ test now
@pytest.mark.parametrize("service", ["track", "focus"])
def test_test_now_asks_once_and_says_that_it_works(alices, alice, sandbox, service):
    answer = alices.post(f"/connections/{service}/test/", {"idempotency_key": "5ca1ab1e"}, follow=True)
    alices.post(f"/connections/{service}/test/", {"idempotency_key": "5ca1ab1e"})
    assert "the connection works" in text_of(answer)
    assert len(sandbox.requests()) == 1
    assert credentials.connection_of(alice, service).state == State.OK


def test_test_now_says_why_not(alices, sandbox):
    sandbox.fault("track.*", "status", times=-1, status=503)
    answer = alices.post("/connections/track/test/", follow=True)
    assert "has a problem of its own" in text_of(answer)


# ------------------------------------------------------------------ what cannot be opened
@pytest.mark.parametrize("service", ["track", "focus"])
def test_with_a_missing_key_the_page_works_and_nothing_is_sent(alices, alice, sandbox, settings, service):
    settings.CREDENTIAL_KEYS = K1
    assert page(alices).count("Nothing is sent") == 2
    alices.post(f"/connections/{service}/test/")
    assert credentials.connection_of(alice, service).state == State.UNREADABLE
    assert sandbox.requests() == []


@pytest.mark.parametrize("service", ["track", "focus"])
def test_the_ciphertexts_of_two_people_changed_round_send_nothing(alice, bob, sandbox, service):
    hers, his = credentials.connection_of(alice, service), credentials.connection_of(bob, service)
    Connection.objects.filter(pk=hers.pk).update(sealed_secret=his.sealed_secret)
    Connection.objects.filter(pk=his.pk).update(sealed_secret=hers.sealed_secret)
    for user in (alice, bob):
        with pytest.raises(CredentialUnreadable):
            gateway.read_json(user, "track.get_me" if service == "track" else "focus.get_settings")
        assert credentials.connection_of(user, service).state == State.UNREADABLE
    assert sandbox.requests() == []


def test_a_tampered_ciphertext_sends_nothing(alice, sandbox):
    connection = credentials.connection_of(alice, "track")
    changed = bytearray(connection.sealed_secret)
    changed[-1] ^= 1
    Connection.objects.filter(pk=connection.pk).update(sealed_secret=bytes(changed))
    with pytest.raises(UpstreamError):
        gateway.read_json(alice, "track.get_me")
    assert sandbox.requests() == []


def test_what_cannot_be_opened_can_be_replaced(alices, alice):
    from dashboard.sandbox.people import ALICE
    from tests.connections.page_objects import paste

    sealed = bytes(credentials.connection_of(alice, "track").sealed_secret)
    Connection.objects.filter(user=alice, service="track").update(sealed_secret=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    paste(alices, "track", ALICE.track_token)
    assert credentials.authorization(credentials.connection_of(alice, "track")).secret.reveal() == ALICE.track_token


# ------------------------------------------------------------------ the end of a key
@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "This key has expired"),
        (0, "This key expires today"),
        (1, "This key expires in 1 day."),
        (2, "This key expires in 2 days."),
        (7, "This key expires in 7 days."),
    ],
)
def test_a_key_that_ends_soon_is_told(alices, alice, days, words):
    day = timezone.localdate() + timedelta(days=days)
    Connection.objects.filter(user=alice, service="focus").update(expires_at=day)
    assert words in page(alices)


def test_a_key_that_ends_later_is_not_told(alices, alice):
    day = timezone.localdate() + timedelta(days=9)
    Connection.objects.filter(user=alice, service="focus").update(expires_at=day)
    assert "This key expires in" not in page(alices)

"""Connections keep a secret, hand it out to its owner's calls alone, and tell history."""

from __future__ import annotations

import pytest

from dashboard.audit.models import Entry
from dashboard.credentials import services
from dashboard.credentials.models import Connection, State
from dashboard.sandbox.people import ALICE, BOB
from dashboard.upstream.secret import Secret
from dashboard.vault import KeyMissing, Tampered
from tests.sweeps import sweep
from tests.vault.rings import K1, K2

SECOND = "b0bb0bb0bb0bb0bb0bb0bb0bb0bb0bb0"


def test_the_secret_comes_back_for_its_owner(alice):
    connection = services.connection_of(alice, "track")
    assert services.authorization(connection).secret == Secret(ALICE.track_token)


def test_the_table_never_holds_the_secret(alice):
    rows = str(list(Connection.objects.values())).encode() + bytes(services.connection_of(alice, "track").sealed_secret)
    assert ALICE.track_token.encode() not in rows
    assert ALICE.focus_key.encode() not in rows


def test_a_page_may_show_the_last_four(alice):
    assert services.connection_of(alice, "track").last_four == ALICE.track_token[-4:]


def test_nothing_of_a_password_is_shown(charlie):
    connection = services.connect(
        charlie, "focus", "focus_password", Secret("correct horse battery"), email="charlie@example.com"
    )
    assert connection.last_four == ""
    assert services.authorization(connection).email == "charlie@example.com"


def test_a_connection_prints_no_secret(alice):
    connection = services.connection_of(alice, "track")
    assert ALICE.track_token not in repr(services.authorization(connection)) + repr(connection)


def test_connecting_again_replaces(alice):
    before = services.connection_of(alice, "track")
    services.connect(alice, "track", "track_token", Secret(SECOND))
    after = services.connection_of(alice, "track")
    assert (after.pk, after.generation) == (before.pk, before.generation + 1)
    assert services.authorization(after).secret == Secret(SECOND)


def test_history_tells_of_each_step_and_of_no_secret(charlie):
    connection = services.connect(charlie, "track", "track_token", Secret(SECOND), account_name="Charlie", tested=True)
    services.replace_key(connection, "track_token", Secret(ALICE.track_token))
    services.disconnect(connection)
    kinds = list(Entry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["connection.connected", "connection.replaced", "connection.disconnected"]
    told = str(list(Entry.objects.values()))
    assert SECOND not in told
    assert ALICE.track_token not in told


def test_disconnecting_leaves_nothing(alice):
    services.disconnect(services.connection_of(alice, "track"))
    assert services.connection_of(alice, "track") is None
    assert services.connection_of(alice, "focus") is not None


def test_disconnecting_twice_is_told_once(alice):
    connection = services.connection_of(alice, "track")
    services.disconnect(connection)
    services.disconnect(connection)
    assert Entry.objects.filter(kind="connection.disconnected").count() == 1


def test_an_admin_who_disconnects_somebody_is_named(alice, bob):
    services.disconnect(services.connection_of(bob, "track"), by=alice)
    assert Entry.objects.get(kind="connection.disconnected").actor_id == alice.pk


# ------------------------------------------------------------------ states
def test_a_tested_connection_is_ok_and_an_untested_one_says_so(charlie):
    connection = services.connect(charlie, "track", "track_token", Secret(SECOND))
    assert (connection.state, connection.last_good_at) == (State.UNTESTED, None)
    connection = services.connect(charlie, "track", "track_token", Secret(SECOND), tested=True)
    assert connection.state == State.OK
    assert connection.last_good_at


def test_a_state_is_noted_with_its_time(alice):
    connection = services.connection_of(alice, "track")
    services.note_state(connection, State.DOWN, "timed_out")
    connection.refresh_from_db()
    assert (connection.state, connection.state_detail) == (State.DOWN, "timed_out")
    assert connection.state_at
    assert not connection.last_good_at


def test_a_good_call_is_remembered_through_a_bad_one(alice):
    connection = services.connection_of(alice, "track")
    services.note_state(connection, State.OK)
    services.note_state(connection, State.DOWN)
    connection.refresh_from_db()
    assert connection.last_good_at
    assert connection.state == State.DOWN


def test_the_same_state_again_is_not_written(alice, django_assert_num_queries):
    connection = services.connection_of(alice, "track")
    services.note_state(connection, State.OK)
    with django_assert_num_queries(0):
        services.note_state(connection, State.OK)


def test_a_late_answer_to_the_old_secret_says_nothing_of_the_new_one(alice):
    old = services.connection_of(alice, "track")
    services.replace_key(old, "track_token", Secret(SECOND), tested=True)
    services.note_state(old, State.REFUSED)
    assert services.connection_of(alice, "track").state == State.OK


# ------------------------------------------------------------------ what cannot be opened
def test_a_missing_key_makes_a_connection_unreadable(alice, settings):
    connection = services.connection_of(alice, "track")
    settings.CREDENTIAL_KEYS = K2
    with pytest.raises(KeyMissing):
        services.authorization(connection)
    connection.refresh_from_db()
    assert connection.state == State.UNREADABLE


def test_an_unreadable_connection_is_seen_before_it_is_used(alice, settings, django_assert_num_queries):
    connection = services.connection_of(alice, "track")
    settings.CREDENTIAL_KEYS = K2
    with django_assert_num_queries(0):
        assert services.state_of(connection) == State.UNREADABLE


def test_a_key_that_comes_back_makes_it_readable(alice, settings):
    connection = services.connection_of(alice, "track")
    was, settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS, K1
    with pytest.raises(KeyMissing):
        services.authorization(connection)
    settings.CREDENTIAL_KEYS = was
    assert services.state_of(connection) == State.UNTESTED
    assert services.authorization(connection).secret == Secret(ALICE.track_token)


@sweep([0, 1, 2, 10, -1])
def test_a_changed_ciphertext_is_refused(position, alice):
    connection = services.connection_of(alice, "track")
    changed = bytearray(connection.sealed_secret)
    changed[position] ^= 1
    connection.sealed_secret = bytes(changed)
    assert services.state_of(connection) == State.UNREADABLE


def test_the_ciphertexts_of_two_people_cannot_change_places(alice, bob):
    hers, his = services.connection_of(alice, "track"), services.connection_of(bob, "track")
    hers.sealed_secret, his.sealed_secret = his.sealed_secret, hers.sealed_secret
    for connection in (hers, his):
        with pytest.raises(Tampered):
            services.authorization(connection)


def test_the_ciphertexts_of_one_persons_services_cannot_change_places(bob):
    track, focus = services.connection_of(bob, "track"), services.connection_of(bob, "focus")
    track.sealed_secret = focus.sealed_secret
    with pytest.raises(Tampered):
        services.authorization(track)
    assert services.authorization(focus).secret == Secret(BOB.focus_key)

"""A replaced secret never sees what the old one read, and a disconnected one leaves nothing."""

from __future__ import annotations

import time

import pytest

from dashboard.credentials import services as credentials
from dashboard.gateway import services as gateway
from dashboard.gateway.cache import response_cache
from dashboard.sandbox.people import BOB
from dashboard.upstream.contract import operation
from dashboard.upstream.errors import ConnectionLatched, NotConnected, UpstreamError
from dashboard.upstream.secret import Secret


def replace_track(user, person) -> None:
    credentials.connect(user, "track", "track_token", Secret(person.track_token), account_id=str(person.track_id))


@pytest.mark.django_db(transaction=True)
def test_a_replaced_secret_asks_anew(alice, sandbox):
    gateway.read_json(alice, "track.get_me")
    replace_track(alice, BOB)
    assert gateway.read_json(alice, "track.get_me").data["email"] == "bob@example.com"


@pytest.mark.django_db(transaction=True)
def test_a_replaced_secret_is_asked_again_after_a_refusal(alice, sandbox):
    sandbox.fault("track.*", "status", times=1, status=403)
    with pytest.raises(UpstreamError):
        gateway.read_json(alice, "track.get_me")
    with pytest.raises(ConnectionLatched):
        gateway.read_json(alice, "track.get_me")
    replace_track(alice, BOB)
    assert gateway.read_json(alice, "track.get_me").data


@pytest.mark.django_db(transaction=True)
def test_after_disconnecting_nothing_is_shown(alice, sandbox):
    gateway.read_json(alice, "track.get_me")
    connection = credentials.connection_of(alice, "track")
    gateway.forget(connection)
    credentials.disconnect(connection)
    assert gateway.peek_json(alice, "track.get_me") is None
    with pytest.raises(NotConnected):
        gateway.read_json(alice, "track.get_me")


def test_every_page_of_a_long_list_is_forgotten(alice):
    connection = credentials.connection_of(alice, "track")
    pages = [{"start_project_id": str(number)} for number in range(250)]
    for params in pages:
        response_cache.store(
            connection, operation("track.list_projects_paginated"), params, [], time.time(), time.time()
        )
    gateway.forget(connection)
    assert not any(gateway.peek_json(alice, "track.list_projects_paginated", **params) for params in pages)


def test_two_swapped_ciphertexts_are_refused_and_nothing_is_sent(alice, bob, sandbox):
    ours, theirs = (credentials.connection_of(user, "track") for user in (alice, bob))
    type(ours).objects.filter(pk=ours.pk).update(sealed_secret=theirs.sealed_secret)
    with pytest.raises(UpstreamError) as refusal:
        gateway.read_json(alice, "track.get_me")
    assert refusal.value.code == "credential_unreadable"
    assert not sandbox.requests()

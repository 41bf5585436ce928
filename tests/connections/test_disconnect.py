"""Disconnecting asks first, says what lives on at Toggl, and leaves nothing here."""

from __future__ import annotations

import pytest

from dashboard.credentials import services as credentials
from dashboard.gateway import services as gateway
from dashboard.sandbox.people import CHARLIE
from tests.connections.page_objects import offer, text_of


@pytest.mark.parametrize(
    ("service", "words"),
    [("track", "reset it at the bottom of your profile settings"), ("focus", "until it expires")],
)
def test_it_asks_and_says_what_lives_on(alices, alice, service, words):
    assert words in text_of(alices.get(f"/connections/{service}/disconnect/"))
    assert credentials.connection_of(alice, service)


def test_for_a_password_it_says_that(charlies):
    offer(charlies, "focus", "password", email=CHARLIE.email, secret=CHARLIE.password)
    assert "change the password there" in text_of(charlies.get("/connections/focus/disconnect/"))


def test_a_yes_disconnects_that_one(alices, alice, sandbox):
    alices.post("/connections/track/disconnect/")
    assert credentials.connection_of(alice, "track") is None
    assert credentials.connection_of(alice, "focus")
    assert sandbox.requests() == []


def test_what_was_kept_is_gone(alices, alice):
    connection = credentials.connection_of(alice, "track")
    gateway.read_json(alice, "track.get_me")
    alices.post("/connections/track/disconnect/")
    connection.save(force_insert=True)
    assert gateway.peek_json(alice, "track.get_me") is None


def test_twice_is_once(alices):
    alices.post("/connections/track/disconnect/")
    assert alices.post("/connections/track/disconnect/").status_code == 404

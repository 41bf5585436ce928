"""The first page: how things stand, and the next step; it never costs a request."""

from __future__ import annotations

import html
import re


def words_of(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_charlie_is_shown_three_steps_and_where_to_connect(sandbox, client_of, charlie):
    page = client_of(charlie).get("/")
    assert "Three steps to begin" in words_of(page)
    assert 'href="/connections/"' in page.content.decode()
    assert words_of(page).count("Not connected") == 2


def test_the_steps_are_gone_once_they_are_taken(sandbox, client_of, alice):
    client = client_of(alice)
    assert "Open Track preferences" in words_of(client.get("/"))
    client.get("/preferences/track/")
    assert "Three steps" not in words_of(client.get("/"))


def test_it_costs_no_request(sandbox, client_of, alice):
    client_of(alice).get("/")
    assert not sandbox.requests()


def test_a_refused_key_shows_where_to_reconnect(sandbox, client_of, alice):
    client = client_of(alice)
    sandbox.set_standing("alice", "revoked", "track")
    client.get("/preferences/track/")
    words = words_of(client.get("/"))
    assert "Key refused" in words
    assert "Reconnect" in words


def test_it_shows_nothing_of_a_key_but_its_last_four_characters(sandbox, client_of, alice):
    from dashboard.sandbox.people import ALICE

    page = client_of(alice).get("/").content.decode()
    assert ALICE.track_token[-4:] in page
    assert ALICE.track_token[-5:] not in page


def test_nobody_sees_it_without_signing_in(client, alice):
    assert client.get("/").status_code == 302

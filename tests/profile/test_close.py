"""The end of an account: said, exported, confirmed three times, done once, and told by history."""

from __future__ import annotations

import json
import re

import pytest

from dashboard.audit.models import Entry
from dashboard.credentials import services as credentials
from dashboard.gateway import services as gateway
from dashboard.sandbox.people import ALICE
from tests.conftest import PASSWORD
from tests.profile.conftest import field_of, words_of

pytestmark = pytest.mark.usefixtures("quick_passwords")

URL = "/profile/close/"
CLOSE = "track.close_account"


@pytest.fixture
def sure(client):
    """Alice, who has just given her password once more."""
    page = client.get(URL).content.decode()
    address = re.search(r'id="reauthenticate" href="([^"]+)"', page)[1]
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/profile/close/"})
    assert address.startswith("/accounts/reauthenticate/?next=")
    assert answer["Location"] == URL
    return client


def last(**typed):
    return {"email": ALICE.email, "sure": "1", "idempotency_key": "k" * 32, **typed}


def test_opening_it_says_what_is_lost_and_offers_the_export_first(client, sandbox):
    page = client.get(URL)
    words = words_of(page)
    assert words.index("What will be lost") < words.index("Export first") < words.index("Confirm it is you")
    assert "Type the e-mail" not in words
    assert not sandbox.requests(CLOSE)


def test_the_export_is_what_is_kept_and_costs_nothing(client, alice, sandbox):
    gateway.read_json(alice, "track.get_me")
    gateway.read_json(alice, "focus.get_settings")
    sandbox.clear_requests()
    answer = client.get("/profile/account.json")
    text = b"".join(answer.streaming_content).decode()
    kept = {row["operation"]: row["answer"] for row in json.loads(text)}
    assert kept["track.get_me"]["fullname"] == ALICE.fullname
    assert set(kept) == {"track.get_me", "focus.get_settings"}
    assert ALICE.track_token not in text
    assert "attachment" in answer["Content-Disposition"]
    assert not sandbox.requests()


def test_without_the_password_nothing_happens(client, sandbox):
    assert "Confirm it is you" in words_of(client.post(URL, last()))
    assert not sandbox.requests(CLOSE)


def test_signing_in_is_not_enough(db, alice, sandbox):
    from django.test import Client

    client = Client()
    client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert "Confirm it is you" in words_of(client.post(URL, last()))
    assert not sandbox.requests(CLOSE)


def test_the_e_mail_has_to_be_typed_out(sure, sandbox):
    for typed in ("", "bob@example.com", "alice"):
        answer = sure.post(URL, last(email=typed))
        assert answer.status_code == 422
        assert field_of(answer, "email"), typed
        assert not sandbox.requests(CLOSE)


def test_there_is_a_last_question(sure, sandbox):
    page = sure.post(URL, {"email": ALICE.email.upper()})
    assert "The last question" in words_of(page)
    assert "Keep the account" in words_of(page)
    assert not sandbox.requests(CLOSE)


def test_then_it_is_closed_once_and_the_connection_is_gone(sure, alice, sandbox):
    page = sure.post(URL, last(), follow=True)
    assert "is closed, and its key is destroyed here" in words_of(page)
    assert len(sandbox.requests(CLOSE)) == 1
    assert credentials.connection_of(alice, "track") is None
    assert credentials.connection_of(alice, "focus") is not None
    assert sandbox.world.state.accounts["alice"].standing["track"] == "closed"
    sure.post(URL, last())
    assert len(sandbox.requests(CLOSE)) == 1


def test_focus_goes_with_it_where_that_is_wanted(sure, alice, sandbox):
    sure.post(URL, last(also_focus="on"))
    assert not credentials.connections_of(alice)


def test_history_says_who_did_it(sure, alice, sandbox):
    sure.post(URL, last())
    rows = Entry.objects.filter(actor_id=alice.pk).order_by("id")
    told = [(row.kind, row.actor_name, row.operation or row.service) for row in rows][-3:]
    assert told == [
        ("write.intent", "Alice", CLOSE),
        ("write.outcome", "Alice", CLOSE),
        ("connection.disconnected", "Alice", "track"),
    ]
    words = words_of(sure.get("/history/"))
    assert "Closed the Toggl account" in words
    assert "Toggl does not open a closed account again." in words


def test_a_refusal_leaves_everything_as_it_was(sure, alice, sandbox):
    sandbox.fault(CLOSE, "status", status=403, body='"You own an organization"')
    page = sure.post(URL, last())
    assert "You own an organization" in words_of(page)
    assert credentials.connection_of(alice, "track") is not None


def test_no_answer_is_said_and_nothing_is_sent_again(sure, alice, sandbox):
    sandbox.fault(CLOSE, "reset_after")
    page = sure.post(URL, last(), follow=True)
    assert "no answer came" in words_of(page)
    assert credentials.connection_of(alice, "track") is not None
    sure.post(URL, last())
    assert len(sandbox.requests(CLOSE)) == 1


def test_without_track_there_is_nothing_to_close(charlie, client_of, sandbox):
    assert "only be closed here while Track is connected" in words_of(client_of(charlie).get(URL))

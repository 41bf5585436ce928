"""A lost password: asked without a credential, three times an hour, and nothing tells whether an address exists."""

from __future__ import annotations

from itertools import product

import pytest

from dashboard.audit.models import Entry
from dashboard.sandbox.people import ALICE, CHARLIE
from tests.profile.conftest import field_of, words_of
from tests.sweeps import Wrong, afresh

URL = "/profile/lost-password/"
CONFIRM = {"confirm-user_id": "4100001", "confirm-code": "c0de-c0de", "confirm-password": "brand-new-password"}
STEPS = [("mail", {"mail-email": ALICE.email}), ("offered", {}), ("confirm", CONFIRM)]
REFUSED = [(400, '"Invalid email"'), (403, ""), (404, '"user not found"'), (404, ""), (422, '"code expired"')]


def send(client, step, **typed):
    return client.post(f"{URL}{step}/", typed, follow=True)


def main_of(response):
    """What the page says, but for the number of requests that are left."""
    return words_of(response).partition("Skip to content")[2]


def test_it_is_reached_from_the_page_of_connections(charlie, client_of, sandbox):
    client = client_of(charlie)
    assert f'href="{URL}"' in client.get("/connections/").content.decode()
    assert client.get(URL).status_code == 200
    assert not sandbox.requests()


def test_each_step_is_one_request_without_a_credential(client, sandbox):
    for step, typed in STEPS:
        sandbox.clear_requests()
        send(client, step, **typed)
        (request,) = sandbox.requests()
        assert not request["person"], step


def test_with_the_code_a_new_password_is_set(charlie, client_of, sandbox):
    client = client_of(charlie)
    send(client, "mail", **{"mail-email": CHARLIE.email})
    (code,) = sandbox.world.state.reset_codes
    typed = {"confirm-user_id": CHARLIE.track_id, "confirm-code": code, "confirm-password": "brand-new-password"}
    assert "the new password holds now" in words_of(send(client, "confirm", **typed))
    assert sandbox.world.state.accounts["charlie"].password == "brand-new-password"


@pytest.mark.long
def test_a_refusal_looks_like_a_success(client, sandbox):
    wrong = Wrong()
    for (step, typed), (status, body) in product((STEPS[0], STEPS[2]), REFUSED):
        afresh(sandbox)
        with wrong.about((step, status, body)):
            good = main_of(send(client, step, **typed))
            sandbox.fault("track.*", "status", status=status, body=body)
            bad = main_of(send(client, step, **typed))
            assert bad == good.replace("2 requests of three are left", "1 request of three is left")
    assert wrong == []


def test_that_it_is_gone_is_said_plainly(client, sandbox):
    sandbox.switch(lost_passwords="gone")
    for step, typed in STEPS:
        page = send(client, step, **typed)
        assert "Toggl no longer offers this to Tandem." in words_of(page), step
        assert "https://accounts.toggl.com/" in page.content.decode()


def test_an_address_that_track_has_no_route_for_is_gone_too(client, sandbox):
    sandbox.fault("track.*", "status", status=404, body="404 page not found")
    assert "no longer offers this" in words_of(send(client, "offered"))


def test_a_fourth_in_an_hour_is_not_sent(client, sandbox):
    for left in ("2 requests", "1 request", "0 requests"):
        assert f"{left} of three" in words_of(send(client, "offered"))
    assert "three of these in an hour is the most" in words_of(send(client, "mail", **{"mail-email": ALICE.email}))
    assert len(sandbox.requests()) == 3


def test_what_cannot_be_right_is_not_sent(client, sandbox):
    wrong = Wrong()
    for step, name, typed, said in (
        ("mail", "mail-email", {"mail-email": "nobody"}, "valid email"),
        ("confirm", "confirm-password", CONFIRM | {"confirm-password": "short"}, "at least 6"),
        ("confirm", "confirm-user_id", CONFIRM | {"confirm-user_id": "me"}, "whole number"),
        ("confirm", "confirm-code", CONFIRM | {"confirm-code": ""}, "required"),
    ):
        with wrong.about(name):
            answer = client.post(f"{URL}{step}/", typed)
            assert answer.status_code == 422
            assert said in field_of(answer, name)
            assert not sandbox.requests()
    assert wrong == []


def test_no_answer_is_said(client, sandbox):
    sandbox.fault("track.*", "status", status=500)
    assert "Toggl did not answer" in words_of(send(client, "mail", **{"mail-email": ALICE.email}))


def test_history_holds_nothing_that_was_typed(client, sandbox):
    for step, typed in STEPS:
        send(client, step, **typed)
    text = str(list(Entry.objects.filter(operation__contains="lost").values()))
    assert not [word for word in (ALICE.email, "c0de-c0de", "brand-new-password") if word in text]


def test_there_is_no_fourth_step(client, sandbox):
    assert client.post(f"{URL}reset/").status_code == 404

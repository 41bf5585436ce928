"""Charlie connects Track and Focus: what works is kept, tested once, and never shown again."""

from __future__ import annotations

import pytest

from dashboard.audit.models import Entry
from dashboard.credentials import services as credentials
from dashboard.credentials.models import State
from dashboard.sandbox.people import CHARLIE
from tests.connections.page_objects import PASTED, offer, paste, text_of


@pytest.mark.parametrize("service", PASTED)
def test_what_works_is_kept(charlies, charlie, service):
    assert paste(charlies, service).status_code == 302
    connection = credentials.connection_of(charlie, service)
    assert credentials.authorization(connection).secret.reveal() == PASTED[service][1]
    assert connection.state == State.OK


@pytest.mark.parametrize("service", PASTED)
def test_it_is_tested_with_one_request(charlies, sandbox, service):
    paste(charlies, service)
    assert len(sandbox.requests()) == 1


@pytest.mark.parametrize("service", PASTED)
def test_white_space_around_it_is_no_part_of_it(charlies, charlie, service):
    paste(charlies, service, f"  {PASTED[service][1]}\n")
    assert credentials.connection_of(charlie, service).last_four == PASTED[service][1][-4:]


@pytest.mark.parametrize("service", PASTED)
def test_the_page_shows_the_last_four_and_no_more(charlies, service):
    paste(charlies, service)
    page = charlies.get("/connections/").content.decode()
    assert PASTED[service][1][-4:] in page
    assert PASTED[service][1][-6:] not in page


@pytest.mark.parametrize("service", PASTED)
def test_history_tells_of_it(charlies, charlie, service):
    paste(charlies, service)
    entry = Entry.objects.get(actor_id=charlie.pk)
    assert (entry.kind, entry.service) == ("connection.connected", service)


def test_the_first_page_does_not_pay_again(charlies, charlie, sandbox):
    from dashboard.gateway import services as gateway

    paste(charlies, "track")
    assert gateway.read_json(charlie, "track.get_me").cost == 0
    assert len(sandbox.requests()) == 1


def test_the_account_is_named(charlies):
    paste(charlies, "track")
    assert "Charlie Chandra" in text_of(charlies.get("/connections/"))


# ------------------------------------------------------------------ e-mail and password
def test_tracks_password_is_exchanged_and_forgotten(charlies, charlie, sandbox):
    offer(charlies, "track", "password", email=CHARLIE.email, secret=CHARLIE.password)
    connection = credentials.connection_of(charlie, "track")
    assert connection.secret_kind == "track_token"
    assert credentials.authorization(connection).secret.reveal() == CHARLIE.track_token
    assert [each["operation"] for each in sandbox.requests()] == ["track.get_me"]


def test_focus_keeps_the_password_sealed(charlies, charlie):
    offer(charlies, "focus", "password", email=CHARLIE.email, secret=CHARLIE.password)
    connection = credentials.connection_of(charlie, "focus")
    authorization = credentials.authorization(connection)
    assert (authorization.kind, authorization.email) == ("focus_password", CHARLIE.email)
    assert authorization.secret.reveal() == CHARLIE.password


def test_nothing_of_a_password_is_on_the_page(charlies, charlie):
    offer(charlies, "focus", "password", email=CHARLIE.email, secret=CHARLIE.password)
    page = charlies.get("/connections/").content.decode()
    assert CHARLIE.email in page
    assert CHARLIE.password not in page
    assert credentials.connection_of(charlie, "focus").last_four == ""


@pytest.mark.parametrize("service", PASTED)
def test_a_wrong_password_is_explained_and_the_email_stays(charlies, charlie, service):
    answer = offer(charlies, service, "password", email=CHARLIE.email, secret="not his password")
    assert answer.status_code == 422
    assert "does not accept this e-mail and password" in text_of(answer)
    assert f'value="{CHARLIE.email}"' in answer.content.decode()
    assert "not his password" not in answer.content.decode()
    assert credentials.connection_of(charlie, service) is None


# ------------------------------------------------------------------ Focus: expiry, organisation and workspace
def test_the_day_a_key_ends_is_kept(charlies, charlie):
    paste(charlies, "focus", expires_at="2030-01-31")
    assert str(credentials.connection_of(charlie, "focus").expires_at) == "2030-01-31"


@pytest.mark.parametrize("day", ["2020-01-01", "2999-01-01", "soon"])
def test_a_day_that_cannot_be_is_refused_before_anything_is_sent(charlies, charlie, sandbox, day):
    answer = paste(charlies, "focus", expires_at=day)
    assert (answer.status_code, sandbox.requests()) == (422, [])
    assert credentials.connection_of(charlie, "focus") is None


def test_the_workspace_comes_from_track_where_that_is_connected(charlies, charlie):
    paste(charlies, "track")
    paste(charlies, "focus")
    connection = credentials.connection_of(charlie, "focus")
    assert (connection.organization_id, connection.workspace_id) == (CHARLIE.organization_id, CHARLIE.workspace_id)


def test_without_track_the_page_asks_for_it(charlies):
    paste(charlies, "focus")
    assert "Choose the workspace" in text_of(charlies.get("/connections/"))


def test_track_that_is_silent_does_not_keep_focus_from_connecting(charlies, charlie, sandbox):
    paste(charlies, "track")
    sandbox.fault("track.list_workspaces", "status", times=-1, status=500)
    assert paste(charlies, "focus").status_code == 302
    assert credentials.connection_of(charlie, "focus").organization_id is None


# ------------------------------------------------------------------ who may
def test_signing_in_comes_first(client, db):
    assert client.get("/connections/").status_code == 302
    assert paste(client, "track").status_code == 302


def test_nobody_sees_somebody_elses(alices, charlies):
    assert "alice@example.com" not in text_of(charlies.get("/connections/")).replace("charlie@example.com", "")
    assert charlies.get("/connections/track/disconnect/").status_code == 404
    assert charlies.post("/connections/track/test/").status_code == 404


@pytest.mark.parametrize("address", ["slack/connect/token", "track/connect/key", "focus/connect/token"])
def test_there_is_no_other_service_and_no_other_way(charlies, address):
    assert charlies.post(f"/connections/{address}/").status_code == 404


@pytest.mark.parametrize("address", ["track/connect/token", "track/test", "track/confirm", "track/decline"])
def test_what_changes_something_is_not_done_by_looking(alices, address):
    assert alices.get(f"/connections/{address}/").status_code == 405

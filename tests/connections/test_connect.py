"""Charlie connects Track and Focus: what works is kept, tested once, and never shown again."""

from __future__ import annotations

import re

import pytest

from dashboard.audit.models import Entry
from dashboard.credentials import services as credentials
from dashboard.credentials.models import State
from dashboard.sandbox.people import CHARLIE
from tests.connections.hands import PASTED, offer, paste, text_of


@pytest.mark.parametrize("service", PASTED)
def test_what_works_is_tested_once_kept_and_shown_by_its_last_four(charlies, charlie, sandbox, service):
    secret = PASTED[service][1]
    assert paste(charlies, service, f"  {secret}\n").status_code == 302  # white space around it is no part of it
    assert len(sandbox.requests()) == 1
    connection = credentials.connection_of(charlie, service)
    assert credentials.authorization(connection).secret.reveal() == secret
    assert (connection.state, connection.last_four) == (State.OK, secret[-4:])
    page = charlies.get("/connections/").content.decode()
    assert secret[-4:] in page
    assert secret[-6:] not in page
    entry = Entry.objects.get(actor_id=charlie.pk)
    assert (entry.kind, entry.service) == ("connection.connected", service)


def test_the_account_is_named_and_the_first_page_does_not_pay_again(charlies, charlie, sandbox):
    from dashboard.gateway import services as gateway

    paste(charlies, "track")
    assert "Charlie Chandra" in text_of(charlies.get("/connections/"))
    assert gateway.read(charlie, "track.get_me").cost == 0
    assert len(sandbox.requests()) == 1


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


def test_a_day_that_cannot_be_is_refused_before_anything_is_sent(charlies, charlie, sandbox):
    for day in ("2020-01-01", "2999-01-01", "soon"):
        answer = paste(charlies, "focus", expires_at=day)
        assert (answer.status_code, sandbox.requests()) == (422, []), day
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


def test_there_is_no_other_service_and_no_other_way(charlies):
    addresses = ("slack/connect/token", "track/connect/key", "focus/connect/token")
    assert [one for one in addresses if charlies.post(f"/connections/{one}/").status_code != 404] == []


def test_what_changes_something_is_not_done_by_looking(alices):
    addresses = ("track/connect/token", "track/test", "track/confirm", "track/decline")
    assert [one for one in addresses if alices.get(f"/connections/{one}/").status_code != 405] == []


# ------------------------------------------------------------------ what the page says of its boxes
@pytest.mark.parametrize("service", PASTED)
def test_a_drawing_and_steps_show_where_toggl_hides_it_and_the_browser_does_not_keep_it(charlies, service):
    page = charlies.get("/connections/").content.decode()
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    (drawing,) = [one for one in figures if f'aria-labelledby="where-{service}-drawn"' in one]
    assert drawing.count("<li>") == 3
    assert f'href="https://{service}.toggl.com/' in drawing
    box = re.search(rf'<input[^>]*id="id_{service}-{PASTED[service][0]}-secret"[^>]*>', page)
    assert 'autocomplete="off"' in box[0]

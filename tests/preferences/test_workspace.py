"""Workspace preferences: for those whom Track calls admins, with the sentence of every refusal at its field."""

from __future__ import annotations

import pytest

from tests.preferences.forms import form_of, opened, row_of, save, words_of, writes
from tests.preferences.silence import silences
from tests.sweeps import Wrong

STUDIO, LIST = "/preferences/workspace/710001/", "/preferences/workspace/"
WRITE = "track.update_workspace_preferences"


@pytest.fixture
def client(client_of, alice):
    return client_of(alice)


def test_it_costs_two_requests_once_and_one_to_save(sandbox, client):
    client.get(STUDIO)
    form = opened(client, STUDIO)
    assert [row["path"] for row in sandbox.requests()] == [
        "/api/v9/me/workspaces", "/api/v9/workspaces/710001/preferences",
    ]  # fmt: skip
    assert save(client, form, url=STUDIO, hide_start_end_times="on").status_code == 302
    assert writes(sandbox, WRITE) == [{"hide_start_end_times": True}]
    assert opened(client, STUDIO)["hide_start_end_times"] == ["on"]
    assert len(sandbox.requests()) == 3


def test_it_names_whom_a_save_concerns_before_saving(sandbox, client):
    words = words_of(client.get(STUDIO))
    assert "changes Track for everybody in Studio" in words
    assert "for everybody in Studio" in words


def test_the_logo_is_shown_and_what_cannot_be_set_says_so(sandbox, client):
    row = row_of(client.get(STUDIO), "logo")
    assert "<img src=" in row
    assert "uploaded in Track" in row


def test_a_plan_without_locking_is_said_at_the_lock(sandbox, client):
    sandbox.set_plan(7101, "starter")
    page = save(client, opened(client, STUDIO), url=STUDIO, report_locked_at="2026-01-01", hide_start_end_times="on")
    assert page.status_code == 422
    assert "needs to have the Locking time entries feature" in row_of(page, "report_locked_at")
    assert form_of(page)["hide_start_end_times"] == ["on"]


def test_what_track_does_not_let_be_written_is_said_at_the_field(sandbox, client):
    page = save(client, opened(client, STUDIO), url=STUDIO, initial_pricing_plan="7", hide_start_end_times="on")
    assert "The field is not writable" in row_of(page, "initial_pricing_plan")
    assert form_of(page)["hide_start_end_times"] == ["on"]


def test_an_admin_of_a_minute_ago_reads_that_and_loses_nothing(sandbox, client):
    form = opened(client, STUDIO)
    sandbox.fault(WRITE, "status", status=403, body='"Permission required to update time entries lock setting."')
    page = save(client, form, url=STUDIO, report_locked_at="2026-01-01", hide_start_end_times="on")
    assert "Permission required" in row_of(page, "report_locked_at")
    sandbox.fault(WRITE, "status", status=403, body='"User does not have access to this resource."')
    page = save(client, form_of(page), url=STUDIO)
    assert "does not have access" in words_of(page)
    assert form_of(page)["hide_start_end_times"] == ["on"]


def test_a_refresh_finds_out_that_one_is_no_admin_any_more(sandbox, client):
    form = opened(client, STUDIO)
    rows = '[{"id": 710001, "name": "Studio", "admin": false, "role": null}]'
    sandbox.fault("track.list_workspaces", "status", status=200, body=rows)
    page = client.post(f"{STUDIO}refresh/", form)
    assert page.status_code == 403
    assert "only the admins of Studio" in words_of(page)


def test_members_read_who_the_admins_are(sandbox, client, client_of, bob):
    client.get(LIST)
    page = client_of(bob).get(STUDIO)
    assert page.status_code == 403
    assert "Ask one of them: Alice." in words_of(page)
    assert client_of(bob).post(STUDIO, {}).status_code == 403
    assert not writes(sandbox, WRITE)


def test_members_read_that_nobody_knows_the_admins(sandbox, client_of, bob):
    assert "Track does not say who they are" in words_of(client_of(bob).get(STUDIO))


def test_a_workspace_of_others_is_not_there(sandbox, client, client_of, charlie):
    assert client.get("/preferences/workspace/720001/").status_code == 404
    assert "Studio" not in words_of(client_of(charlie).get(STUDIO))


def test_the_list_says_of_which_one_is_an_admin(sandbox, client, client_of, bob):
    assert "Preferences of Studio" in words_of(client.get(LIST))
    assert "Who may change Studio" in words_of(client_of(bob).get(LIST))


def test_an_unknown_outcome_is_looked_up(sandbox, client):
    form = opened(client, STUDIO)
    sandbox.fault(WRITE, "reset_after")
    page = save(client, form, url=STUDIO, hide_start_end_times="on")
    assert "Check (2 requests)" in words_of(page)
    assert "Track has it: Durations only" in words_of(client.post(f"{STUDIO}refresh/", form_of(page)))


@pytest.mark.long
def test_silence_says_so(sandbox, settings, client):
    wrong = Wrong()
    for way, begins in silences(sandbox, settings):
        with wrong.about(way):
            begins()
            assert "Track does not answer" in words_of(client.get(STUDIO))
    assert wrong == []

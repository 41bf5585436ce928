"""Who is let in, and what the others are told."""

import re

from dashboard.sandbox.people import ALICE
from tests.sandbox.caller import Caller, basic

ME, SETTINGS = "/api/v9/me", "/api/users/me/settings"


def test_track_takes_a_token(alice):
    assert alice.send("GET", ME).data["email"] == ALICE.email


def test_track_takes_an_address_and_a_password(alice):
    assert alice.send("GET", ME, key=basic(ALICE.email, ALICE.password)).data["id"] == ALICE.track_id


def test_track_without_a_credential_is_401_without_a_body(alice):
    got = alice.send("GET", ME, key=None)
    assert (got.status, got.raw, got.headers["X-Authorization-Missing"]) == (401, b"", "true")
    assert got.headers["Content-Type"] is None


def test_track_refuses_everything_else_with_403(alice):
    keys = {
        "unknown token": basic("0" * 32, "api_token"),
        "wrong password": basic(ALICE.email, "wrong"),
        "no password": basic(ALICE.email, ""),
        "key of Focus": basic(ALICE.focus_key, "api_token"),
        "bearer": f"Bearer {ALICE.track_token}",
        "not Base64": "Basic not-base64!",
        "nothing": "Basic",
    }
    assert {name: alice.send("GET", ME, key=key).status for name, key in keys.items()} == dict.fromkeys(keys, 403)


def test_focus_takes_its_key(alice):
    assert alice.send("GET", SETTINGS).data["current_workspace_id"] == ALICE.workspace_id


def test_focus_refuses_everything_else_with_401(alice):
    keys = {
        "none": None,
        "token of Track": f"Bearer {ALICE.track_token}",
        "unknown key": "Bearer toggl_sk_" + "0" * 32,
        "basic": basic(ALICE.track_token, "api_token"),
    }
    for name, key in keys.items():
        got = alice.send("GET", SETTINGS, key=key)
        assert (got.status, got.data["error"]) == (401, "invalid_session"), name
        assert got.data["error_description"], name
        assert len(got.data["trace_id"]) == 32, name


def test_focus_takes_a_password_only_as_the_switch_says(alice, sandbox):
    key = basic(ALICE.email, ALICE.password)
    assert alice.send("GET", SETTINGS, key=key).status == 200
    sandbox.switch(focus_basic=False)
    assert alice.send("GET", SETTINGS, key=key).status == 401


def test_logged_answers_nothing_but_that_the_key_works(alice):
    got = alice.call("track.get_logged")
    assert (got.status, got.raw) == (200, b"")


def test_the_body_of_a_refused_key_is_a_switch(alice, sandbox):
    for body, raw in (("empty", rb""), ("text", rb"Incorrect.*"), ("json", rb'"Incorrect.*"')):
        sandbox.switch(track_forbidden_body=body)
        got = alice.send("GET", ME, key=basic("0" * 32, "api_token"))
        assert got.status == 403
        assert re.fullmatch(raw, got.raw), body


def test_a_revoked_key_opens_nothing(alice, sandbox):
    sandbox.set_standing("alice", "revoked", "track")
    assert alice.call("track.get_logged").status == 403
    assert alice.call("focus.get_settings").status == 200
    sandbox.set_standing("alice", "valid")
    assert alice.call("track.get_logged").status == 200


def test_a_suspended_person_is_told_the_documented_sentence(alice, sandbox):
    sandbox.set_standing("alice", "suspended")
    assert alice.call("track.get_logged").data == "User does not have access to this resource."
    assert alice.call("track.list_features").data == "Operation Forbidden"
    assert alice.call("focus.list_tasks").status == 403


def test_unknown_addresses_and_methods_are_refused_as_by_the_vendor(alice, sandbox):
    assert alice.send("GET", "/api/v9/me/nothing").raw == b"404 page not found\n"
    assert alice.send("GET", "/api/nothing").data["error"] == "not_found"
    got = alice.send("PATCH", "/api/v9/me")
    assert (got.status, got.headers["Allow"]) == (405, "GET, PUT")


def test_people_see_nothing_of_another_organisation(charlie):
    stranger = Caller.call
    assert stranger(charlie, "track.get_workspace_preferences", workspace_id=ALICE.workspace_id).status == 403
    assert stranger(charlie, "focus.list_statuses", workspace_id=ALICE.workspace_id).status == 403
    got = stranger(charlie, "focus.list_tasks", organization_id=ALICE.organization_id, workspace_id=ALICE.workspace_id)
    assert (got.status, got.data["error_description"]) == (403, "Insufficient permissions")


def test_a_workspace_must_belong_to_the_organisation_of_its_path(charlie):
    assert charlie.call("focus.list_tasks", workspace_id=ALICE.workspace_id).status == 403


def test_a_malformed_organisation_has_a_code_of_its_own(alice):
    got = alice.send("GET", "/api/organizations/x/workspaces/710001/tasks")
    assert (got.status, got.data["error"]) == (400, "invalid_organization_id")

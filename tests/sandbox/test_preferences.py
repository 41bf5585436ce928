"""Track preferences for all clients and for each, and those of a workspace."""

from dashboard.sandbox.people import ALICE

TEN = {
    "BeginningOfWeek", "alpha_features", "date_format", "duration_format", "pg_time_zone_name", "record_timeline",
    "send_product_emails", "send_timer_notifications", "send_weekly_report", "timeofday_format",
}  # fmt: skip
CLIENT = "/api/v9/me/preferences/web"
ALL = "/api/v9/me/preferences"
REFUSED = [
    ({"ToSAcceptNeeded": True}, "Cannot set value for ToSAcceptNeeded"),
    ({"alpha_features": [{"code": "nope", "enabled": True}]}, "Invalid feature code(s)"),
    ({}, "Missing data"),
    ({"date_format": "D.M.Y"}, "Value in date_format is invalid"),
    ({"timeofday_format": "24h"}, "Value in timeofday_format is invalid"),
]


def test_a_live_account_answers_ten_keys(bob):
    assert set(bob.call("track.get_preferences").data) == TEN


def test_alice_has_every_field_of_the_reference(alice):
    assert len(alice.call("track.get_preferences").data) == 171


def test_a_change_is_seen_and_the_rest_stays(alice):
    before = alice.call("track.get_preferences").data
    assert alice.call("track.update_preferences", {"timerView": "list", "record_timeline": False}).status == 200
    assert alice.call("track.get_preferences").data == {**before, "TimerView": "list", "record_timeline": False}


def test_either_spelling_is_taken_and_pascal_case_is_answered(bob):
    for spelling in ("collapseTimeEntries", "CollapseTimeEntries", "collapsetimeentries"):
        bob.send("POST", ALL, {spelling: True})
        got = bob.call("track.get_preferences").data
        assert got.pop("CollapseTimeEntries") is True
        assert "collapseTimeEntries" not in got


def test_scopes_are_apart_or_one_by_switch(alice, sandbox):
    alice.call("track.update_client_preferences", {"timerView": "timesheet"}, client="web")
    assert alice.call("track.get_client_preferences", client="web").data["TimerView"] == "timesheet"
    assert alice.call("track.get_preferences").data["TimerView"] == "calendar"
    sandbox.switch(preferences_scopes="shared")
    alice.call("track.update_client_preferences", {"timerView": "timesheet"}, client="desktop")
    assert alice.call("track.get_preferences").data["TimerView"] == "timesheet"


def test_alpha_features_are_the_persons_whatever_the_client(alice):
    alice.call(
        "track.update_client_preferences", {"alpha_features": [{"code": "jira_v2", "enabled": True}]}, client="web"
    )
    features = alice.call("track.get_preferences").data["alpha_features"]
    assert {one["code"]: one["enabled"] for one in features}["jira_v2"] is True
    assert len(features) == 4


def test_what_is_wrong_is_said_in_the_vendors_words(alice):
    for path in (ALL, CLIENT):
        for body, sentence in REFUSED:
            got = alice.send("POST", path, body)
            assert (got.status, got.data) == (400, sentence), path


def test_a_body_that_is_no_object_never_breaks_it(alice):
    bodies = (b"", b"{", b"null", b"NaN", b"\xff", b"[" * 100_000)
    assert [body[:10] for body in bodies if alice.send("POST", ALL, body).status != 400] == []


def test_an_unknown_client_is_refused_with_and_without_a_full_stop(alice):
    assert alice.send("GET", f"{ALL}/phone").data == "Unknown client."
    assert alice.send("POST", f"{ALL}/phone", {"theme": "dark"}).data == "Unknown client"


def test_since_shows_what_was_changed_from_then_on(alice, sandbox):
    moment = int(sandbox.now().timestamp())
    sandbox.advance(60)
    alice.call("track.update_client_preferences", {"theme": "light"}, client="web")
    assert alice.call("track.get_client_preferences", client="web", since=moment).data == {"theme": "light"}


def test_null_leaves_a_value_as_it_is(alice):
    alice.send("POST", ALL, {"timerView": None, "theme": "dark"})
    assert alice.call("track.get_preferences").data["TimerView"] == "calendar"


def test_empty_values_of_some_fields_may_be_left_out(alice, sandbox):
    sandbox.switch(omit_empty_preferences=True)
    assert "ManualMode" not in alice.call("track.get_preferences").data


def test_the_body_of_a_done_change_is_a_switch(alice, sandbox):
    for form, raw in (("empty", b""), ("string", b'"OK"'), ("null", b"null")):
        sandbox.switch(preferences_body=form)
        assert alice.call("track.update_preferences", {"theme": "dark"}).raw == raw, form


# ------------------------------------------------------------------ workspaces
def test_a_workspace_admins_change_is_seen_by_everybody(alice, bob):
    got = alice.call("track.update_workspace_preferences", {"hide_start_end_times": True})
    assert set(got.data) == {"logo"}
    assert bob.call("track.list_workspaces").data[0]["hide_start_end_times"] is True


def test_by_switch_the_workspaces_preferences_are_answered_whole(alice, sandbox):
    sandbox.switch(workspace_preferences_body="all")
    alice.call("track.update_workspace_preferences", {"disable_expenses": False})
    assert alice.call("track.get_workspace_preferences").data["disable_expenses"] is False


def test_a_member_may_not_change_a_workspace(bob):
    assert bob.call("track.update_workspace_preferences", {"disable_expenses": True}).status == 403
    got = bob.call("track.update_workspace_preferences", {"report_locked_at": "2026-01-01T00:00:00Z"})
    assert got.data == "Permission required to update time entries lock setting."


def test_an_admin_of_a_minute_ago_is_none(alice, sandbox):
    sandbox.set_role("alice", ALICE.workspace_id, "user")
    assert alice.call("track.update_workspace_preferences", {"disable_expenses": True}).status == 403
    assert alice.call("track.list_workspaces").data[0]["admin"] is False


def test_locking_needs_a_plan_that_has_it(alice, sandbox):
    body = {"report_locked_at": "2026-01-01T00:00:00Z"}
    got = alice.call("track.update_workspace_preferences", body)
    assert (got.status, got.data) == (402, "Workspace needs to have the Locking time entries feature enabled")
    assert got.left > 0
    sandbox.set_plan(ALICE.organization_id, "premium")
    assert alice.call("track.update_workspace_preferences", body).status == 200


def test_some_fields_are_not_writable(alice):
    got = alice.call("track.update_workspace_preferences", {"single_sign_on": True})
    assert (got.status, got.data) == (400, "The field is not writable")


def test_a_workspace_that_does_not_exist_is_not_found(alice):
    assert alice.call("track.get_workspace_preferences", workspace_id=1).data == "Workspace not found"
    got = alice.call("track.update_workspace_preferences", {"disable_expenses": True}, workspace_id=1)
    assert (got.status, got.data) == (400, "Workspace not found")

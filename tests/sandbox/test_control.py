"""The control address does over HTTP what the handles do in Python, and refuses what makes no sense."""

import pytest

from dashboard.sandbox.people import ALICE, NORTHWIND

pytestmark = pytest.mark.usefixtures("still")


def control(caller, method, name, body=None):
    return caller.send(method, f"/_sandbox/{name}", body, key=None)


def test_requests_are_listed_with_who_asked_what_and_what_came_of_it(alice):
    alice.call("track.update_preferences", {"timerView": "list"})
    (entry,) = control(alice, "GET", "requests").data["requests"]
    assert entry.pop("at")
    assert entry == {
        "service": "track",
        "operation": "track.update_preferences",
        "method": "POST",
        "path": "/api/v9/me/preferences",
        "query": "",
        "body": {"TimerView": "list"},
        "person": "alice",
        "status": 200,
    }
    control(alice, "DELETE", "requests")
    assert control(alice, "GET", "requests").data["requests"] == []


def test_faults_are_set_listed_and_taken_back(alice):
    control(alice, "POST", "faults", {"operation": "track.*", "kind": "status", "times": -1, "status": 503})
    assert alice.call("track.get_me").status == 503
    assert control(alice, "GET", "faults").data["faults"][0]["status"] == 503
    control(alice, "DELETE", "faults")
    assert alice.call("track.get_me").status == 200


def test_the_clock_is_read_and_moved(alice, sandbox):
    assert (
        control(alice, "POST", "clock", {"now": "2030-01-02T03:04:05+00:00"})
        .data["now"]
        .startswith("2030-01-02T03:04:05")
    )
    assert control(alice, "POST", "clock", {"advance": 60}).data["now"].startswith("2030-01-02T03:05:05")
    assert control(alice, "GET", "clock").data["now"].startswith("2030-01-02T03:05:05")


def test_quota_plan_pace_switches_credentials_and_roles(alice, sandbox):
    control(alice, "POST", "quota", {"person": "alice", "bucket": "me", "remaining": 7, "resets_in": 100})
    assert alice.call("track.get_logged").left == 6
    control(alice, "POST", "plan", {"organization": NORTHWIND, "plan": "free"})
    assert alice.call("focus.list_statuses").left == 29
    control(alice, "POST", "pace", {"enabled": True})
    assert control(alice, "POST", "switches", {"burst": 1}).data["burst"] == 1
    assert [alice.call("track.get_logged").status for _ in range(2)] == [200, 429]
    control(alice, "POST", "roles", {"person": "alice", "workspace": ALICE.workspace_id, "role": None})
    assert alice.call("focus.list_statuses").status == 403
    control(alice, "POST", "credentials", {"person": "alice", "standing": "revoked", "service": "focus"})
    assert alice.call("focus.get_settings").status == 401


def test_reset_makes_everything_new(alice, sandbox):
    alice.call("track.update_me", {"fullname": "Al"})
    sandbox.switch(burst=1)
    sandbox.fault("*", "status", times=-1)
    control(alice, "POST", "reset", {"projects": 30})
    assert alice.call("track.get_me").data["fullname"] == "Alice Archer"
    assert len(sandbox.state()["projects"]) == 30
    assert sandbox.switches()["burst"] == 5


def test_people_are_listed_with_their_credentials(alice):
    people = {one["name"]: one for one in control(alice, "GET", "people").data["people"]}
    assert people["alice"]["track_token"] == ALICE.track_token
    assert ALICE.track_token not in repr(ALICE)


def test_the_whole_state_can_be_compared(alice):
    before = control(alice, "GET", "state").data
    alice.call("focus.get_settings")
    assert control(alice, "GET", "state").data == before
    alice.call("focus.update_settings", {"theme": "dark"})
    after = control(alice, "GET", "state").data
    assert [key for key in before if before[key] != after[key]] == ["accounts"]


NONSENSE = (
    ("faults", {"operation": "*", "kind": "nonsense"}),
    ("faults", {}),
    ("faults", [1]),
    ("faults", b"{"),
    ("clock", {"now": "tomorrow"}),
    ("quota", {"person": "dora", "bucket": "me", "remaining": 1}),
    ("quota", {"person": "alice", "bucket": "1", "remaining": 1}),
    ("plan", {"organization": 1, "plan": "free"}),
    ("plan", {"organization": NORTHWIND, "plan": "gold"}),
    ("switches", {"nonsense": 1}),
    ("switches", {"stream_form": "xml"}),
    ("switches", {"burst": -1}),
    ("switches", {"shared_quota": 1}),
    ("reset", {"planets": 9}),
    ("reset", {"projects": 1}),
    ("credentials", {"person": "alice", "standing": "odd"}),
    ("credentials", {"person": "alice", "standing": "valid", "service": "mail"}),
    ("roles", {"person": "alice", "workspace": 1, "role": "admin"}),
)


def test_what_makes_no_sense_is_refused_with_a_sentence(alice):
    answers = [(name, body, control(alice, "POST", name, body)) for name, body in NONSENSE]
    assert [(name, body) for name, body, got in answers if got.status != 400 or not got.data["error"]] == []


def test_unknown_names_and_methods_are_refused(alice):
    assert control(alice, "GET", "nothing").status == 404
    assert control(alice, "PUT", "faults").status == 405

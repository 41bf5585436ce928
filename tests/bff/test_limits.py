"""What a script may spend, and what it is told when something is spent, refused or unknown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dashboard.sandbox.people import NORTHWIND, STUDIO
from tests.security.things import start_over

ME = "track/api/v9/me"
LOGGED = "track/api/v9/me/logged"  # never kept, so each costs one
PREFERENCES = "track/api/v9/me/preferences"
CHANGE = {"date_format": "DD.MM.YYYY"}
BLOCKS = f"focus/api/organizations/{NORTHWIND}/workspaces/{STUDIO}/tasks/5000003/time-blocks"
NEW = {"start": "2026-11-23T09:00:00Z", "duration": 1800}


def operations(sandbox: Any) -> list[str]:
    return [one["operation"] for one in sandbox.requests()]


def shape(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_a_token_spends_half_a_bucket_and_its_owner_still_has_the_rest(sandbox, alice, script_of, client_of):
    script, other = script_of(alice), script_of(alice)
    answers = [script("GET", LOGGED, Cache_Control="no-cache") for _ in range(17)]
    assert [one.status_code for one in answers] == [200] * 15 + [429] * 2
    assert answers[-1].json()["error"] == "share_spent"
    assert int(answers[-1]["Retry-After"]) in range(3500, 3601)
    assert answers[-1].json()["retry_after"] == int(answers[-1]["Retry-After"])
    assert client_of(alice).get(f"/bff/{LOGGED}").status_code == 200
    assert other("GET", LOGGED, Cache_Control="no-cache").status_code == 200
    assert "detail=share_spent" in script("GET", LOGGED)["Cache-Status"]  # the last good copy, and said so
    assert script("GET", f"focus/api/workspaces/{STUDIO}/statuses").status_code == 200  # another bucket


def test_kept_answers_cost_a_token_nothing(sandbox, alice, script_of):
    script = script_of(alice)
    assert {script("GET", ME).status_code for _ in range(40)} == {200}
    assert operations(sandbox) == ["track.get_me"]


def test_what_is_spent_is_402_with_both_headers(sandbox, alice, script_of):
    sandbox.set_quota("alice", "me", 0, 133)
    answer = script_of(alice)("GET", ME)
    assert shape(answer) == (402, "quota_spent")
    assert (answer["X-Toggl-Quota-Remaining"], answer["X-Toggl-Quota-Resets-In"]) == ("0", "133")
    assert answer.json()["quota"] == {"remaining": 0, "resets_in": 133}
    again = script_of(alice)("GET", ME)
    assert again.status_code == 402
    assert len(operations(sandbox)) == 1


def test_a_plan_that_lacks_something_is_402_with_upstreams_sentence(sandbox, alice, script_of):
    sentence = "Workspace needs to have the Locking time entries feature enabled"
    headers = {"X-Toggl-Quota-Remaining": "20", "X-Toggl-Quota-Resets-In": "100"}
    sandbox.fault("track.get_me", "status", status=402, body=f'"{sentence}"', headers=headers)
    answer = script_of(alice)("GET", ME)
    assert shape(answer) == (402, "plan_lacks_feature")
    assert answer.json()["message"] == sentence


def test_not_connected_is_409(sandbox, charlie, script_of):
    assert shape(script_of(charlie)("GET", ME)) == (409, "not_connected")
    assert shape(script_of(charlie)("POST", PREFERENCES, CHANGE)) == (409, "not_connected")


def test_a_refused_key_is_409_and_not_asked_again(sandbox, alice, script_of):
    sandbox.fault("track.*", "status", status=403, times=-1)
    assert shape(script_of(alice)("GET", ME)) == (409, "credential_refused")
    assert shape(script_of(alice)("GET", PREFERENCES)) == (409, "connection_latched")
    assert len(operations(sandbox)) == 1


def test_an_unreadable_key_is_409(sandbox, alice, script_of):
    from dashboard.credentials.models import Connection

    Connection.objects.filter(user=alice, service="track").update(
        sealed_secret=b"\x01\x01kgarbage-garbage-garbage-garbage"
    )
    assert shape(script_of(alice)("GET", ME)) == (409, "credential_unreadable")
    assert operations(sandbox) == []


def test_upstreams_own_refusal_keeps_status_and_sentence(sandbox, alice, script_of):
    answer = script_of(alice)("PUT", ME, {"default_workspace_id": 1})
    assert shape(answer) == (400, "invalid_request")
    assert answer.json()["message"] == "Invalid default_workspace_id"
    assert answer.json()["details"] == ["default_workspace_id: Invalid default_workspace_id"]


FAILURES = {"reset_before": 502, "garbage": 502, "html": 502, "redirect": 502, "delay": 504}


def test_an_upstream_that_fails_is_502_or_504(sandbox, alice, script_of, settings):
    script, told = script_of(alice), {}
    for kind in FAILURES:
        settings.UPSTREAM_TIME_SCALE = 0.02 if kind == "delay" else 1
        start_over(sandbox)
        options = {"location": "http://127.0.0.1:1/"} if kind == "redirect" else {}
        sandbox.fault("track.get_me", kind, times=-1, **options)
        told[kind] = script("GET", ME).status_code
    assert told == FAILURES


def test_too_fast_is_429_with_a_pause(sandbox, alice, script_of):
    sandbox.fault("track.get_me", "status", status=429, headers={"Retry-After": "7"})
    answer = script_of(alice)("GET", ME)
    assert shape(answer) == (429, "throttled")
    assert answer["Retry-After"] == "7"


# ------------------------------------------------------------------ writes
def test_a_write_whose_answer_is_lost_is_sent_once_and_told_as_unknown(sandbox, alice, script_of):
    sandbox.fault("focus.create_time_block", "reset_after")
    answer = script_of(alice)("POST", BLOCKS, NEW)
    assert answer.status_code == 502
    assert "unknown" in answer.json()["details"][0]
    assert operations(sandbox) == ["focus.create_time_block"]


def test_the_same_key_again_is_answered_as_before_and_not_sent(sandbox, alice, script_of):
    script = script_of(alice)
    first = script("POST", BLOCKS, NEW, Idempotency_Key="monday-1")
    again = script("POST", BLOCKS, NEW, Idempotency_Key="monday-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert script("POST", BLOCKS, {**NEW, "duration": 60}, Idempotency_Key="monday-1").json()["duration"] == 60
    assert operations(sandbox) == ["focus.create_time_block"] * 2


def test_a_repeated_write_that_was_refused_is_409(sandbox, alice, script_of):
    script = script_of(alice)
    sandbox.fault("focus.create_time_block", "status", status=400)
    assert script("POST", BLOCKS, NEW, Idempotency_Key="k").status_code == 400
    assert shape(script("POST", BLOCKS, NEW, Idempotency_Key="k")) == (409, "repeated_refused")
    assert len(operations(sandbox)) == 1


def test_a_key_that_is_none_is_400(sandbox, alice, script_of):
    script = script_of(alice)
    for key in ("x" * 65, "\u00e4", "a\tb"):
        assert script("POST", BLOCKS, NEW, Idempotency_Key=key).status_code == 400, repr(key)
    assert operations(sandbox) == []


def test_a_scripts_write_stands_in_history(sandbox, alice, script_of):
    from dashboard.audit.services import changes, history_of

    script_of(alice)("POST", PREFERENCES, CHANGE)
    newest = changes(history_of(alice))[0]
    assert (newest.entry.operation, newest.result) == ("track.update_preferences", "done")


def test_lost_passwords_go_out_without_a_credential_and_seldom(sandbox, alice, script_of):
    script = script_of(alice)
    path = "track/api/v9/me/lost_passwords/some-code"
    answers = [script("POST", path, {"email": "alice@example.com"}).status_code for _ in range(4)]
    assert answers[:3] != [429] * 3
    assert answers[3] == 429
    assert len(operations(sandbox)) == 3
    assert {one["person"] for one in sandbox.requests()} == {None}


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_are_one_request(sandbox, transactional_db, script_of, settings):
    settings.UPSTREAM_TIME_SCALE = 1  # a slow machine is no upstream that gives no answer
    from tests.conftest import _person

    script = script_of(_person("alice", connected=True))
    sandbox.fault("track.get_me", "delay", seconds=0.05)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: in_its_own_thread(script), range(200)))
    assert set(answers) == {200}
    assert operations(sandbox) == ["track.get_me"]


def in_its_own_thread(script: Any) -> int:
    from django.db import connection

    try:
        return script("GET", ME).status_code
    finally:
        connection.close()

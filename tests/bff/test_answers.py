"""What goes in and what comes out: bodies, spellings, ages, headers, and never a secret."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest
import time_machine

from dashboard.gateway import services as gateway
from dashboard.sandbox.people import ALICE, BOB, NORTHWIND, STUDIO
from tests.security.things import start_over
from tests.upstream import hostile as h

ME = "track/api/v9/me"
PREFERENCES = "track/api/v9/me/preferences"
BLOCKS = f"focus/api/organizations/{NORTHWIND}/workspaces/{STUDIO}/time-blocks"


def count(sandbox: Any) -> int:
    return len(sandbox.requests())


# ------------------------------------------------------------------ in
WRONG_BODIES = {
    b"{": None,
    b"nonsense": None,
    b'{"date_format": NaN}': None,
    b"\xff\xfe{}": None,
    b"[" * 100_000: None,
    b'{"date_format": "\\ud800"}': None,
    b'{"date_format": "DD.MM.YYYY", "date_format": "MM/DD/YYYY"}': "date_format: This is given twice.",
    b'{"BeginningOfWeek": 1, "beginningOfWeek": 2}': "beginningOfWeek: This is given twice, in both spellings.",
    b'{"date_formad": "x"}': "date_formad: There is no field of this name. Is date_format meant?",
    b'{"date_format": 7}': "date_format: This has to be text.",
    b"[]": "This has to be an object.",
    b"{}": "There is nothing to change.",
    b"": "A body is required.",
}


def test_a_wrong_body_is_told_and_not_sent(sandbox, alice, script_of):
    script = script_of(alice)
    for body, said in WRONG_BODIES.items():
        answer = script("POST", PREFERENCES, body)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid"), body[:60]
        assert said is None or said in answer.json()["details"], body[:60]
    assert count(sandbox) == 0


def test_where_a_body_is_wrong_is_told_by_its_path(sandbox, alice, script_of):
    right = {"start": "2026-11-23T09:00:00Z", "task_id": 5_000_003}
    body = {"time_blocks": [right, right, right, {"start": "tomorrow", "task_id": 1}]}
    details = script_of(alice)("POST", f"{BLOCKS}/bulk", body).json()["details"]
    assert details[0].startswith("time_blocks[3].start: This has to be a full date and time")


def test_six_megabytes_are_413(sandbox, alice, script_of):
    answer = script_of(alice)("POST", PREFERENCES, b" " * 6_000_000)
    assert (answer.status_code, answer.json()["error"]) == (413, "too_big")
    assert count(sandbox) == 0


def test_no_header_of_the_caller_is_forwarded(sandbox, alice, script_of, settings):
    headers = {"X_Secret": "mine", "Cookie": "a=b", "User_Agent": "curl", "X_Forwarded_For": "1.1.1.1"}
    with h.hostile(h.answer(200, b'{"id": 1}', "Content-Type: application/json")) as server:
        settings.UPSTREAM_URLS = {"track": server.url, "focus": server.url}
        assert script_of(alice)("GET", ME, **headers).status_code == 200
    (sent,) = server.requests
    names = {line.partition(b":")[0].lower() for line in sent.split(b"\r\n")[1:] if line}
    assert names == {b"host", b"user-agent", b"accept", b"accept-encoding", b"authorization"}
    assert b"mine" not in sent
    assert b"curl" not in sent


# ------------------------------------------------------------------ out
def test_names_are_those_that_travel(sandbox, alice, script_of):
    script = script_of(alice)
    assert script("POST", PREFERENCES, {"BeginningOfWeek": 3}).status_code == 200
    found = script("GET", PREFERENCES).json()
    assert found["BeginningOfWeek"] == 3
    assert "beginningOfWeek" not in found
    assert script("POST", PREFERENCES, {"beginningOfWeek": 4}).status_code == 200
    assert script("GET", PREFERENCES).json()["BeginningOfWeek"] == 4


@pytest.fixture
def clock():
    """A clock that stands still unless a test moves it."""
    with time_machine.travel("2026-11-18 09:00Z", tick=False) as clock:
        yield clock


def test_an_answer_says_how_old_it_is_and_whether_it_was_kept(clock, sandbox, alice, script_of):
    script = script_of(alice)
    assert (fresh := script("GET", ME))["Cache-Status"] == "Tandem; fwd=miss"
    assert fresh["Age"] == "0"
    clock.shift(61)
    kept = script("GET", ME)
    assert kept["Age"] == "61"
    assert kept["Cache-Status"].startswith("Tandem; hit; ttl=35")
    assert kept.content == fresh.content
    assert count(sandbox) == 1


def test_no_cache_asks_afresh(sandbox, alice, script_of):
    script = script_of(alice)
    script("GET", ME)
    assert script("GET", ME, Cache_Control="no-cache")["Cache-Status"] == "Tandem; fwd=miss"
    assert count(sandbox) == 2


def test_pages_and_scripts_share_their_copies(sandbox, alice, script_of):
    gateway.read_json(alice, "focus.list_statuses", workspace_id=STUDIO, order_by=["position"])
    answer = script_of(alice)("GET", f"focus/api/workspaces/{STUDIO}/statuses?order_by=position")
    assert answer["Cache-Status"].startswith("Tandem; hit")
    assert count(sandbox) == 1


def test_quota_headers_come_from_the_ledger(clock, sandbox, alice, script_of):
    script = script_of(alice)
    script("GET", ME)
    kept = script("GET", ME)
    assert kept["X-Toggl-Quota-Remaining"] == "29"
    assert kept["X-Toggl-Quota-Resets-In"] == "3600"


def test_an_outage_shows_the_last_good_copy_and_says_so(clock, sandbox, alice, script_of):
    script = script_of(alice)
    good = script("GET", ME).content
    sandbox.fault("track.get_me", "status", status=503, times=-1)
    clock.shift(4000)
    answer = script("GET", ME)
    insisted = script("GET", ME, Cache_Control="no-cache")
    assert (answer.status_code, answer.content) == (200, good)
    assert "ttl=-4" in answer["Cache-Status"]
    assert "detail=server_failed" in answer["Cache-Status"]
    assert (insisted.status_code, insisted.json()["error"]) == (503, "server_failed")


def test_few_headers_come_back(sandbox, alice, script_of):
    answer = script_of(alice)("GET", ME)
    assert set(answer.headers) == {
        "Content-Type", "Cache-Control", "Cross-Origin-Resource-Policy", "X-Toggl-Quota-Remaining",
        "X-Toggl-Quota-Resets-In", "Age", "Cache-Status", "X-Request-ID", "X-Content-Type-Options", "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
    }  # fmt: skip
    assert not answer.cookies


# ------------------------------------------------------------------ never a secret
def test_secret_fields_never_pass(sandbox, alice, script_of):
    script = script_of(alice)
    for path in (ME, f"{ME}?with_related_data=true", "track/api/v9/me/workspaces"):
        content = script("GET", path).content
        for name in (b"api_token", b"intercom_hash", ALICE.track_token.encode()):
            assert name not in content, path
        assert content.count(b"ical_url") == content.count(b'"ical_url":null'), "the key alone, as programs need it"


def spellings(secret: str) -> list[str]:
    middle = b64encode(f"{secret}:api_token".encode()).decode()
    shifted = [b64encode(f"{before}{secret}".encode()).decode() for before in ("a", "ab")]
    return [secret, quote(secret), middle, *shifted, f"https://track.toggl.com/{secret}/feed", secret.upper()]


@pytest.mark.long
def test_the_callers_secret_never_passes_however_it_is_echoed(sandbox, alice, script_of):
    script, passed = script_of(alice), []
    for number, echo in enumerate(spellings(ALICE.track_token)):
        for place, deep in {"value": {"a": [{"b": echo}]}, "list": [[echo]], "key": {echo: 1}}.items():
            start_over(sandbox)
            sandbox.fault("track.get_me", "status", status=200, body=json.dumps({"id": 1, "deep": deep}))
            answer = script("GET", ME)
            text = answer.content.decode()
            if answer.status_code != 200 or echo in text or "********" not in text:
                passed.append(f"spelling {number} as a {place}")
    assert passed == []


def test_a_refusal_that_echoes_the_secret_is_masked(sandbox, alice, script_of):
    sandbox.fault("track.get_me", "status", status=400, body=json.dumps(f"bad token {ALICE.track_token}"))
    assert ALICE.track_token.encode() not in script_of(alice)("GET", ME).content


def test_one_members_copy_is_never_anothers(sandbox, alice, bob, script_of):
    script_of(alice)("GET", ME)
    answer = script_of(bob)("GET", ME)
    assert answer.json()["email"] == BOB.email
    assert [one["person"] for one in sandbox.requests()] == ["alice", "bob"]


def test_nobody_chooses_whose_credential_is_used(sandbox, alice, bob, script_of):
    script = script_of(bob)
    assert [script("GET", f"{ME}?{query}").status_code for query in ("user=alice", "X-User=1")] == [400, 400]
    script("GET", ME, X_User="alice")
    assert [one["person"] for one in sandbox.requests()] == ["bob"]


def test_one_line_of_log_without_a_secret(sandbox, alice, script_of, caplog):
    caplog.set_level(logging.INFO)
    script = script_of(alice)
    script("GET", f"{ME}?token={script.token}", Authorization_=script.token)
    script("POST", PREFERENCES, {"date_format": script.token})
    events = [
        record.msg for record in caplog.records if isinstance(record.msg, dict) and record.msg["event"] == "proxy"
    ]
    assert [(one["operation"], one["status"], one["error"]) for one in events] == [
        ("track.get_me", 400, "invalid"), ("track.update_preferences", 400, "invalid"),
    ]  # fmt: skip
    assert script.token not in repr([record.__dict__ for record in caplog.records])

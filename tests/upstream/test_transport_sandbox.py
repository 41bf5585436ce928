"""The transport against the sandbox: every fault that it knows, on a read, a write and a stream."""

from __future__ import annotations

import pytest

from dashboard.sandbox.people import ALICE
from dashboard.sandbox.protocol.faults import KINDS
from dashboard.upstream import errors
from dashboard.upstream.authorization import Authorization
from dashboard.upstream.contract import operation
from dashboard.upstream.secret import Secret
from tests.sweeps import sweep
from tests.upstream.calls import WEEK, failure, upstream

TRACK = Authorization("track_token", Secret(ALICE.track_token))
FOCUS = Authorization("focus_key", Secret(ALICE.focus_key))
READ = operation("track.get_preferences").call()
SAVE = operation("track.update_preferences").call({}, {"date_format": "DD.MM.YYYY"})
WRITE = operation("track.update_me").call({}, {"fullname": "Alice"})  # whose answer has a body
STREAM = operation("focus.stream_time_blocks").call(
    {"organization_id": ALICE.organization_id, "workspace_id": ALICE.workspace_id, **WEEK}
)
EXPECTED: dict[str, set[type[errors.UpstreamError]]] = {
    "status": {errors.ServerFailed},
    "redirect": {errors.Redirected},
    "reset_before": {errors.ConnectionLost},
    "reset_after": {errors.ConnectionLost},
    "close": {errors.ConnectionLost},
    "delay": {errors.TimedOut},
    "drip_headers": {errors.TimedOut},
    "drip_body": {errors.TimedOut, errors.Unreadable},
    "oversized": {errors.TooLarge, errors.Unreadable},
    "bomb": {errors.TooLarge, errors.Unreadable},
    "half": {errors.Unreadable},
    "garbage": {errors.Unreadable},
    "html": {errors.Unreadable},
    "empty": {errors.Unreadable},
}


def test_every_fault_of_the_sandbox_is_expected():
    assert set(EXPECTED) == set(KINDS)


OPTIONS = {
    "status": {"status": 503}, "redirect": {"location": "/elsewhere"},
    "delay": {"seconds": 30}, "drip_headers": {"seconds": 0.02}, "drip_body": {"seconds": 0.05},
}  # fmt: skip
WAITING = {"delay", "drip_headers", "drip_body"}  # the call ends by its deadline, and that is made short for them


def faulty(sandbox, kind, service="track"):
    """The transport to a sandbox that has one fault, for every operation and for ever."""
    sandbox.clear_faults()
    sandbox.clear_requests()
    sandbox.fault("*", kind, times=-1, **OPTIONS.get(kind, {}))
    return upstream(sandbox, service, time_scale=0.05 if kind in WAITING else 1)


@pytest.mark.long
@sweep(KINDS)
def test_a_read_ends_with_the_fault_s_error(kind, sandbox):
    error = failure(faulty(sandbox, kind).send, READ, TRACK, may_retry=lambda: True)
    assert type(error) in EXPECTED[kind]
    assert len(sandbox.wait_for_requests()) == (2 if kind == "status" else 1)


@pytest.mark.long
@sweep(sorted(set(KINDS) - {"empty"}))
def test_a_write_is_received_once_and_its_outcome_is_open(kind, sandbox):
    error = failure(faulty(sandbox, kind).send, WRITE, TRACK, may_retry=lambda: True)
    assert type(error) in EXPECTED[kind]
    assert error.sent
    assert len(sandbox.wait_for_requests()) == 1


@pytest.mark.long
@sweep(sorted(set(KINDS) - {"drip_body"}))  # a stream may be slow
def test_a_stream_shows_that_it_broke(kind, sandbox):
    def run() -> None:
        with faulty(sandbox, kind, "focus").stream(STREAM, FOCUS) as items:
            for _ in items:
                pass

    assert type(failure(run)) in EXPECTED[kind]
    assert len(sandbox.wait_for_requests()) == 1


def test_the_sandbox_and_the_transport_understand_each_other(sandbox):
    shared = upstream(sandbox)
    before = shared.send(READ, TRACK)
    assert before.quota is not None
    shared.send(SAVE, TRACK)
    assert READ.operation.canonical(shared.send(READ, TRACK).data)["date_format"] == "DD.MM.YYYY"
    with upstream(sandbox, "focus").stream(STREAM, FOCUS) as items:
        assert all(item["id"] for item in items)


def test_a_wrong_token_is_refused(sandbox):
    wrong = Authorization("track_token", Secret("f" * 32))
    logged = operation("track.get_logged").call()
    assert type(failure(upstream(sandbox).send, logged, wrong)) is errors.CredentialRefused
    key = Authorization("focus_key", Secret("toggl_sk_" + "f" * 32))
    settings = operation("focus.get_settings").call()
    assert type(failure(upstream(sandbox, "focus").send, settings, key)) is errors.CredentialRefused


def test_a_spent_quota_names_its_reset(sandbox):
    sandbox.set_quota("alice", "me", remaining=0, resets_in=133)
    error = failure(upstream(sandbox).send, READ, TRACK)
    assert type(error) is errors.QuotaSpent
    assert error.resets_at is not None

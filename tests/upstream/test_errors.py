"""The tree of errors is whole: drawn, worded, and every leaf of it comes from a real fault or a cause on this side."""

from __future__ import annotations

import re
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

from dashboard.upstream import errors
from dashboard.upstream.errors import UpstreamError
from tests.clock import held_network
from tests.sweeps import sweep
from tests.upstream import hostile as h
from tests.upstream.calls import ALICE, READ, SHORT, WRITE, failed, failure, upstream

JSON = "Content-Type: application/json"
QUOTA = ("X-Toggl-Quota-Remaining: 0", "X-Toggl-Quota-Resets-In: 133")

# What has to happen for each leaf, over real HTTP.
FAULTS: dict[type[UpstreamError], h.Behaviour] = {
    errors.TimedOut: h.hang,
    errors.ConnectionLost: h.reset,
    errors.Redirected: h.answer(302, b"", "Location: http://127.0.0.1:1/elsewhere"),
    errors.TooLarge: h.answer(200, b"[" + b"1," * 3_000_000 + b"1]", JSON),
    errors.Unreadable: h.answer(200, b"<html>Welcome to our hotel</html>", "Content-Type: text/html"),
    errors.CredentialRefused: h.answer(403, b""),
    errors.QuotaSpent: h.answer(402, b'"You have hit your hourly limit for API calls."', JSON, *QUOTA),
    errors.PlanLacksFeature: h.answer(402, b'"Workspace needs the feature"', JSON, "X-Toggl-Quota-Remaining: 7"),
    errors.InvalidRequest: h.answer(400, b'"Invalid timezone"', JSON),
    errors.Gone: h.answer(404, b""),
    errors.Throttled: h.answer(429, b"", "Retry-After: 2"),
    errors.ServerFailed: h.answer(503, b""),
}
ELSEWHERE = {
    errors.CannotConnect: "test_nobody_listens",
    errors.CertificateRefused: "test_a_stranger_s_certificate_is_refused",
    errors.Forbidden: "test_a_permission_is_missing",
    errors.UpstreamBusy: "test_every_connection_is_taken",
    errors.NotConnected: "test_a_call_without_a_credential_is_not_sent",
}
LOCAL = {  # raised by the gateway before it asks the transport
    errors.QuotaReserved: "the ledger keeps the rest for writes",
    errors.ShareSpent: "an access token has used its half of the quota",
    errors.PaceExceeded: "too many of one member wait for their turn",
    errors.BreakerOpen: "the service failed repeatedly",
    errors.ConnectionLatched: "the key was refused before",
    errors.CredentialUnreadable: "the vault cannot open the secret",
    errors.NotRecorded: "history cannot be written",
}


def subclasses(kind: type[UpstreamError]) -> list[type[UpstreamError]]:
    return [kind, *(deeper for below in kind.__subclasses__() for deeper in subclasses(below))]


LEAVES = [kind for kind in subclasses(UpstreamError) if not kind.__subclasses__()]


def test_every_leaf_has_its_cause():
    assert {*FAULTS, *ELSEWHERE, *LOCAL} == set(LEAVES)
    assert set(ELSEWHERE.values()) <= set(globals())


@sweep(FAULTS)
def test_a_real_fault_becomes_its_error(kind):
    with h.hostile(FAULTS[kind]) as server:
        error = failed(server, time_scale=SHORT if kind is errors.TimedOut else 1)
    assert type(error) is kind
    assert (error.service, error.operation_id) == ("track", "track.get_me")


def test_nobody_listens():
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    error = failed(url, WRITE)
    assert type(error) is errors.CannotConnect
    assert not error.sent


def test_a_stranger_s_certificate_is_refused(tmp_path):
    context, _ = h.self_signed(tmp_path, "127.0.0.1")
    with h.hostile(h.answer(200, b"{}"), tls=context) as server:
        error = failed(server, WRITE)
        assert server.requests == []
    assert type(error) is errors.CertificateRefused
    assert not error.sent


def test_a_permission_is_missing():
    sentence = b'"Permission required to update time entries lock setting."'
    with h.hostile(h.answer(403, sentence, JSON)) as server:
        error = failed(server, WRITE)
    assert type(error) is errors.Forbidden
    assert error.upstream_message == "Permission required to update time entries lock setting."
    assert not error.credential_suspect


def test_every_connection_is_taken():
    over = threading.Event()
    stuck = h.held(over, h.answer(200, b"{}"))
    with held_network() as network, h.hostile(stuck, network=network) as server, ThreadPoolExecutor(1) as threads:
        shared = upstream(server, pool_size=1)
        first = threads.submit(shared.send, READ, ALICE)
        server.wait_for_requests()
        error = failure(shared.send, READ, ALICE)
        assert network.elapsed == 2
        over.set()
        assert first.result().data == {}
    assert type(error) is errors.UpstreamBusy


def test_a_call_without_a_credential_is_not_sent():
    with h.hostile(h.answer(200, b"{}")) as server:
        error = failure(upstream(server).send, READ, None)
        assert server.requests == []
    assert type(error) is errors.NotConnected


def test_the_tree_is_drawn_as_it_is():
    drawn: dict[str, list[str]] = {}
    for indent, name in re.findall(r"^ {4}([│ ]*)[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE):
        drawn.setdefault(name if not indent else list(drawn)[-1], []).extend([name] if indent else [])
    groups = UpstreamError.__subclasses__()
    assert {name: set(leaves) for name, leaves in drawn.items()} == {
        group.__name__: {leaf.__name__ for leaf in group.__subclasses__()} for group in groups
    }


@sweep(subclasses(UpstreamError))
def test_each_error_speaks_to_a_person(kind):
    error = kind(service="focus")
    assert re.fullmatch(r"[A-Z][^%{}]+\.", str(error))
    later = kind(service="focus", resets_at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC))
    assert re.fullmatch(r"[A-Z][^%{}]+\.", str(later))


def test_the_time_of_the_reset_is_said():
    error = errors.QuotaSpent(service="track", resets_at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC))
    assert str(error) == "Requests to Track are used up until 14:05 UTC."


def test_codes_are_unique():
    codes = [kind.code for kind in subclasses(UpstreamError)]
    assert len(codes) == len(set(codes))


@sweep([*errors.Withheld.__subclasses__(), *errors.Refusal.__subclasses__()])
def test_what_was_refused_or_withheld_did_not_act(kind):
    assert kind().sent is (kind is errors.ServerFailed)


@sweep(LEAVES)
def test_an_error_carries_no_argument(kind):
    assert kind(service="track", upstream_message="no").args == ()

"""What leaves this machine, for whom, how often; and that nothing of it stays behind."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.upstream import errors
from dashboard.upstream.authorization import Authorization
from dashboard.upstream.contract import operation
from dashboard.upstream.secret import Secret
from dashboard.upstream.transport.client import Quota, Upstream
from tests.clock import held_network
from tests.sweeps import sweep
from tests.upstream import hostile as h
from tests.upstream.calls import ALICE, BOB, FOCUS_READ, READ, WRITE, failed, failure, send, upstream

OK = h.answer(200, b'{"id": 1}', "Content-Type: application/json")


def head(request: bytes) -> dict[str, str]:
    lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    return {"": lines[0]} | dict(line.split(": ", 1) for line in lines[1:])


def test_a_request_is_built_from_nothing():
    with h.hostile(OK) as server:
        send(server)
    sent = head(server.requests[0])
    assert sent.pop("Host") == f"127.0.0.1:{server.port}"
    assert sent.pop("User-Agent").startswith("Tandem/")
    assert sent == {
        "": "GET /api/v9/me HTTP/1.1",
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "Authorization": ALICE.header().encode().decode(),
    }


def test_a_write_carries_its_body():
    with h.hostile(OK) as server:
        send(server, WRITE)
    sent, body = head(server.requests[0]), server.requests[0].partition(b"\r\n\r\n")[2]
    assert sent[""] == "POST /api/v9/me/preferences HTTP/1.1"
    assert sent["Content-Type"] == "application/json"
    assert body == WRITE.body == b'{"date_format":"DD.MM.YYYY"}'


def test_a_write_without_a_body_says_so():
    archive = operation("focus.archive_time_block").call(
        {"organization_id": 1, "workspace_id": 2, "task_id": 3, "time_block_id": 4}
    )
    with h.hostile(h.answer(204)) as server:
        assert send(server, archive).data is None
    assert head(server.requests[0])["Content-Length"] == "0"


def test_an_operation_without_credentials_gets_none():
    lost = operation("track.verify_lost_password").call({"code": "c"} if _wants_code() else {})
    with h.hostile(h.answer(200, b"")) as server:
        upstream(server).send(lost, ALICE)
    assert "Authorization" not in head(server.requests[0])


def _wants_code() -> bool:
    return any(parameter.name == "code" for parameter in operation("track.verify_lost_password").parameters)


def test_a_path_of_the_base_address_is_kept():
    with h.hostile(OK) as server:
        send(server.url + "/behind/")
    assert head(server.requests[0])[""].startswith("GET /behind/api/v9/me ")


def test_the_answer_comes_with_what_is_left_of_the_quota():
    with h.hostile(
        h.answer(200, b'{"a": 1}', "X-Toggl-Quota-Remaining: 29", "X-Toggl-Quota-Resets-In: 3000")
    ) as server:
        reply = send(server)
    assert (reply.status, reply.data, reply.quota) == (200, {"a": 1}, Quota(29, 3000))


def test_the_answer_says_how_long_it_took():
    with held_network() as clock, h.hostile(h.then(h.silence(4), OK), network=clock) as server:
        assert send(server).seconds == pytest.approx(4)


@sweep(["ftp://example.com", "http://", "http://user@host", "127.0.0.1:80", "http://h?q=1"])
def test_an_address_that_cannot_be_one_is_refused(address):
    with pytest.raises(ValueError, match="address"):
        Upstream("track", address)


# ------------------------------------------------------------------ nothing stays
def test_one_person_s_credential_is_not_the_next_one_s():
    carol = Authorization("track_token", Secret("c" * 32))
    with h.hostile(OK) as server:
        shared = upstream(server)
        for who in (ALICE, carol, ALICE):
            shared.send(READ, who)
    seen = [head(request)["Authorization"] for request in server.requests]
    assert seen == [who.header().encode().decode() for who in (ALICE, carol, ALICE)]
    assert server.connections == 1  # over the same connection


def test_a_cookie_is_not_kept():
    with h.hostile(h.answer(200, b"{}", "Set-Cookie: session=alice; Path=/")) as server:
        shared = upstream(server)
        shared.send(READ, ALICE)
        shared.send(READ, ALICE)
    assert "Cookie" not in head(server.requests[1])


def test_a_redirect_is_not_followed():
    with h.hostile(OK) as elsewhere:
        to = h.answer(307, b"", f"Location: {elsewhere.url}/api/v9/me")
        with h.hostile(to) as server:
            error = failed(server, WRITE)
        assert elsewhere.requests == []
    assert type(error) is errors.Redirected
    assert len(server.requests) == 1


def test_proxies_and_netrc_of_the_environment_are_ignored(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login eve password eve")
    for name, value in {
        "HTTP_PROXY": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1",
        "NETRC": str(netrc),
    }.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(name.lower(), value)
    with h.hostile(OK) as server:
        assert send(server).data == {"id": 1}
    assert head(server.requests[0])["Authorization"] == ALICE.header().encode().decode()


def test_a_credential_of_the_other_service_is_not_sent():
    with h.hostile(OK) as server:
        with pytest.raises(ValueError, match="a credential of focus for track"):
            upstream(server).send(READ, BOB)
        assert server.requests == []


@sweep(["toggl_sk_1\r\nX-Evil: 1", "toggl_sk_ключ", "toggl_sk_\0"])
def test_a_key_that_no_header_can_carry_is_not_sent(key):
    with h.hostile(OK) as server:
        error = failure(upstream(server, "focus").send, FOCUS_READ, Authorization("focus_key", Secret(key)))
        assert server.requests == []
    assert type(error) is errors.CredentialRefused
    assert not error.sent


# ------------------------------------------------------------------ how often
@pytest.mark.long
@sweep([502, 503, 504])
def test_a_read_is_asked_once_more_when_the_gateway_had_trouble(status):
    with h.hostile(h.answer(status), OK) as server:
        assert upstream(server).send(READ, ALICE, may_retry=lambda: True).data == {"id": 1}
    assert len(server.requests) == 2


def test_a_read_is_asked_at_most_twice():
    with h.hostile(h.answer(503)) as server:
        error = failure(upstream(server).send, READ, ALICE, may_retry=lambda: True)
    assert type(error) is errors.ServerFailed
    assert len(server.requests) == 2


@sweep([None, lambda: False])
def test_a_read_is_asked_once_where_the_quota_does_not_allow_more(may_retry):
    with h.hostile(h.answer(503)) as server:
        failure(upstream(server).send, READ, ALICE, may_retry=may_retry)
    assert len(server.requests) == 1


@sweep([400, 401, 402, 403, 404, 408, 410, 429, 500, 501, 505])
def test_another_status_is_final(status):
    with h.hostile(h.answer(status)) as server:
        failure(upstream(server).send, READ, ALICE, may_retry=lambda: True)
    assert len(server.requests) == 1


@pytest.mark.long
@sweep([h.answer(503), h.reset, h.hang, h.answer(200, b"<html>"), h.raw(b"\x00\x01")])
def test_a_write_is_never_sent_twice(behaviour):
    with h.hostile(behaviour) as server:
        error = failure(upstream(server, time_scale=0.05).send, WRITE, ALICE, may_retry=lambda: True)
        server.wait_for_requests()
        assert len(server.requests) == 1
    assert error.sent
    assert not error.retryable


def test_a_read_that_found_nobody_is_tried_once_more():
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}"
    asked = []
    error = failure(upstream(url).send, READ, ALICE, may_retry=lambda: not asked.append(1))
    assert type(error) is errors.CannotConnect
    assert len(asked) == 1


def test_a_read_is_asked_once_more_after_a_moment_at_most():
    for _ in range(20):
        with held_network() as clock, h.hostile(h.answer(503), OK, network=clock) as server:
            assert upstream(server).send(READ, ALICE, may_retry=lambda: True).data == {"id": 1}
            assert clock.elapsed <= 0.3


# ------------------------------------------------------------------ kept connections
def test_a_connection_that_the_other_side_closed_is_not_used():
    with held_network() as network, h.hostile(h.then(OK, h.close)) as server:
        shared = upstream(server)
        for call in (READ, WRITE, WRITE):
            shared.send(call, ALICE)
            network.wait_for_more()  # the end
    assert (len(server.requests), server.connections) == (3, 3)


def test_a_write_is_not_trusted_to_a_connection_that_was_idle_for_long():
    with held_network() as clock, h.hostile(OK, network=clock) as server:
        shared = upstream(server)
        for call, idle, connections in [(READ, 0, 1), (WRITE, 3, 1), (READ, 30, 1), (WRITE, 3.1, 2), (READ, 30.1, 3)]:
            clock.pass_by(idle)
            shared.send(call, ALICE)
            assert (server.connections, idle) == (connections, idle)


def test_an_answer_that_nobody_asked_for_is_not_given_to_the_next_person():
    heard = threading.Event()
    early = h.then(OK, h.held(heard, h.answer(200, b'{"id": "of somebody else"}')))
    with held_network() as network, h.hostile(early, OK) as server:
        shared = upstream(server)
        shared.send(READ, ALICE)
        heard.set()
        network.wait_for_more()
        assert shared.send(READ, ALICE).data == {"id": 1}
    assert server.connections == 2


def test_a_read_on_a_connection_that_died_meanwhile_may_be_asked_again():
    with h.hostile(OK, h.close, OK) as server:
        shared = upstream(server)
        shared.send(READ, ALICE)
        assert shared.send(READ, ALICE, may_retry=lambda: True).data == {"id": 1}
    assert len(server.requests) == 3


def test_a_failed_call_gives_its_connection_back():
    with h.hostile(h.answer(200, b"[" * 6_000_000), h.reset, h.raw(b"garbage"), h.answer(500), OK) as server:
        shared = upstream(server, pool_size=1)
        for _ in range(4):
            failure(shared.send, READ, ALICE)
        assert shared.send(READ, ALICE).data == {"id": 1}


def test_ten_calls_at_once_do_not_wait_for_one_another():
    all_have_come = threading.Barrier(10, timeout=60)
    with h.hostile(h.then(lambda _line: all_have_come.wait(), OK)) as server, ThreadPoolExecutor(10) as threads:
        shared = upstream(server, time_scale=100)
        list(threads.map(lambda _: shared.send(READ, ALICE), range(10)))
    assert server.connections == 10


def test_a_slow_person_s_call_does_not_hold_up_another_s():
    over = threading.Event()
    with h.hostile(h.held(over, OK), OK) as server, ThreadPoolExecutor(1) as threads:
        shared = upstream(server, time_scale=100)
        slow = threads.submit(shared.send, READ, ALICE)
        server.wait_for_requests()
        assert shared.send(READ, ALICE).data == {"id": 1}
        assert not slow.done()
        over.set()
        assert slow.result().data == {"id": 1}


def test_the_first_answer_stands_where_asking_for_the_quota_took_too_long():
    with held_network() as clock, h.hostile(h.answer(503), OK, network=clock) as server:
        error = failure(upstream(server).send, READ, ALICE, may_retry=lambda: not clock.pass_by(8))
    assert type(error) is errors.ServerFailed
    assert len(server.requests) == 1

"""No upstream holds a call longer than its limit, however it dawdles, nor makes it swallow more than its share."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dashboard.upstream import errors
from dashboard.upstream.contract import Call
from tests.clock import held_network
from tests.sweeps import sweep
from tests.upstream import hostile as h
from tests.upstream.calls import ALICE, READ, SHORT, WRITE, failure, send, upstream

HEAD = b"HTTP/1.1 200 OK\r\n"
BODY = HEAD + b"Content-Length: 100000\r\n\r\n{"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
OK = h.answer(200, b'{"id": 1}')

WHOLE, SILENCE = 8, 5  # seconds: a call's time in all, and between two bytes
DAWDLING: dict[str, tuple[h.Behaviour, int]] = {
    "no word": (h.hang, SILENCE),
    "status line, byte by byte": (h.drip(b"HTTP/1.1 200 ", b"O"), WHOLE),
    "header, byte by byte": (h.drip(HEAD + b"X-Long: "), WHOLE),
    "header after header": (h.drip(HEAD, b"X: y\r\n"), WHOLE),
    "100 after 100": (h.drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), WHOLE),
    "body, byte by byte": (h.drip(BODY, b" "), WHOLE),
    "body without an end": (h.drip(HEAD + b"\r\n{", b" "), WHOLE),
    "chunk after chunk": (h.drip(CHUNKED, b"1\r\n \r\n"), WHOLE),
    "chunk without a size": (h.drip(CHUNKED, b"0"), WHOLE),
    "trailer after trailer": (h.drip(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: y\r\n"), WHOLE),
    "empty gzip members": (h.drip(HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")), WHOLE),
    "silence in the body": (h.then(h.say(BODY), h.hang), SILENCE),
    "an error that drips": (h.drip(b"HTTP/1.1 500 No\r\nContent-Length: 9999\r\n\r\n"), WHOLE),
    "a redirect that drips": (h.drip(b"HTTP/1.1 302 No\r\nLocation: /\r\nContent-Length: 9999\r\n\r\n"), WHOLE),
}


@sweep(DAWDLING, [READ, WRITE])
def test_a_dawdling_server_is_left_in_time(mode, call):
    behaviour, limit = DAWDLING[mode]
    with held_network() as clock, h.hostile(behaviour, network=clock) as server:
        error = failure(upstream(server).send, call, ALICE, may_retry=lambda: True)
        assert len(server.requests) == 1
    assert (type(error), error.sent) == (errors.TimedOut, True)
    assert clock.elapsed == pytest.approx(limit)


def test_an_answer_that_comes_within_the_limits_is_waited_for():
    slow = h.then(h.silence(4.9), h.say(HEAD), h.silence(3), h.say(b'Content-Length: 9\r\n\r\n{"id": 1}'))
    with held_network() as clock, h.hostile(slow, network=clock) as server:
        assert send(server).data == {"id": 1}
    assert clock.elapsed == pytest.approx(7.9)


@pytest.mark.slow
def test_the_true_limits_hold():
    def taken(mode: str) -> tuple[str, float, type[errors.UpstreamError]]:
        started = time.monotonic()
        with h.hostile(DAWDLING[mode][0]) as server:
            error = failure(upstream(server).send, READ, ALICE)
        return mode, time.monotonic() - started, type(error)

    with ThreadPoolExecutor(len(DAWDLING)) as threads:
        found = list(threads.map(taken, DAWDLING))
    late = 4  # seconds that a busy machine may add
    wrong = [one for one in found if not 0 <= one[1] - DAWDLING[one[0]][1] < late or one[2] is not errors.TimedOut]
    assert wrong == []


def test_a_server_that_takes_no_body_is_left():
    over = threading.Event()

    def deaf(line: h.Line) -> None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        over.wait(60)

    large = Call(WRITE.operation, WRITE.target, b" " * 30_000_000)
    with h.hostile(h.hang, on_accept=deaf) as server:
        error = failure(upstream(server, time_scale=SHORT).send, large, ALICE)
        over.set()
    assert (type(error), error.sent) == (errors.TimedOut, True)


# ------------------------------------------------------------------ over TLS
@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return h.self_signed(tmp_path_factory.mktemp("tls"), "127.0.0.1", "localhost")


def test_a_trusted_certificate_is_accepted_and_the_connection_kept(tls):
    context, trusted = tls
    with h.hostile(OK, tls=context) as server:
        shared = upstream(server, ca_file=trusted)
        assert [shared.send(READ, ALICE).data for _ in range(3)] == [{"id": 1}] * 3
        assert shared.send(WRITE, ALICE).status == 200
    assert server.connections == 1


def test_a_certificate_for_another_name_is_refused(tmp_path):
    context, trusted = h.self_signed(tmp_path, "track.example.com")
    with h.hostile(h.answer(200, b"{}"), tls=context) as server:
        assert type(failure(send, server, ca_file=trusted)) is errors.CertificateRefused


@sweep(["header, byte by byte", "body, byte by byte", "no word", "chunk after chunk"])
def test_a_dawdling_server_is_left_in_time_over_tls(mode, tls):
    (context, trusted), (behaviour, limit) = tls, DAWDLING[mode]
    with held_network() as clock, h.hostile(behaviour, tls=context, network=clock) as server:
        error = failure(send, server, WRITE, ca_file=trusted)
    assert (type(error), error.sent) == (errors.TimedOut, True)
    assert clock.elapsed == pytest.approx(limit)


@sweep([h.hang, h.drip(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", every=0.01)])
def test_a_handshake_has_its_limit(on_accept):
    with h.hostile(h.hang, on_accept=on_accept) as server:
        error = failure(send, f"https://127.0.0.1:{server.port}", WRITE, time_scale=SHORT)
    assert (type(error), error.sent) == (errors.CannotConnect, False)


def test_plain_http_on_a_tls_port_is_no_connection():
    with h.hostile(h.hang, on_accept=h.raw(b"HTTP/1.1 400 Plain\r\n\r\n")) as server:
        assert type(failure(send, f"https://127.0.0.1:{server.port}")) is errors.CannotConnect


# ------------------------------------------------------------------ names and addresses
DEAD = 9  # a port that does not answer, on a held network


def addresses(*ports: int) -> Any:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]
    return lambda *_args, **_options: found


def test_one_address_that_does_not_answer_has_its_limit():
    with held_network() as clock:
        clock.unreachable = {DEAD}
        error = failure(send, f"http://127.0.0.1:{DEAD}", WRITE)
    assert type(error) is errors.CannotConnect
    assert clock.elapsed == pytest.approx(2)


def test_many_addresses_share_the_time_of_one_call():
    with held_network() as clock:
        clock.unreachable = {DEAD}
        shared = upstream("http://track.test", lookup=addresses(*[DEAD] * 20))
        error = failure(shared.send, READ, ALICE, may_retry=lambda: True)
    assert type(error) is errors.CannotConnect
    assert clock.elapsed == pytest.approx(WHOLE)


def test_the_next_address_is_tried():
    with held_network() as clock, h.hostile(OK) as server:
        clock.unreachable = {DEAD}
        shared = upstream("http://track.test", lookup=addresses(DEAD, 1, server.port))
        assert shared.send(WRITE, ALICE).status == 200
    assert len(server.requests) == 1


@pytest.mark.slow
def test_a_port_that_takes_no_connection_has_its_true_limit():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]  # more than its queue has room for
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(("127.0.0.1", port))
        started = time.monotonic()
        error = failure(send, f"http://127.0.0.1:{port}", WRITE)
        taken = time.monotonic() - started
        for sock in waiting:
            sock.close()
    assert type(error) is errors.CannotConnect
    assert 2 <= taken < 6


def test_a_name_that_is_not_looked_up_in_time_is_no_connection():
    over = threading.Event()
    shared = upstream("http://track.test", lookup=lambda *_, **__: [][: over.wait(60)], time_scale=SHORT)
    assert type(failure(shared.send, READ, ALICE)) is errors.CannotConnect
    over.set()


def test_a_name_that_nobody_knows_is_no_connection():
    def unknown(*_args: Any, **_options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    assert type(failure(upstream("http://track.test", lookup=unknown).send, READ, ALICE)) is errors.CannotConnect


def test_a_name_that_cannot_be_one_is_no_connection_at_once():
    shared = upstream(f"http://{'x' * 80}.test", lookup=socket.getaddrinfo, time_scale=1000)
    for _ in range(2):
        assert type(failure(shared.send, READ, ALICE)) is errors.CannotConnect


def test_a_name_is_looked_up_once_a_minute():
    asked = []
    with held_network() as clock, h.hostile(h.then(OK, h.close), network=clock) as server:
        found = addresses(server.port)
        shared = upstream("http://track.test", lookup=lambda *_, **__: asked.append(1) or found())
        for lookups, seconds in [(1, 30), (1, 29), (1, 2), (2, 0)]:
            shared.send(READ, ALICE)
            assert len(asked) == lookups
            clock.wait_for_more()
            clock.pass_by(seconds)
    assert server.connections == 4


def test_an_ordinary_name_works():
    with h.hostile(OK) as server:
        assert send(f"http://localhost:{server.port}").data == {"id": 1}


# ------------------------------------------------------------------ memory
FLOODS = {
    "10 MB": h.flood(h.packet(200, length=10_000_000), b"[1,2,3]," * 12_500, 100),
    "100 MB without length": h.flood(HEAD + b"\r\n", b"[1,2,3]," * 12_500, 1000),
    "60 MB of headers": h.flood(HEAD, b"X-Header: " + b"y" * 60_000 + b"\r\n", 1000),
    "one header of 60 MB": h.flood(HEAD + b"X-Header: ", b"y" * 65_536, 1000),
    "60 MB of chunk size": h.flood(CHUNKED, b"x" * 65_536, 1000),
    "a bomb": h.raw(h.bomb()),
}


@sweep(FLOODS)
def test_a_flood_costs_little_memory(name):
    with h.hostile(FLOODS[name]) as server:
        tracemalloc.start()
        try:
            errors_seen = {type(failure(send, server)) for _ in range(2)}
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert errors_seen <= {errors.TooLarge, errors.Unreadable}
    assert peak < 12_000_000

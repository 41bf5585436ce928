"""No upstream holds a call longer than its limit, however it dawdles, nor makes it swallow more than its share."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dashboard.upstream import errors
from dashboard.upstream.contract import Call
from tests.deadlines import within
from tests.upstream import hostile as h
from tests.upstream.calls import ALICE, READ, SCALE, WRITE, failure, send, upstream

ROOT = Path(__file__).resolve().parents[2]
OVERRUN = 0.25  # seconds
HEAD = b"HTTP/1.1 200 OK\r\n"
BODY = HEAD + b"Content-Length: 100000\r\n\r\n{"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

DAWDLING: dict[str, h.Behaviour] = {
    "no word": h.hang,
    "status line, byte by byte": h.drip(b"HTTP/1.1 200 ", b"O"),
    "header, byte by byte": h.drip(HEAD + b"X-Long: "),
    "header after header": h.drip(HEAD, b"X: y\r\n", 0.05),
    "100 after 100": h.drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02),
    "body, byte by byte": h.drip(BODY, b" "),
    "body without an end": h.drip(HEAD + b"\r\n{", b" "),
    "chunk after chunk": h.drip(CHUNKED, b"1\r\n \r\n"),
    "chunk without a size": h.drip(CHUNKED, b"0"),
    "trailer after trailer": h.drip(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: y\r\n"),
    "empty gzip members": h.drip(HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
    "silence in the body": h.say_then(BODY, h.hang),
    "an error that drips": h.drip(b"HTTP/1.1 500 No\r\nContent-Length: 9999\r\n\r\n"),
    "a redirect that drips": h.drip(b"HTTP/1.1 302 No\r\nLocation: /\r\nContent-Length: 9999\r\n\r\n"),
}


@pytest.mark.parametrize("mode", DAWDLING)
def test_a_dawdling_server_is_left_in_time(mode):
    with h.hostile(DAWDLING[mode]) as server, ThreadPoolExecutor(2) as threads, within(8 * SCALE + OVERRUN):
        shared = upstream(server)
        read = threads.submit(failure, shared.send, READ, ALICE, may_retry=lambda: True)
        write = threads.submit(failure, shared.send, WRITE, ALICE, may_retry=lambda: True)
        found = [read.result(), write.result()]
        assert len(server.requests) == 2
    assert {type(error) for error in found} <= {errors.TimedOut, errors.TooLarge}
    assert all(error.sent for error in found)


@pytest.mark.slow
@pytest.mark.parametrize("mode", DAWDLING)
def test_the_true_limits_hold(mode):
    with h.hostile(DAWDLING[mode]) as server, within(8 + OVERRUN):
        assert type(failure(upstream(server, time_scale=1).send, READ, ALICE)) in {errors.TimedOut, errors.TooLarge}


def test_silence_ends_a_call_before_its_whole_time():
    with h.hostile(h.hang) as server, within(5 * SCALE + OVERRUN):
        failure(upstream(server).send, READ, ALICE)


def test_a_server_that_takes_no_body_is_left_in_time():
    def deaf(sock: socket.socket) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        time.sleep(3)

    large = Call(WRITE.operation, WRITE.target, b" " * 30_000_000)
    with h.hostile(h.hang, on_accept=deaf) as server, within(8 * SCALE + OVERRUN):
        error = failure(upstream(server).send, large, ALICE)
    assert type(error) is errors.TimedOut
    assert error.sent


# ------------------------------------------------------------------ over TLS
@pytest.fixture
def tls(tmp_path: Path) -> Any:
    return h.self_signed(tmp_path, "127.0.0.1", "localhost")


def test_a_trusted_certificate_is_accepted_and_the_connection_kept(tls):
    context, trusted = tls
    with h.hostile(h.answer(200, b'{"id": 1}'), tls=context) as server:
        shared = upstream(server, ca_file=trusted)
        assert [shared.send(READ, ALICE).data for _ in range(3)] == [{"id": 1}] * 3
        assert shared.send(WRITE, ALICE).status == 200
    assert server.connections == 1


def test_a_certificate_for_another_name_is_refused(tmp_path):
    context, trusted = h.self_signed(tmp_path, "track.example.com")
    with h.hostile(h.answer(200, b"{}"), tls=context) as server:
        assert type(failure(send, server, ca_file=trusted)) is errors.CertificateRefused


@pytest.mark.parametrize("mode", ["header, byte by byte", "body, byte by byte", "no word", "chunk after chunk"])
def test_a_dawdling_server_is_left_in_time_over_tls(tls, mode):
    context, trusted = tls
    with h.hostile(DAWDLING[mode], tls=context) as server, within(8 * SCALE + OVERRUN):
        error = failure(send, server, WRITE, ca_file=trusted)
    assert type(error) is errors.TimedOut
    assert error.sent


@pytest.mark.parametrize("on_accept", [h.hang, h.drip(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")], ids=["none", "drip"])
def test_a_handshake_has_its_limit(on_accept):
    with h.hostile(h.hang, on_accept=on_accept) as server:
        shared = upstream(f"https://127.0.0.1:{server.port}")  # reads the authorities' certificates, once
        with within(2 * SCALE + OVERRUN):
            error = failure(shared.send, WRITE, ALICE)
    assert type(error) is errors.CannotConnect
    assert not error.sent


def test_plain_http_on_a_tls_port_is_no_connection():
    with h.hostile(h.hang, on_accept=h.raw(b"HTTP/1.1 400 Plain\r\n\r\n")) as server:
        assert type(failure(send, f"https://127.0.0.1:{server.port}")) is errors.CannotConnect


# ------------------------------------------------------------------ names and addresses
@contextmanager
def black_hole() -> Iterator[int]:
    """A port that never completes a connection: its queue is full and nobody takes from it."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(("127.0.0.1", port))
        time.sleep(0.05)
        yield port
        for sock in waiting:
            sock.close()


def addresses(*ports: int) -> Any:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]
    return lambda *_args, **_options: found


def test_one_address_that_does_not_answer_has_its_limit():
    with black_hole() as port, within(2 * SCALE + OVERRUN):
        error = failure(send, f"http://127.0.0.1:{port}", WRITE)
    assert type(error) is errors.CannotConnect


def test_many_addresses_share_the_time_of_one_call():
    with black_hole() as port, within(8 * SCALE + OVERRUN):
        shared = upstream("http://track.test", lookup=addresses(*[port] * 20))
        error = failure(shared.send, READ, ALICE, may_retry=lambda: True)
    assert type(error) is errors.CannotConnect


def test_the_next_address_is_tried():
    with black_hole() as dead, h.hostile(h.answer(200, b'{"id": 1}')) as server:
        shared = upstream("http://track.test", lookup=addresses(dead, 1, server.port))
        assert shared.send(WRITE, ALICE).status == 200
    assert len(server.requests) == 1


def test_a_name_that_is_not_looked_up_in_time_is_no_connection():
    def slow(*_args: Any, **_options: Any) -> Any:
        time.sleep(1)
        return []

    shared = upstream("http://track.test", lookup=slow)
    with within(2 * SCALE + OVERRUN):
        assert type(failure(shared.send, READ, ALICE)) is errors.CannotConnect


def test_a_name_that_nobody_knows_is_no_connection():
    def unknown(*_args: Any, **_options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    assert type(failure(upstream("http://track.test", lookup=unknown).send, READ, ALICE)) is errors.CannotConnect


def test_a_name_that_cannot_be_one_is_no_connection():
    shared = upstream(f"http://{'x' * 80}.test", lookup=socket.getaddrinfo)
    for _ in range(2):
        with within(0.5):
            assert type(failure(shared.send, READ, ALICE)) is errors.CannotConnect


def test_a_name_is_looked_up_once_a_minute():
    asked = []
    with h.hostile(h.say_then(h.packet(200, b'{"id": 1}'), lambda sock: sock.close())) as server:
        found = addresses(server.port)
        shared = upstream("http://track.test", lookup=lambda *_, **__: asked.append(1) or found())
        for _ in range(3):
            shared.send(READ, ALICE)
            time.sleep(0.02)
    assert (len(asked), server.connections) == (1, 3)


def test_an_ordinary_name_works():
    with h.hostile(h.answer(200, b'{"id": 1}')) as server:
        assert send(f"http://localhost:{server.port}").data == {"id": 1}


# ------------------------------------------------------------------ memory
MEASURE = """
import resource, sys
from tests.upstream.calls import READ, ALICE, failure, upstream
shared = upstream(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
kinds = {type(failure(shared.send, READ, ALICE)).__name__ for _ in range(5)}
print(*kinds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.parametrize(
    "behaviour",
    [
        h.flood(h.packet(200, length=10_000_000), b"[1,2,3]," * 12_500, 100),
        h.flood(HEAD + b"\r\n", b"[1,2,3]," * 12_500, 1000),
        h.flood(HEAD, b"X-Header: " + b"y" * 60_000 + b"\r\n", 1000),
        h.flood(HEAD + b"X-Header: ", b"y" * 65_536, 1000),
        h.flood(CHUNKED, b"x" * 65_536, 1000),
    ],
    ids=["10 MB", "100 MB without length", "60 MB of headers", "one header of 60 MB", "60 MB of chunk size"],
)
def test_a_flood_costs_little_memory(behaviour):
    with h.hostile(behaviour) as server:
        assert growth(server.url) < 50


def test_a_bomb_costs_little_memory():
    with h.hostile(h.raw(h.bomb())) as server:
        assert growth(server.url) < 50


def growth(url: str) -> float:
    """The megabytes by which a fresh process grows at its peak, over five calls that all fail."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, url], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    kind, megabytes = done.stdout.split()
    assert kind in {"TooLarge", "Unreadable"}
    return float(megabytes)

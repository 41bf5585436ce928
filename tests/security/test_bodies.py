"""A body that is too long is refused before it is read; one that is slow keeps nobody waiting and comes to an end."""

from __future__ import annotations

import select
import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
import requests

from tests.served import served

HEAD = "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\n"
HEAD += f"Cookie: csrf={'a' * 32}\r\n"  # with which Django reads the form, to compare
MEGABYTE = 1_000_000


def sent(stack: ExitStack, address: str, data: bytes) -> socket.socket:
    parts = urlsplit(address)
    sock = stack.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=60))
    sock.sendall(data)
    return sock


def status(sock: socket.socket) -> int:
    return int(sock.makefile("rb").readline().split()[1])


def slow_body(stack: ExitStack, address: str) -> socket.socket:
    return sent(stack, address, f"{HEAD}Content-Length: 100\r\n\r\n--b".encode())


@pytest.mark.processes
def test_a_length_or_chunks_beyond_the_limit_are_refused_unread(transactional_db, bob, tmp_path):
    file = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + bytes(1_900_000)
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    with served(TMPDIR=str(tmp_path)) as address, ExitStack() as stack:
        announced = sent(stack, address, f"{HEAD}Content-Length: {300 * MEGABYTE}\r\n\r\n".encode())
        chunked = sent(stack, address, f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 31)
        assert (status(announced), status(chunked)) == (413, 413)
        unfinished = sent(stack, address, f"{HEAD}Content-Length: {2 * MEGABYTE}\r\n\r\n".encode() + file)
        assert requests.get(f"{address}/livez", timeout=60).status_code == 200
        assert list(tmp_path.iterdir()) == [], "no file of a stranger's is put on the disk"
        unfinished.sendall(bytes(2 * MEGABYTE - len(file)))
        assert status(unfinished) == 403, "what fits is read, and refused for its lack of a CSRF token"
        assert list(tmp_path.iterdir()) == []


@pytest.mark.processes
def test_slow_bodies_together_hold_so_much_and_no_more(transactional_db):
    """Of forty callers who each keep back the end of 1.9 MB, those beyond 64 MB are refused."""
    data = f"{HEAD}Content-Length: 1900001\r\n\r\n".encode() + bytes(1_900_000)
    with served() as address, ExitStack() as stack:
        held = {sent(stack, address, data) for _ in range(40)}
        while len(held) > 64 / 1.9:
            answered, _, _ = select.select(held, [], [], 25)
            assert answered, f"{len(held)} bodies of 1.9 MB are held"
            assert {status(sock) for sock in answered} == {503}
            held -= set(answered)
        assert len(held) > 20
        assert requests.get(f"{address}/livez", timeout=60).status_code == 200


@pytest.mark.processes
def test_more_slow_bodies_than_threads_stop_nobody(transactional_db):
    with served(threads=4) as address, ExitStack() as stack:
        for _ in range(64):
            slow_body(stack, address)
        for path in ("/livez", "/accounts/login/"):
            assert requests.get(f"{address}{path}", timeout=10).status_code == 200


@pytest.mark.slow
def test_a_body_has_half_a_minute_however_it_drips(transactional_db):
    with served() as address, ExitStack() as stack:
        dripping, silent = slow_body(stack, address), slow_body(stack, address)
        dripping.settimeout(1)
        answer = b""
        for _ in range(45):  # a byte a second, for 45 of 97 bytes
            try:
                answer = dripping.recv(12)
                break
            except TimeoutError:
                dripping.sendall(b"x")
        assert answer == b"HTTP/1.1 408"
        assert status(silent) == 408


@pytest.mark.processes
def test_a_form_without_files_is_shorter(transactional_db):
    fields = b"a=" + b"%41" * 90_000
    form = HEAD.replace("multipart/form-data; boundary=b", "Application/X-WWW-Form-Urlencoded")
    with served() as address, ExitStack() as stack:
        announced = sent(stack, address, f"{form}Content-Length: {len(fields)}\r\n\r\n".encode())
        chunked = sent(stack, address, f"{form}Transfer-Encoding: chunked\r\n\r\n41eb2\r\n".encode() + fields)
        assert (status(announced), status(chunked)) == (413, 413)


@pytest.mark.processes
def test_small_forms_are_read_while_large_bodies_are_held(transactional_db):
    data = f"{HEAD}Content-Length: 2000000\r\n\r\n".encode() + bytes(1_999_999)
    with served() as address, ExitStack() as stack:
        held = [sent(stack, address, data) for _ in range(33)]
        assert select.select(held, [], [], 25)[0], "one is too many, so as much is held as may be"
        form = {"login": "x" * 1000}
        assert requests.post(f"{address}/accounts/login/", form, timeout=60).status_code == 200

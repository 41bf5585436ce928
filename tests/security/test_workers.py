"""A worker that is killed is started again, and who asks meanwhile waits instead of being refused."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from config.server import STOPPED_WITHIN
from tests.processes import served_on
from tests.security.test_headers import certificate
from tests.served import running

pytestmark = pytest.mark.processes


def workers(url: str, master: int) -> set[int]:
    """Return the numbers of the processes that answer."""
    return {int(path.name) for path in served_on(urlsplit(url).port or 0)} - {master}


def test_a_killed_worker_is_started_again_and_nobody_is_refused(transactional_db):
    answers: list[int] = []
    with running() as (url, process):
        (first,) = workers(url, process.pid)
        os.kill(first, signal.SIGKILL)
        people = [threading.Thread(target=lambda: answers.append(ask(url))) for _ in range(8)]
        for one in people:
            one.start()
        for one in people:
            one.join()
        assert workers(url, process.pid).isdisjoint({first})
        assert process.poll() is None
    assert answers == [200] * 8


def ask(url: str) -> int:
    return requests.get(f"{url}/livez", timeout=60).status_code


def test_what_the_server_writes_is_for_its_own_user(transactional_db):
    with running() as (url, process):
        masks = {
            next(line for line in (Path("/proc") / str(pid) / "status").read_text().splitlines() if "Umask" in line)
            for pid in {*workers(url, process.pid), process.pid}
        }
    assert masks == {"Umask:\t0077"}


@pytest.mark.slow
def test_a_caller_who_does_not_leave_delays_a_stop_for_half_a_minute_at_most(transactional_db, tmp_path):
    cert, key = certificate(tmp_path)
    with running(tls=(cert, key)) as (url, process):
        address = (urlsplit(url).hostname, urlsplit(url).port)
        trusting = ssl.create_default_context(cafile=cert)
        with (
            socket.create_connection(address) as plain,
            trusting.wrap_socket(plain, server_hostname=address[0]) as sock,
        ):
            sock.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))
            assert sock.recv(9)
            process.terminate()
            assert process.wait(timeout=STOPPED_WITHIN + 15) == 0

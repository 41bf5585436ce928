"""A worker that is killed is started again, and who asks meanwhile waits instead of being refused."""

from __future__ import annotations

import os
import signal
import socket
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from config.server import STOPPED_WITHIN
from tests.processes import served_on
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
def test_a_caller_who_does_not_finish_delays_a_stop_for_half_a_minute_at_most(transactional_db):
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n"
    with (
        running() as (url, process),
        socket.create_connection((urlsplit(url).hostname, urlsplit(url).port)) as slow,
    ):
        slow.sendall(head)
        process.terminate()
        assert process.wait(timeout=STOPPED_WITHIN + 15) == 0

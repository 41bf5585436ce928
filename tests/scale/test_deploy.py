"""A deploy under load: the workers are replaced while people go on, and no request is lost."""

from __future__ import annotations

import http.client
import signal
import subprocess
import threading
from urllib.parse import urlsplit

import pytest

from tests.processes import eventually, served_on
from tests.served import running

pytestmark = pytest.mark.slow
PEOPLE = 4


def keep_asking(netloc: str, over: threading.Event, answers: list[int | str]) -> None:
    """Ask again and again, on a connection of its own each time, as behind a proxy that balances."""
    while not over.is_set():
        connection = http.client.HTTPConnection(netloc, timeout=60)
        try:
            connection.request("GET", "/accounts/login/")
            answer = connection.getresponse()
            answer.read()
            answers.append(answer.status)
        except (OSError, http.client.HTTPException) as problem:
            answers.append(type(problem).__name__)
        finally:
            connection.close()


def workers(url: str, master: int) -> set[str]:
    return {path.name for path in served_on(urlsplit(url).port or 0)} - {str(master)}


def replace(url: str, process: subprocess.Popen[bytes], answers: list[int | str]) -> None:
    """Have the worker replaced, and wait until the new one answers alone."""
    before, asked = workers(url, process.pid), len(answers)
    process.send_signal(signal.SIGHUP)
    eventually(lambda: before.isdisjoint(workers(url, process.pid)), "the old worker ends")
    gone = len(answers)
    eventually(lambda: len(answers) > gone + PEOPLE, "the new one answers")
    assert gone > asked, "somebody answered all the while"


def test_new_workers_take_over_without_losing_a_request(alice, transactional_db):
    answers: list[int | str] = []
    over = threading.Event()
    with running(workers=1, threads=8) as (url, process):
        people = [
            threading.Thread(target=keep_asking, args=(urlsplit(url).netloc, over, answers)) for _ in range(PEOPLE)
        ]
        for one in people:
            one.start()
        try:
            for _ in range(2):
                replace(url, process, answers)
        finally:
            over.set()
            for one in people:
                one.join()
    assert set(answers) == {200}

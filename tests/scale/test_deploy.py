"""A deploy under load: the workers are replaced while people go on, and no request is lost."""

from __future__ import annotations

import http.client
import signal
import threading
import time
from urllib.parse import urlsplit

import pytest

from tests.served import running

pytestmark = pytest.mark.slow
PEOPLE = 4
SECONDS = 6.0


def keep_asking(netloc: str, until: float, answers: list[int | str]) -> None:
    """Ask again and again, on a connection of its own each time, as behind a proxy that balances."""
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(netloc, timeout=10)
        try:
            connection.request("GET", "/accounts/login/")
            answer = connection.getresponse()
            answer.read()
            answers.append(answer.status)
        except (OSError, http.client.HTTPException) as problem:
            answers.append(type(problem).__name__)
        finally:
            connection.close()


def test_new_workers_take_over_without_losing_a_request(alice, transactional_db):
    answers: list[int | str] = []
    with running(workers=1, threads=8) as (url, process):
        until = time.monotonic() + SECONDS
        given = (urlsplit(url).netloc, until, answers)
        people = [threading.Thread(target=keep_asking, args=given) for _ in range(PEOPLE)]
        for one in people:
            one.start()
        for _ in range(2):
            time.sleep(SECONDS / 4)
            process.send_signal(signal.SIGHUP)
        for one in people:
            one.join()
    assert len(answers) > 20
    assert set(answers) == {200}

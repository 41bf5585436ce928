"""A Redis that answers with errors is as survivable as none: pages, sign-in and proxy go on."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import caches
from django.test import Client

from config import redis_cache
from tests.accounts.page_objects import sign_in
from tests.clock import held_clock
from tests.redis import Redis, needs_redis
from tests.sweeps import sweep

pytestmark = [pytest.mark.processes, pytest.mark.long]


class Refusing(socketserver.ThreadingTCPServer):
    """Says the same error to whatever is asked."""

    daemon_threads = True

    def __init__(self, error: bytes) -> None:
        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                for line in self.rfile:
                    if line.startswith(b"*"):
                        self.wfile.write(b"-" + error + b"\r\n")

        super().__init__(("127.0.0.1", 0), Handler)
        self.port: int = self.server_address[1]


@contextmanager
def refusing(error: bytes) -> Iterator[Refusing]:
    with Refusing(error) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def everything_answers(alice) -> None:
    """Sign in, look at pages, ask through the proxy; nothing may be an error of ours."""
    browser = sign_in(alice, Client())
    answers = [browser.answer, *(browser.get(path) for path in ("/", "/bff/track/api/v9/me", "/calendar/"))]
    assert [answer.status_code for answer in answers] == [302, 200, 200, 200]
    assert sign_in(alice, Client(), "wrong").answer.status_code == 200


@pytest.mark.parametrize(
    "error",
    [
        b"LOADING Redis is loading the dataset in memory",
        b"NOAUTH Authentication required.",
        b"READONLY You can't write against a read only replica.",
        b"OOM command not allowed when used memory > 'maxmemory'.",
        b"MISCONF Redis is configured to save RDB snapshots",
        b"NOREPLICAS Not enough good replicas to write.",
        b"ERR unknown command",
    ],
    ids=lambda error: error.split()[0].decode(),
)
def test_whatever_the_error_is(error, quick_passwords, alice, sandbox, settings):
    with refusing(error) as server, held_clock():
        settings.CACHES = Redis.caches(server, settings.CACHES)
        everything_answers(alice)
        assert caches["ledger"].is_degraded
    redis_cache.recover()


@pytest.fixture
def redis(settings):
    server = Redis()
    settings.CACHES = server.caches(settings.CACHES)
    yield server
    server.stop()
    redis_cache.recover()


@needs_redis
@sweep(
    [
        (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0")),
        (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE")),
    ]
)
def test_it_takes_over_again_when_it_may_be_written_to(refuse, mend, quick_passwords, alice, sandbox, redis):
    with held_clock() as clock:
        caches["kept"].set("before", 1)
        redis.hand.execute_command(*refuse)
        everything_answers(alice)
        assert caches["ledger"].is_degraded
        clock.pass_by(redis_cache.LEFT_ALONE_FOR)
        everything_answers(alice)
        assert caches["ledger"].is_degraded, "it can be read, and is not back"
        redis.hand.execute_command(*mend)
        clock.pass_by(redis_cache.LEFT_ALONE_FOR)
        everything_answers(alice)
        assert not caches["ledger"].is_degraded

"""While Redis is gone the site goes on from memory and spends less; when it is back it takes over again."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from django.core.cache import caches

from config import redis_cache
from dashboard.gateway import ledger
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import QuotaReserved
from dashboard.upstream.quota import Quota
from tests.clock import held_clock
from tests.ports import free_port

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server"),
]


class Redis:
    """A Redis of the test's own, which can be stopped and started."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        quiet = ["--save", "", "--appendonly", "no"]
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", *quiet]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert any("Ready to accept connections" in line for line in self.process.stdout), "Redis did not start"

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def clock():
    with held_clock() as clock:
        yield clock


@pytest.fixture
def redis(settings, clock):
    server = Redis()
    settings.CACHES = {
        name: {
            "BACKEND": "config.redis_cache.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{server.port}/0",
            "KEY_PREFIX": name,
        }
        for name in settings.CACHES
    }
    yield server
    server.stop()
    redis_cache.recover()


def test_reads_go_on(alice, sandbox, redis):
    gateway.read(alice, "track.get_preferences")
    redis.stop()
    assert gateway.read(alice, "track.get_preferences").data


def test_signed_in_people_stay_signed_in(alice, sandbox, redis, client_of):
    client = client_of(alice)
    redis.stop()
    assert client.get("/connections/").status_code == 200


def spend(most: int) -> int:
    for sent in range(most):
        try:
            ticket = ledger.draw("alice", "me", for_write=False)
        except QuotaReserved:
            return sent
        ledger.settle(ticket, Quota(29 - sent, 3600))
    return most


def test_the_ledger_spends_less_than_it_hears(alice, redis):
    redis.stop()
    assert spend(most=40) < 20


def test_redis_takes_over_again(alice, redis, clock):
    ledger_cache = caches["ledger"]
    redis.stop()
    ledger_cache.set("a", 1)
    redis.start()
    clock.pass_by(redis_cache.LEFT_ALONE_FOR - 0.1)
    assert ledger_cache.is_degraded, "for some seconds nobody tries Redis again"
    assert ledger_cache.get("a") == 1
    clock.pass_by(0.1)
    ledger_cache.set("b", 2)
    assert not ledger_cache.is_degraded
    assert (ledger_cache.get("a"), ledger_cache.get("b")) == (None, 2)

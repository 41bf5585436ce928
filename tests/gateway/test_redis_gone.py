"""While Redis is gone the site goes on from memory and spends less; when it is back it takes over again."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from config import redis_cache
from dashboard.gateway import services as gateway
from dashboard.gateway.limits import quota_ledger
from dashboard.upstream.errors import QuotaReserved
from dashboard.upstream.quota import Quota
from tests.clock import held_clock
from tests.redis import Redis, needs_redis

pytestmark = [pytest.mark.processes, needs_redis]


@pytest.fixture
def clock():
    with held_clock() as clock:
        yield clock


@pytest.fixture
def redis(settings, clock):
    server = Redis()
    settings.CACHES = server.caches(settings.CACHES)
    yield server
    server.stop()
    redis_cache.recover()


def test_reads_go_on(alice, sandbox, redis):
    gateway.read_json(alice, "track.get_preferences")
    redis.stop()
    assert gateway.read_json(alice, "track.get_preferences").data


def test_signed_in_people_stay_signed_in(alice, sandbox, redis, client_of):
    client = client_of(alice)
    redis.stop()
    assert client.get("/connections/").status_code == 200


def spend(most: int) -> int:
    for sent in range(most):
        try:
            ticket = quota_ledger.acquire("alice", "me", for_write=False)
        except QuotaReserved:
            return sent
        quota_ledger.settle_response(ticket, Quota(29 - sent, 3600))
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


def test_what_changed_meanwhile_does_not_come_back_as_it_was(alice, redis, clock):
    kept = caches["kept"]
    kept.set_many({"changed": 1, "dropped": 1, "untouched": 1})
    redis.hang()
    kept.set("changed", 2)
    kept.delete("dropped")
    assert kept.is_degraded
    redis.go_on()
    clock.pass_by(redis_cache.LEFT_ALONE_FOR)
    assert kept.get_many(["changed", "dropped", "untouched"]) == {"untouched": 1}
    assert not kept.is_degraded


def test_a_second_outage_knows_nothing_of_the_first(alice, redis, clock):
    kept = caches["kept"]
    redis.stop()
    kept.set("first", 1)
    redis.start()
    clock.pass_by(redis_cache.LEFT_ALONE_FOR)
    assert kept.get("first") is None
    redis.stop()
    assert kept.get("first") is None
    assert kept.is_degraded

"""A session that was ended is over, whatever becomes of Redis meanwhile and afterwards."""

from __future__ import annotations

import pytest
from django.test import Client

from config import redis_cache
from dashboard.accounts import tokens
from dashboard.accounts.models import AccessToken
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
    server.go_on()
    server.stop()
    redis_cache.recover()


def is_in(browser: Client) -> bool:
    return browser.get("/access-tokens/").status_code == 200


def copy_of(browser: Client) -> Client:
    """Another browser with the same cookies."""
    other = Client()
    other.cookies.load({name: morsel.value for name, morsel in browser.cookies.items()})
    return other


@pytest.mark.long
def test_one_that_is_signed_out_while_redis_hangs(alice, redis, clock, client_of):
    browser = client_of(alice)
    thief = copy_of(browser)
    assert is_in(browser)
    redis.hang()
    browser.post("/accounts/logout/")
    assert not is_in(thief)
    redis.go_on()
    clock.pass_by(redis_cache.LEFT_ALONE_FOR)
    assert not is_in(thief)


def test_one_that_began_while_redis_was_gone(alice, redis, clock, client_of):
    redis.stop()
    browser = client_of(alice)
    thief = copy_of(browser)
    assert is_in(thief)
    redis.start()
    clock.pass_by(redis_cache.LEFT_ALONE_FOR)
    browser.post("/accounts/logout/")
    redis.stop()
    assert not is_in(thief)


@pytest.mark.long
def test_a_token_that_is_revoked_while_redis_hangs(alice, sandbox, redis, clock):
    token = tokens.make(alice, name="script", can_write=False, services=["track"]).reveal()

    def status() -> int:
        return Client().get("/bff/track/api/v9/me", headers={"Authorization": f"Bearer {token}"}).status_code

    assert status() == 200
    redis.hang()
    tokens.revoke(AccessToken.objects.get())
    assert status() == 401
    redis.go_on()
    clock.pass_by(redis_cache.LEFT_ALONE_FOR)
    assert status() == 401

"""Whoever can write to the cache runs nothing, sees nothing of others and becomes nobody."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.test import Client

from config.cache import CLOCKS_DIFFER_BY, MISSING, ProcessCache
from dashboard.gateway import services as gateway
from dashboard.gateway.limits.single_flight import FAILED_FOR
from dashboard.sandbox.people import BOB
from tests.accounts.page_objects import sign_in
from tests.connections.page_objects import paste
from tests.redis import Redis, needs_redis
from tests.sweeps import Wrong

PROXIED = "/bff/track/api/v9/me/preferences"


AT_PAGES = {"a pickle", "the value of another name", "a list"}  # what is tried with whole pages as well


class Touch:
    """What runs where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


@pytest.fixture
def redis(settings):
    server = Redis()
    settings.CACHES = server.caches(settings.CACHES)
    yield server
    server.stop()


PAGES = ("/", "/calendar/", "/statuses/", "/preferences/track/", "/team/", PROXIED)


def everything(alice: Any, browser: Client) -> list[int]:
    """Do what fills every kind of key, and give the status of each answer."""
    answers = [browser.get(path) for path in PAGES]
    answers += [sign_in(alice, Client(), "wrong").answer, sign_in(alice, Client()).answer]
    answers += [paste(browser, "track", BOB.track_token), browser.post("/connections/track/confirm/")]
    answers.append(browser.post("/access-tokens/", {"name": "a", "scope": "read", "services": "track", "days": "7"}))
    answers.append(browser.post("/profile/lost-password/reset/", {"email": "alice@example.com"}))
    caches["ledger"].set("failed:x", [0.0, "timed_out", {}], FAILED_FOR)
    return [answer.status_code for answer in answers]


def hostile(path: Path) -> dict[str, Callable[[Any, bytes, dict[bytes, bytes]], Any]]:
    """Ways of putting something else under a name, each called with a client, the name, and all that was there."""

    def other(hand: Any, name: bytes, before: dict[bytes, bytes]) -> None:
        names = sorted(before)
        hand.set(name, before[names[names.index(name) - 1]])

    def as_list(hand: Any, name: bytes, before: dict[bytes, bytes]) -> None:
        hand.delete(name)
        hand.rpush(name, before[name])

    return {
        "a pickle": lambda hand, name, _before: hand.set(name, pickle.dumps(Touch(path))),
        "a number": lambda hand, name, _before: hand.set(name, 1),
        "nothing": lambda hand, name, _before: hand.set(name, b""),
        "JSON": lambda hand, name, _before: hand.set(name, b'{"is_active": true}'),
        "half of it": lambda hand, name, before: hand.set(name, before[name][: len(before[name]) // 2]),
        "a bit changed": lambda hand, name, before: hand.set(name, before[name][:-1] + b"\x00"),
        "the value of another name": other,
        "a list": as_list,
    }


@pytest.mark.processes
@pytest.mark.long
@needs_redis
def test_no_value_under_any_name_runs_or_breaks_anything(quick_passwords, alice, sandbox, redis, client_of, tmp_path):
    browser, hand, wrong = client_of(alice), redis.hand, Wrong()
    statuses = everything(alice, browser)
    assert max(statuses) < 500, statuses
    kinds = {name.split(b":")[2].split(b".")[0] for name in names(hand)}
    assert len(kinds) > 5, kinds
    for what, write in hostile(tmp_path / "ran").items():
        before = {name: hand.get(name) for name in names(hand) if hand.type(name) == b"string"}
        for name in before:
            write(hand, name, before)
        with wrong.about(what):
            assert [name for name in before if _read(name) is not None] == []
            if what in AT_PAGES:
                assert max(statuses := everything(alice, browser)) < 500, statuses
            assert not (tmp_path / "ran").exists()
        for name, value in before.items():
            hand.set(name, value)
    assert wrong == []


def names(hand) -> set[bytes]:
    """What the caches keep; the mark of a Redis that has just come back, which lasts a second, is nobody's value."""
    return {name for name in hand.scan_iter() if not name.endswith(b":back")}


def _read(name: bytes) -> Any:
    """What our cache finds under a name of Redis."""
    prefix, _version, key = name.decode().split(":", 2)
    return caches[prefix.rpartition(".")[2]].get(key)


@pytest.mark.processes
@needs_redis
def test_nobody_is_signed_in_by_what_the_cache_says(alice, redis):
    for prefix in ("kept", "default", "ledger", "sessions"):
        for name in ("django.contrib.sessions.cached_db", "django.contrib.sessions.cache", "member.", "token."):
            redis.hand.set(f"{redis.port}.{prefix}:2:{name}{'a' * 32}", pickle.dumps({"_auth_user_id": str(alice.pk)}))
    thief = Client()
    thief.cookies[django_settings.SESSION_COOKIE_NAME] = "a" * 32
    assert thief.get("/team/").status_code == 302


@pytest.mark.processes
@needs_redis
def test_a_lock_that_somebody_else_put_there_holds_nobody_up(alice, sandbox, redis):
    gateway.read_json(alice, "track.get_preferences")
    (ledger,) = [name for name in redis.hand.scan_iter() if b".ledger:2:" in name and name.count(b":") == 2]
    lock = ledger.replace(b":2:", b":2:lock:")
    for value in (b"held", pickle.dumps("held")):
        redis.hand.set(lock, value)
        assert gateway.read_json(alice, "track.get_preferences", refresh=True).cost == 1
    redis.hand.delete(lock)
    redis.hand.rpush(lock, b"held")
    assert gateway.read_json(alice, "track.get_preferences", refresh=True).cost == 1


def test_memory_takes_the_same_way(tmp_path):
    cache = ProcessCache("of this test", {"KEY_PREFIX": "x"})
    cache.set("a", {"b": [1, None, "ü"]})
    assert cache.get("a") == {"b": [1, None, "ü"]}
    cache.set("a", b"bytes")
    assert cache.get("a") == b"bytes"
    with pytest.raises(TypeError):
        cache.set("a", Touch(tmp_path))


def test_a_value_that_is_put_back_later_is_over():
    cache = ProcessCache("of this test", {"KEY_PREFIX": "x"})
    assert cache.unpacked("x", cache.packed("x", 1, 5)) == 1
    old = cache.packed("x", 1, -CLOCKS_DIFFER_BY - 1)
    assert cache.unpacked("x", old) is MISSING

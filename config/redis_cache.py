"""Redis for the caches, falling back to the process's own memory while Redis is gone or refuses.

Nothing here decides who has access: that is read from the database. Responses can be fetched again, limits keep
counting in each process, and the quota ledger knows (`is_degraded`) that it does not see what other processes send.
What was changed meanwhile is deleted in Redis before anything is read there again, and the memory is emptied.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from config.cache import MISSING, ProcessCache, SignedCache

log = structlog.get_logger(__name__)

LEFT_ALONE_FOR = 5.0  # seconds after a failure until Redis is tried again
CONNECT_TIMEOUT = 1.0  # seconds
ANSWER_TIMEOUT = 2.0  # long enough for a busy machine: a server taken for gone costs half of the quota
GONE = object()
FOREIGN = b""  # what is said to stand under a name that holds no string: no value of ours is empty

Timeout = float | None


class _Outage:
    """Whether Redis is gone: one state for the process, as all caches share the server."""

    is_on = False
    until = 0.0  # when it is tried again, of the monotonic clock
    recovering = threading.Lock()
    noting = threading.Lock()  # held to add to `missed`, and to say that nothing is missed any more
    missed: set[str] = set()  # names of what was changed meanwhile
    memories: dict[str, ProcessCache] = {}


def recover() -> None:
    """Try Redis again at the next command."""
    _Outage.until = 0.0


@lru_cache(maxsize=8)
def _client(url: str) -> Redis:
    """Return a server's client; all threads and caches share its connections."""
    retry = Retry(
        NoBackoff(), 1, (RedisConnectionError,)
    )  # for one that the server closed meanwhile; silence is enough
    return Redis.from_url(url, socket_connect_timeout=CONNECT_TIMEOUT, socket_timeout=ANSWER_TIMEOUT, retry=retry)


class RedisCache(SignedCache):
    """A cache in Redis that falls back to memory instead of raising."""

    def __init__(self, url: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._redis = _client(url)
        memory = ProcessCache(self.key_prefix, {**params, "OPTIONS": {"MAX_ENTRIES": 5000}})
        self._memory = _Outage.memories.setdefault(self.key_prefix, memory)

    @property
    def is_degraded(self) -> bool:
        """Whether this process works from its own memory at the moment."""
        return _Outage.is_on

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or `default`."""
        name = self.make_and_validate_key(key, version)
        stored = self._ask(lambda redis: redis.get(name))
        if stored is GONE:
            return self._memory.get(key, default, version)
        found = self.unpacked(name, stored)
        return default if found is MISSING else found

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        """Return the values that exist."""
        names = {self.make_and_validate_key(key, version): key for key in keys}
        stored = self._ask(lambda redis: redis.mget(list(names))) if names else []
        if stored is GONE:
            return self._memory.get_many(names.values(), version)
        values = {key: self.unpacked(name, one) for (name, key), one in zip(names.items(), stored, strict=True)}
        return {key: value for key, value in values.items() if value is not MISSING}

    def set(self, key: Any, value: Any, timeout: Timeout = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value for `timeout` seconds."""
        self.set_many({key: value}, timeout, version)

    def set_many(
        self, data: Mapping[Any, Any], timeout: Timeout = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        """Keep several values."""
        names = {self.make_and_validate_key(key, version): value for key, value in data.items()}
        stored = {name: self.packed(name, value, timeout) for name, value in names.items()}

        def store(redis: Redis) -> None:
            if len(stored) == 1:
                redis.set(*next(iter(stored.items())), px=self._milliseconds(timeout))
            elif stored:
                with redis.pipeline(transaction=False) as pipeline:
                    for name, one in stored.items():
                        pipeline.set(name, one, px=self._milliseconds(timeout))
                    pipeline.execute()

        if self._ask(store, *names) is GONE:
            self._memory.set_many(dict(data), timeout, version)
        return []

    def add(self, key: Any, value: Any, timeout: Timeout = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is a valid one; return whether it was kept."""
        name = self.make_and_validate_key(key, version)
        stored = self.packed(name, value, timeout)

        def store(redis: Redis) -> Any:
            return redis.set(name, stored, px=self._milliseconds(timeout), nx=True)

        done = self._ask(store, name)
        if not done:
            there = self._ask(lambda redis: redis.get(name))
            if there not in {None, GONE} and self.unpacked(name, there) is MISSING:
                self._ask(lambda redis: redis.delete(name))  # it would stand in the way for good
                done = self._ask(store, name)
        return self._memory.add(key, value, timeout, version) if done is GONE else bool(done)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Delete a value; return whether there was one."""
        name = self.make_and_validate_key(key, version)
        done = self._ask(lambda redis: redis.delete(name), name)
        return self._memory.delete(key, version) if done is GONE else bool(done)

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        """Delete several values."""
        keys = list(keys)
        names = [self.make_and_validate_key(key, version) for key in keys]
        if names and self._ask(lambda redis: redis.delete(*names), *names) is GONE:
            self._memory.delete_many(keys, version)

    def clear(self) -> None:
        """Delete everything, in all caches."""
        self._ask(lambda redis: redis.flushdb())
        self._memory.clear()

    def _milliseconds(self, timeout: Timeout) -> int | None:
        timeout = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if timeout is None else max(1, int(timeout * 1000))

    def _ask(self, command: Callable[[Redis], Any], *changes: str) -> Any:
        """Return what Redis answers, or GONE. `changes` are the names that the command writes."""
        if self._is_gone() and self._noted(changes):
            return GONE
        try:
            return command(self._redis)
        except RedisError as error:
            if isinstance(error, ResponseError) and str(error).startswith("WRONGTYPE"):
                return FOREIGN
            if not _Outage.is_on:
                _forget_memories()
                log.warning("redis_gone", reason=type(error).__name__)
            with _Outage.noting:
                _Outage.is_on, _Outage.until = True, time.monotonic() + LEFT_ALONE_FOR
                _Outage.missed.update(changes)
            return GONE

    def _noted(self, changes: Iterable[str]) -> bool:
        """Note what to delete in Redis later; return False when it is back meanwhile."""
        with _Outage.noting:
            if _Outage.is_on:
                _Outage.missed.update(changes)
            return _Outage.is_on

    def _is_gone(self) -> bool:
        """Whether to skip Redis. When it may be back, one thread checks."""
        if not _Outage.is_on:
            return False
        if time.monotonic() < _Outage.until or not _Outage.recovering.acquire(blocking=False):
            return True
        try:
            self._catch_up()
        except RedisError:
            _Outage.until = time.monotonic() + LEFT_ALONE_FOR
        finally:
            _Outage.recovering.release()
        return _Outage.is_on

    def _catch_up(self) -> None:
        """Delete in Redis what was changed while it was gone. Raises RedisError, also when it refuses writes."""
        self._redis.set(f"{self.key_prefix}:back", b"", ex=1)
        while names := self._missed():
            try:
                self._redis.delete(*names)
            except RedisError:
                self._noted(names)
                raise
        log.info("redis_back")

    def _missed(self) -> list[str]:
        """Return some of the missed names; when none is left, Redis is back."""
        with _Outage.noting:
            names = [_Outage.missed.pop() for _one in range(min(1000, len(_Outage.missed)))]
            if not names:
                _forget_memories()
                _Outage.is_on = False
            return names


def _forget_memories() -> None:
    for memory in _Outage.memories.values():
        memory.clear()

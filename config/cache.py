"""Redis for the caches, with the process's own memory standing in while Redis is gone.

Sessions are in the database too, kept copies can be read again, limits go on counting in each process, and the
ledger knows (`is_degraded`) that it no longer sees what other processes send.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

log = structlog.get_logger(__name__)

LEFT_ALONE_FOR = 5.0  # seconds after a failure until Redis is tried again


class _Standing:
    """When Redis was last found gone; one for the process, since all caches share the server."""

    gone_until = 0.0


def recover() -> None:
    """Try Redis again at once instead of after a while."""
    _Standing.gone_until = 0.0


class _OneClient(RedisCacheClient):
    """Django's, with the client of a server made once for each thread: making it costs as much as the command."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._made: dict[Any, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Return the client for reading or writing."""
        del key  # as Django does: no server has keys of its own
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]  # not in Django's stubs
        if pool not in self._made:
            self._made[pool] = self._client(connection_pool=pool)  # type: ignore[attr-defined]
        return self._made[pool]


class ResilientRedisCache(RedisCache):
    """Django's Redis cache that falls back to memory instead of raising while the server cannot be reached."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _OneClient
        self._memory = LocMemCache(str(params.get("KEY_PREFIX", "")), {"OPTIONS": {"MAX_ENTRIES": 5000}})

    @property
    def is_degraded(self) -> bool:
        """Whether this process is on its own at the moment."""
        return time.monotonic() < _Standing.gone_until

    def _or_memory(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if not self.is_degraded:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except (RedisConnectionError, RedisTimeoutError) as error:
                _Standing.gone_until = time.monotonic() + LEFT_ALONE_FOR
                log.warning("redis_gone", reason=type(error).__name__)
        return getattr(self._memory, name)(*args, **kwargs)


def _resilient(name: str) -> Callable[..., Any]:
    def method(self: ResilientRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory(name, *args, **kwargs)

    method.__name__ = name
    method.__doc__ = f"`{name}` in Redis, or in memory while Redis is gone."
    return method


for _name in (
    "add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear",
):  # fmt: skip
    setattr(ResilientRedisCache, _name, _resilient(_name))

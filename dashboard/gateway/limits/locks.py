"""A short lock in the shared cache, right across threads, processes and machines.

redis-py's `Lock` would not replace it: the cache is the process's memory without Redis, and while Redis is gone.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache.backends.base import BaseCache

HELD_AT_MOST = 5  # seconds; what is done under a lock takes milliseconds, so longer means its holder died
FIRST_PAUSE = 0.001  # seconds
LONGEST_PAUSE = 0.02


class LockUnavailable(Exception):
    """The lock could not be had in time, or the cache is gone."""


@contextmanager
def cache_lock(cache: BaseCache, name: str, wait: float = HELD_AT_MOST + 1.0) -> Iterator[None]:
    """Hold the lock `name`; wait at most `wait` seconds. Raises LockUnavailable."""
    key, owner = f"lock:{name}", secrets.token_hex(8)
    deadline, pause = time.monotonic() + wait, FIRST_PAUSE
    while not cache.add(key, owner, HELD_AT_MOST):
        if time.monotonic() >= deadline:
            raise LockUnavailable(name)
        time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads the waiters, guards nothing
        pause = min(pause * 1.5, LONGEST_PAUSE)
    try:
        yield
    finally:
        # Never let go of another's lock: ours ran out, or was had in memory while Redis was gone, which is back by now.
        if cache.get(key) == owner:
            cache.delete(key)

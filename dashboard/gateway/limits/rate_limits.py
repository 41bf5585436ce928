"""How often a member may do what is not counted by Toggl's quota: in the shared cache, over all processes."""

from __future__ import annotations

import time
from math import ceil

from django.core.cache import caches

from dashboard.gateway.limits.locks import LockUnavailable, cache_lock
from dashboard.upstream.errors import Throttled


def spend(name: str, *, most: int, window: int, service: str = "") -> None:
    """Count one of `most` times within `window` seconds of the first. Raises Throttled."""
    cache = caches["default"]
    try:
        with cache_lock(cache, name):
            count, ends = _counted(name)
            ends = ends or time.time() + window
            cache.set(name, [count + 1, ends], max(1.0, ends - time.time()))
    except LockUnavailable:
        raise Throttled(service=service, retry_after=1) from None
    if count >= most:
        raise Throttled(service=service, retry_after=max(1, ceil(ends - time.time())))


def left(name: str, *, most: int) -> int:
    """Return how often it may still be done."""
    return max(0, most - _counted(name)[0])


def _counted(name: str) -> tuple[int, float]:
    """Return how often it was done, and when that is forgotten (seconds since 1970, 0 where it was not)."""
    count, ends = caches["default"].get(name) or (0, 0.0)
    return (count, ends) if ends > time.time() else (0, 0.0)

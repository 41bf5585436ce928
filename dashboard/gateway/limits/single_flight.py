"""Coalescing: identical reads at one time are one call, across threads and processes.

The first in a process leads its threads; the leaders take turns under a lock in the shared cache. The call itself looks
first whether one before it has kept what it wants; that one failed is left in the shared cache for those who joined.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from django.core.cache import caches

from dashboard.upstream.errors import PaceExceeded, UpstreamError, error_again, facts_of

T = TypeVar("T")
LONGEST = 12.0  # seconds: a call's 8 and its waiting for the pace
PAUSE = 0.02
FAILED_FOR = 3  # seconds that a failure waits for those who joined

_here: dict[str, Future[Any]] = {}
_guard = threading.Lock()


def join(name: str, call: Callable[[], T], *, since: float) -> T:
    """Make `call`, alone among those of its name, or share the result with threads that join meanwhile.

    Raises what the call raised, here or elsewhere after `since`.
    """
    with _guard:
        flying: Future[T] | None = _here.get(name)
        if mine := flying is None:
            flying = _here[name] = Future()
    if not mine:
        return flying.result(timeout=LONGEST * 2)
    try:
        flying.set_result(_across_processes(name, call, since))
    except BaseException as error:  # noqa: BLE001 - handed to every thread that waits
        flying.set_exception(error)
    finally:
        with _guard:
            del _here[name]
    return flying.result()


def _across_processes(name: str, call: Callable[[], T], since: float) -> T:
    cache, deadline = caches["ledger"], time.monotonic() + LONGEST
    while not cache.add(f"flight:{name}", 1, LONGEST):
        if time.monotonic() > deadline:
            raise PaceExceeded(retry_after=1)
        time.sleep(PAUSE)
    try:
        if failed := _failed(name, since):
            raise failed
        return call()
    except UpstreamError as error:  # no other: what an unforeseen one holds has no business in a cache
        cache.set(f"failed:{name}", [time.time(), error.code, facts_of(error)], FAILED_FOR)
        raise
    finally:
        cache.delete(f"flight:{name}")


def _failed(name: str, since: float) -> UpstreamError | None:
    """Return how the same call has just failed elsewhere, after `since`."""
    at, code, facts = caches["ledger"].get(f"failed:{name}") or (0.0, "", {})
    return error_again(code, facts) if code and at >= since else None

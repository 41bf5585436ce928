"""Coalescing: identical reads at one time are one call, across threads and processes.

The first in a process leads its threads; the first of the leaders (a lock in the shared cache) makes the call, and
what it brought lies in the shared cache for the others, a failure included.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from django.core.cache import caches

from dashboard.upstream.errors import PaceExceeded

T = TypeVar("T")
LONGEST = 12.0  # seconds: a call's 8 and its waiting for the pace
PAUSE = 0.02
LANDED_FOR = 3  # seconds that a landed result waits for those who joined

_here: dict[str, Future[Any]] = {}
_guard = threading.Lock()


def join(name: str, call: Callable[[], T], *, since: float) -> T:
    """Make `call`, or take the result of the same call made elsewhere after `since`. Raises what the call raised."""
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
        if (landed := _landed(name, since)) is not None:
            found: T = _unpack(landed)
            return found
        if time.monotonic() > deadline:
            raise PaceExceeded(retry_after=1)
        time.sleep(PAUSE)
    try:
        landed = _landed(name, since)  # perhaps between our look and our lock
        result: T = _make(name, call) if landed is None else _unpack(landed)
        return result
    finally:
        cache.delete(f"flight:{name}")


def _landed(name: str, since: float) -> tuple[float, Any, Exception | None] | None:
    landed: tuple[float, Any, Exception | None] | None = caches["ledger"].get(f"landed:{name}")
    return landed if landed and landed[0] >= since else None


def _make(name: str, call: Callable[[], T]) -> T:
    cache = caches["ledger"]
    try:
        result = call()
    except Exception as error:
        cache.set(f"landed:{name}", (time.time(), None, error), LANDED_FOR)
        raise
    cache.set(f"landed:{name}", (time.time(), result, None), LANDED_FOR)
    return result


def _unpack(landed: tuple[float, Any, Exception | None]) -> Any:
    _, result, error = landed
    if error:
        raise error
    return result

"""One way to time a call."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

ROUNDS = 7


def microseconds(
    work: Callable[[], object], calls: int, *, clock: Callable[[], float] = time.perf_counter, rounds: int = ROUNDS
) -> float:
    """Return the median over some rounds of the time that one of `calls` calls takes, by `clock` in seconds."""
    found = []
    for _ in range(rounds):
        started = clock()
        for _ in range(calls):
            work()
        found.append((clock() - started) / calls * 1e6)
    return statistics.median(found)

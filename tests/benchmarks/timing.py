"""One way to time a call, and to tell how fast the machine is just then."""

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


def loop() -> float:
    """Return milliseconds of processor time of a loop: 2.0 on the quiet machine that the goals were set on."""
    return microseconds(lambda: [one * one for one in range(100_000)], 1, clock=time.process_time) / 1e3

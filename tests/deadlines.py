"""That something ends in time, whatever else the machine does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

THREADS = Path("/proc/self/task")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """It is over in time, not counting how long a thread of ours, and one it waited for, had no processor."""
    waited, started = _waited(), time.monotonic()
    yield
    taken = time.monotonic() - started
    late = sum(sorted(now - waited.get(thread, 0.0) for thread, now in _waited().items())[-2:])
    assert taken <= seconds + late, f"took {taken:.2f} s, of which {late:.2f} s without a processor"


def _waited() -> dict[str, float]:
    """Return the seconds that each thread was ready and had no processor: the second figure of Linux' `schedstat`."""
    found = {}
    for thread in THREADS.iterdir() if THREADS.exists() else []:
        with suppress(OSError, IndexError):  # it has just ended, or this kernel does not tell
            found[thread.name] = int((thread / "schedstat").read_text().split()[1]) / 1e9
    return found

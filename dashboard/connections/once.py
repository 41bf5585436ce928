"""A form that is sent twice is done once: the second sending waits for the outcome of the first."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache

from dashboard.accounts.models import User

T = TypeVar("T")

REMEMBERED = 600  # seconds
LONGEST_WAIT = 10.0  # seconds; a call to Toggl ends after 8
UNDER_WAY = ""


def once(user: User, key: str, work: Callable[[], T], *, lost: T) -> T:
    """Return what `work` gives, calling it once for each `key` of this person.

    It gives plain data that is not empty. A repetition gets what the first call gave, or `lost` when that does not end
    in time. Without a key it is called.
    """
    if not key:
        return work()
    name = f"once:{user.pk}:{key[:64]}"
    if not cache.add(name, UNDER_WAY, REMEMBERED):
        return _outcome(name, lost)
    try:
        outcome = work()
    except BaseException:
        cache.delete(name)
        raise
    cache.set(name, outcome, REMEMBERED)
    return outcome


def _outcome(name: str, lost: T) -> T:
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline:
        found: Any = cache.get(name, lost)
        if found != UNDER_WAY:
            return found  # type: ignore[no-any-return]
        time.sleep(0.05)
    return lost

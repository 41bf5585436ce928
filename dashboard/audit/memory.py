"""What pages work out from history, remembered until history goes on.

Every page of settings tells what was changed before, every calendar what could be undone. Both follow from rows that
never change, so they stay true until there is a newer one; to know that costs a look at an index.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

from dashboard.audit import services as audit

T = TypeVar("T")

KEPT_FOR = 3600  # seconds


def remembered(name: str, actor_id: int | None, work_out: Callable[[], T]) -> T:
    """Return what `work_out` finds in the rows of a person, or in everybody's, anew only when there are newer ones.

    `name` tells what was found from anything else that is found in the rows of the same person.
    """
    name = f"history.{actor_id}.{name}"
    newest = audit.newest(actor_id)
    known: tuple[int, T] | None = caches["kept"].get(name)
    if known and known[0] == newest:
        return known[1]
    found = work_out()
    caches["kept"].set(name, (newest, found), KEPT_FOR)
    return found

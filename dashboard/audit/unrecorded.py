"""What takes a right away happens even where history is damaged; it is kept aside, and joined to the chain later.

Whoever damages history must not keep a stolen token alive with that. The log says it as well, at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.db import DatabaseError, transaction

from dashboard.audit.models import End, Unrecorded
from dashboard.web import origin

log = structlog.get_logger(__name__)


def keep(told: Mapping[str, Any], problem: DatabaseError) -> None:
    """Keep aside what history cannot take, and let the page say so. `told` are fields of `Entry`."""
    try:
        with transaction.atomic():
            Unrecorded(told=dict(told)).save()
        kept = True
    except DatabaseError:
        kept = False  # the log is all there is
    log.error("history_not_recorded", reason=str(problem), kept=kept, told=dict(told))
    origin.note_unrecorded()


def waiting() -> tuple[int, int]:
    """Return how many wait to be joined, and how many of them Tandem did not write."""
    rows = list(Unrecorded.objects.all())
    return len(rows), sum(not row.is_signed() for row in rows)


def join() -> int:
    """Add to history what waits, with its own time, and return how many rows that was. Raises HistoryBroken.

    What Tandem did not write stays where it is, for `verify_history` to name.
    """
    if not Unrecorded.objects.exists():
        return 0
    with transaction.atomic():
        End.held(End.LAST)  # so that nobody joins the same rows
        rows = [row for row in Unrecorded.objects.order_by("id") if row.is_signed()]
        for row in rows:
            row.entry.save()
            row.delete()
    return len(rows)

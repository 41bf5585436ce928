"""What a form asks for that is about several blocks: which ones, what is to become of them, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from dashboard.gateway import services as gateway
from dashboard.gateway.limits.quota_ledger import Level
from dashboard.gateway.undo.stacks import UndoGroup, cost_of
from dashboard.timeblocks.services import clock, jobs, labels, writes
from dashboard.timeblocks.services.address import FIRST, LAST, whole_number
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.clock import NoSuchTime
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.timeblocks.services.failures import InvalidInput
from dashboard.timeblocks.services.jobs import Item, Job
from dashboard.upstream import timestamps

UNASKED = 20  # blocks that are changed without asking first
FURTHEST = 366  # days
MOST_MOVED = 9_999_999  # days, hours or minutes that a form may name
DONE = {
    "shift": ngettext_lazy("%(n)d block moved.", "%(n)d blocks moved.", "n"),
    "complete": ngettext_lazy("%(n)d block completed.", "%(n)d blocks completed.", "n"),
    "reopen": ngettext_lazy("%(n)d block reopened.", "%(n)d blocks reopened.", "n"),
    "archive": ngettext_lazy("%(n)d block archived.", "%(n)d blocks archived.", "n"),
    "unarchive": ngettext_lazy("%(n)d block is back.", "%(n)d blocks are back.", "n"),
    "delete": ngettext_lazy("%(n)d block deleted.", "%(n)d blocks deleted.", "n"),
    "restore": ngettext_lazy("%(n)d block is back.", "%(n)d blocks are back.", "n"),
}
ON_GRID = {"shift", "complete", "reopen", "archive", "delete"}
WAYS = {"earlier": -1, "later": 1}  # the buttons of the form that works without scripts


@dataclass(frozen=True, slots=True)
class Shift:
    """How far blocks are moved: days on the calendar first, then elapsed minutes."""

    days: int = 0
    minutes: int = 0


STAY = Shift()


def action_of(data: QueryDict) -> str:
    """Return which of DOING a form asks for, or an empty string."""
    action = data.get("action", "")
    return "shift" if action in WAYS else action if action in ON_GRID else ""


def ids_of(data: QueryDict) -> list[int]:
    """Return the blocks that were ticked; a script sends them as one list."""
    texts = [text for value in data.getlist("block") for text in value.split(",")]
    return list(dict.fromkeys(number for text in texts if (number := whole_number(text)) is not None))


def shift_of(data: QueryDict) -> Shift:
    """Return how far to move. Raises InvalidInput."""
    way = WAYS.get(data.get("action", ""))
    if way is None:
        shift = Shift(_whole(data.get("days", "0")), _whole(data.get("minutes", "0")))
    else:
        by = way * _whole(data.get("by", ""))
        shift = Shift(days=by) if data.get("unit") == "days" else Shift(minutes=by * 60)
    if shift == STAY:
        raise InvalidInput(_("Say by how much the blocks are to move."))
    if abs(shift.days) + abs(shift.minutes) / clock.DAY > FURTHEST:
        raise InvalidInput(_("Blocks move by a year at most."))
    return shift


def _whole(text: str) -> int:
    number = whole_number(text.strip().removeprefix("-"), MOST_MOVED)
    if number is None:
        raise InvalidInput(_("Say by how much the blocks are to move."))
    return -number if text.strip().startswith("-") else number


# ------------------------------------------------------------------ jobs
def job_of(calendar: CalendarContext, name: str, action: str, blocks: Sequence[Block], shift: Shift = STAY) -> Job:
    """Return what is to be done; blocks that are somebody else's fail before anything is sent. Raises InvalidInput."""
    is_other = calendar.viewer.is_other
    items = [item for block in blocks if not is_other(block) and (item := _item(calendar, action, block, shift))]
    why = {"why": _("This block is not yours."), "code": jobs.OTHER}
    failed = [_named(calendar, block) | why for block in blocks if is_other(block)]
    return Job(name, action, jobs.parts(items, action), len(items), failed=failed)


def _named(calendar: CalendarContext, block: Block) -> Item:
    return {"id": block.id, "task": block.task_id, "name": calendar.viewer.describe(block)}


def _item(calendar: CalendarContext, action: str, block: Block, shift: Shift) -> Item | None:
    """Return what is sent of a block and what it is now; None where it is already as wanted."""
    was: dict[str, Any]
    body: dict[str, Any]
    if action == "shift":
        starts = shifted(calendar.zone, block.starts, shift)
        was, body = {"start": timestamps.text_of(block.starts)}, {"start": timestamps.text_of(starts)}
    elif action in {"complete", "reopen"}:
        was, body = {"completed": block.completed}, {"completed": action == "complete"}
    else:
        return _named(calendar, block) | {"was": writes.snapshot(block)}
    return _named(calendar, block) | {"was": was, "body": body} if was != body else None


def shifted(zone: ZoneInfo, starts: int, shift: Shift) -> int:
    """Return a start some days and minutes on: the same time on the wall, or the next that exists.

    Raises InvalidInput.
    """
    on, minute, fold = clock.wall(zone, starts)
    target = on + timedelta(days=shift.days)
    if not FIRST <= target <= LAST:
        raise InvalidInput(_("The day is beyond what the calendar shows."))
    try:
        moved = clock.instant(zone, target, minute, fold) + starts % 60 if shift.days else starts
    except NoSuchTime as error:
        moved = int(error.next_valid.timestamp())
    return moved + shift.minutes * 60


def undo_job(name: str, group: UndoGroup, *, force: bool) -> Job:
    """Return what undoes a group that needs many requests."""
    label = labels.undo_label(group)
    todo = [[{"write": str(one.write_id), "name": label, "cost": cost_of(one)}] for one in group.entries]
    return Job(name, "undo", todo, group.cost, label=label, force=force)


# ------------------------------------------------------------------ what it costs
def needs_confirmation(calendar: CalendarContext, job: Job) -> bool:
    """Whether a job is so large, or costs so much of what is left, that it is asked for first."""
    left = remaining_quota(calendar)
    return job.total > UNASKED or (left is not None and job.cost > left.remaining)


def remaining_quota(calendar: CalendarContext) -> Level | None:
    """Return what is left of the quota that changes of blocks spend; None where nobody knows."""
    level = gateway.level(calendar.user.pk, "focus.update_time_blocks", calendar.workspace.params)
    return level if level is not None and level.known else None

"""The actions on a block, by the words that their addresses end in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dashboard.gateway.undo.stacks import UndoGroup
from dashboard.timeblocks.block.forms import LONGEST, BlockForm, initial_of, skipped
from dashboard.timeblocks.calendar import view_models
from dashboard.timeblocks.services import clock, labels, writes
from dashboard.timeblocks.services.address import FIRST, LAST, whole_number
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.clock import NoSuchTime
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.timeblocks.services.failures import InvalidInput
from dashboard.timeblocks.services.writes import BlockWriteResult, DesiredBlock
from dashboard.web import times

SHOWN = 20  # blocks that are named where many were changed
STEP = 900  # seconds that one press of a button moves
MOST_MINUTES = 999_999  # that a form may name; what is too long for a block is said as such
USUAL = 3600  # seconds that a planned task gets where it has no estimate
VERBS = {
    "move": gettext_lazy("Moved"),
    "earlier": gettext_lazy("Moved"),
    "later": gettext_lazy("Moved"),
    "longer": gettext_lazy("Longer"),
    "shorter": gettext_lazy("Shorter"),
    "complete": gettext_lazy("Completed"),
    "reopen": gettext_lazy("Reopened"),
    "archive": gettext_lazy("Archived"),
    "unarchive": gettext_lazy("Brought back from the archive"),
    "delete": gettext_lazy("Deleted"),
    "restore": gettext_lazy("Restored"),
    "duplicate": gettext_lazy("Duplicated"),
    "split": gettext_lazy("Split"),
    "copy": gettext_lazy("Copied"),
}


def act(request: HttpRequest, calendar: CalendarContext, block: Block, action: str, *, key: str) -> BlockWriteResult:
    """Do one of VERBS to a block. Raises InvalidInput."""
    if action in writes.STATES:
        return writes.set_state(calendar, block, action, key=key)
    if action == "duplicate":
        return writes.duplicate(calendar, block, key=key)
    if action == "split":
        return writes.split(calendar, block, _cut(request, calendar, block), key=key)
    if action == "copy":
        starts, sync = submitted_instant(request, calendar), writes.sync_of(calendar.user)
        return writes.create(calendar, DesiredBlock(block.task_id, starts, block.seconds, sync=sync), key=key)
    return writes.change(calendar, block, CHANGES[action](request, calendar, block), key=key)


def _desired(block: Block, **parts: Any) -> DesiredBlock:
    desired = replace(writes.desired_of(block), **parts)
    if desired.seconds is not None and not 0 <= desired.seconds <= LONGEST:
        raise InvalidInput(_("A block lasts between nothing and seven days."))
    return desired


def _moved(request: HttpRequest, calendar: CalendarContext, block: Block) -> DesiredBlock:
    """Return the block at the wall-clock time that was sent: date, minute and fold, and a length in minutes."""
    starts = submitted_instant(request, calendar)
    if not request.POST.get("length"):
        return _desired(block, starts=starts)
    length = whole_number(request.POST["length"], MOST_MINUTES)
    if length is None:
        raise InvalidInput(_("The length is not a number of minutes."))
    same = block.seconds is not None and length == block.seconds // 60
    return _desired(block, starts=starts, seconds=block.seconds if same else length * 60)


def submitted_instant(request: HttpRequest, calendar: CalendarContext) -> int:
    """Return the instant of a sent date, minute and fold. Raises InvalidInput."""
    minute, fold = whole_number(request.POST.get("minute", ""), clock.DAY - 1), request.POST.get("fold", "0")
    on = times.date_of(request.POST.get("date", ""))
    if on is None:
        raise InvalidInput(_("The day is no date."))
    if minute is None or not FIRST <= on <= LAST:
        raise InvalidInput(_("The time is none of that day."))
    try:
        return clock.instant(calendar.zone, on, minute, 1 if fold == "1" else 0)
    except NoSuchTime as error:
        raise InvalidInput(skipped(minute, error, calendar.viewer.clock)) from None


def differs_from_seen(request: HttpRequest, calendar: CalendarContext, block: Block) -> bool:
    """Whether the page showed a block at another time or length than it has, when somebody began to move it there."""
    seen = request.POST.get("seen", "")
    on, minute, fold = clock.wall(calendar.zone, block.starts)
    return bool(seen) and seen != f"{on.isoformat()} {minute} {fold} {(block.seconds or 0) // 60}"


def moved_form(request: HttpRequest, calendar: CalendarContext, block: Block) -> tuple[DesiredBlock, BlockForm]:
    """Return what a move asked for, and the same as the form of a block. Raises InvalidInput."""
    desired = _moved(request, calendar, block)
    values = initial_of(replace(block, starts=desired.starts, seconds=desired.seconds), calendar.zone)
    data = {f"block-{name}": _typed(value) for name, value in values.items()}
    return desired, BlockForm(data, zone=calendar.zone, pattern=calendar.viewer.clock, prefix="block")


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _cut(request: HttpRequest, calendar: CalendarContext, block: Block) -> int:
    """Return where a block is split: at a time of day within it, or in its middle. Raises InvalidInput."""
    text = request.POST.get("at", "")
    if not text:
        return writes.half_of(block)
    hours, minutes = whole_number(text.partition(":")[0], 23), whole_number(text.partition(":")[2][:2], 59)
    if hours is None or minutes is None:
        raise InvalidInput(_("The time of the cut is no time of day."))
    minute = hours * 60 + minutes
    for at in range(block.starts - block.starts % 60 + 60, block.ends, 60):
        if clock.wall(calendar.zone, at)[1] == minute:
            return at
    raise InvalidInput(_("The cut has to lie inside the block."))


CHANGES: dict[str, Callable[[HttpRequest, CalendarContext, Block], DesiredBlock]] = {
    "move": _moved,
    "earlier": lambda _request, _calendar, block: _desired(block, starts=block.starts - STEP),
    "later": lambda _request, _calendar, block: _desired(block, starts=block.starts + STEP),
    "longer": lambda _request, _calendar, block: _desired(block, seconds=(block.seconds or 0) + STEP),
    "shorter": lambda _request, _calendar, block: _desired(block, seconds=(block.seconds or 0) - STEP),
    "complete": lambda _request, _calendar, block: _desired(block, completed=True),
    "reopen": lambda _request, _calendar, block: _desired(block, completed=False),
}


def planned(request: HttpRequest, calendar: CalendarContext, blocks: Sequence[Block], task_id: int) -> DesiredBlock:
    """Return a block for a task where it was dropped, else in the first free time of the day. Raises InvalidInput."""
    task = calendar.tasks.get(task_id)
    seconds = task.estimated * 60 if task and task.estimated else USUAL
    sync = writes.sync_of(calendar.user)
    if "minute" in request.POST:
        return DesiredBlock(task_id, submitted_instant(request, calendar), seconds, sync=sync)
    own = [block for block in blocks if not calendar.viewer.is_other(block)]
    on, minute, fold = view_models.next_free(own, calendar.zone, calendar.view.on, calendar.now, seconds)
    return DesiredBlock(task_id, clock.instant(calendar.zone, on, minute, fold), seconds, sync=sync)


# ------------------------------------------------------------------ two versions
def undo_versions(calendar: CalendarContext, group: UndoGroup, now: Sequence[Block]) -> dict[str, Any]:
    """Return both versions of blocks that an undo found changed."""
    return {
        "title": _("This block was changed since") if len(now) < 2 else _("Some of these blocks were changed since"),
        "now": [calendar.viewer.describe(block) for block in now[:SHOWN]] or [_("Focus does not say.")],
        "mine": labels.undo_label(group),
        "step": group.name,
        "item": None,
        "form": None,
        "cost": ngettext("%(n)d request", "%(n)d requests", group.cost) % {"n": group.cost},
    }


def edit_versions(calendar: CalendarContext, now: Block, desired: DesiredBlock) -> dict[str, Any]:
    """Return both versions of a block that somebody else changed while it was edited."""
    mine = replace(now, starts=desired.starts, seconds=desired.seconds, completed=desired.completed)
    return {
        "title": _("Somebody changed this block meanwhile"),
        "now": [calendar.viewer.describe(now)],
        "mine": calendar.viewer.describe(mine),
        "step": "",
    }

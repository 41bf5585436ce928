"""Today and tomorrow as a short list, for the first page: at once from the cache, anew with one request at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.gateway.notices import Notice, notice_of
from dashboard.timeblocks.services import clock, labels, reads, writes
from dashboard.timeblocks.services.blocks import Block, blocks_of
from dashboard.timeblocks.services.context import CalendarContext, context_of, ensure_settings
from dashboard.timeblocks.services.writes import BlockWriteResult
from dashboard.upstream import timestamps
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.records.base import Rows
from dashboard.upstream.records.reads import TIME_BLOCKS
from dashboard.upstream.records.time_blocks import TimeBlock
from dashboard.workspaces.services import WorkspaceUnknown

STATES = ("complete", "reopen", "archive")

Days = Answer[Rows[TimeBlock]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the list shows. `at` is None while nothing was ever asked."""

    days: Sequence[dict[str, Any]] = ()
    at: datetime | None = None
    is_fresh: bool = False
    is_stale: bool = False
    notice: Notice | None = None
    no_place: bool = False
    is_mixed: bool = False  # blocks of several people, and nobody knows yet which of them asks

    @property
    def may_ask(self) -> bool:
        """Whether a request would find something newer."""
        return not (self.is_fresh or self.no_place or self.notice)

    @property
    def has_any(self) -> bool:
        """Whether anything is planned."""
        return any(day["blocks"] for day in self.days)


def plan(*, user: User, ask: bool = False, refresh: bool = False) -> Plan:
    """Return today's and tomorrow's blocks: without a request, or (`ask`) with one where no copy is fresh.

    Where nobody knows the member's zone yet, which connecting tells, one more asks for it.
    """
    if ask or refresh:
        ensure_settings(user)
    calendar = context_of(user)
    try:
        answers = _answers(calendar, ask=ask or refresh, refresh=refresh)
    except WorkspaceUnknown:
        return Plan(no_place=True)
    except UpstreamError as error:
        why = _("Your time blocks live in Toggl Focus; connect it with an API key to see the day here.")
        return Plan(notice=notice_of(error, user, why_connect=why))
    if not answers:
        return Plan()
    problem = next((answer.problem for answer in answers if answer.problem), None)
    blocks = _blocks(calendar, answers)
    return Plan(
        days=[_day(calendar, on, blocks) for on in _dates(calendar)],
        at=min(answer.at for answer in answers),
        is_fresh=all(map(reads.is_fresh, answers)),
        is_stale=any(answer.is_stale for answer in answers),
        notice=notice_of(problem, user) if problem else None,
        is_mixed=calendar.viewer.own is None and len({block.owner for block in blocks}) > 1,
    )


def act(calendar: CalendarContext, task_id: int, block_id: int, state: str, *, key: str) -> BlockWriteResult:
    """Complete, reopen or archive a block: one request, and one to look where no copy knows it.

    Raises UpstreamError and WorkspaceUnknown.
    """
    block = reads.find_block(calendar, task_id, block_id)
    if state == "archive":
        return writes.set_state(calendar, block, state, key=key)
    completed, sync = state == "complete", writes.sync_of(calendar.user)
    desired = writes.DesiredBlock(block.task_id, block.starts, block.seconds, completed=completed, sync=sync)
    return writes.change(calendar, block, desired, key=key)


def _answers(calendar: CalendarContext, *, ask: bool, refresh: bool) -> list[Days]:
    """Return the kept answers that hold both days, fresh ones first; else (`ask`) what one request finds.

    The week is the calendar's own, so that both share its copy. Where the days lie in two weeks, one request asks for
    the two days alone.
    """
    user, params = calendar.user, calendar.workspace.params
    kept = [_kept(calendar, ranges) for ranges in _ranges(calendar)]
    fresh = [answers for answers in kept if answers and all(map(reads.is_fresh, answers))]
    if fresh and not refresh:
        return fresh[0]
    if ask:
        return [gateway.read(user, TIME_BLOCKS, refresh=refresh, **params, **_ranges(calendar)[-1][0])]
    return max(filter(None, kept), key=lambda answers: min(answer.at for answer in answers), default=[])


def _kept(calendar: CalendarContext, ranges: Sequence[dict[str, str]]) -> list[Days]:
    """Return the kept answers for some ranges; none where one of them is not kept."""
    found = [gateway.peek(calendar.user, TIME_BLOCKS, **calendar.workspace.params, **one) for one in ranges]
    return [answer for answer in found if answer] if all(found) else []


def _ranges(calendar: CalendarContext) -> list[list[dict[str, str]]]:
    """Return the ranges that hold both days: of whole weeks, and, last, a single one."""
    zone, (today, tomorrow) = calendar.zone, _dates(calendar)
    weeks = [reads.week_range(first, zone) for first in sorted({calendar.week_of(today), calendar.week_of(tomorrow)})]
    if len(weeks) == 1:
        return [weeks]
    begin, end = clock.first_moment(zone, today - reads.LEAD), clock.first_moment(zone, tomorrow + timedelta(days=1))
    return [weeks, [{"date_from": timestamps.text_of(begin), "date_to": timestamps.text_of(end)}]]


def _dates(calendar: CalendarContext) -> tuple[date, date]:
    return calendar.today, calendar.today + timedelta(days=1)


def _blocks(calendar: CalendarContext, answers: Sequence[Days]) -> list[Block]:
    """Return the member's blocks of the two days; everybody's while nobody knows which are theirs."""
    rows = {row.id: row for answer in answers for row in answer.data}
    days = _dates(calendar)
    return [
        block
        for block in blocks_of(rows.values())
        if not (block.deleted_at or block.archived_at or calendar.viewer.is_other(block))
        and clock.wall(calendar.zone, block.starts)[0] in days
    ]


def _day(calendar: CalendarContext, on: date, blocks: Sequence[Block]) -> dict[str, Any]:
    shown = [block for block in blocks if clock.wall(calendar.zone, block.starts)[0] == on]
    return {
        "iso": on.isoformat(),
        "title": labels.day_in_words(on),
        "is_today": on == calendar.today,
        "blocks": [_row(calendar, block) for block in shown],
        "planned": calendar.viewer.length(sum(block.seconds or 0 for block in shown)),
        "done": sum(block.completed for block in shown),
    }


def _row(calendar: CalendarContext, block: Block) -> dict[str, Any]:
    return {
        "id": block.id,
        "task": block.task_id,
        "name": block.name,
        "times": labels.times(block, calendar.zone, calendar.viewer.clock),
        "project": block.task.project,
        "completed": block.completed,
        "is_now": block.starts <= calendar.now < block.ends,
    }

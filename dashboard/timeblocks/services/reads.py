"""What the calendar reads: the days of a view with one request a week, and one block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.timeblocks.services import clock
from dashboard.timeblocks.services.blocks import Block, block_of, blocks_of
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.upstream import timestamps
from dashboard.upstream.contract import operation
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.records.account import FocusSettings
from dashboard.upstream.records.base import Rows
from dashboard.upstream.records.reads import FOCUS_SETTINGS, TIME_BLOCK, TIME_BLOCKS
from dashboard.upstream.records.time_blocks import TimeBlock

LEAD = timedelta(days=1)  # before a week: what runs into it is there even if Focus lists by start alone
FRESH = timedelta(seconds=operation(TIME_BLOCKS.operation_id).fresh_for)


@dataclass(frozen=True, slots=True)
class DaysOfBlocks:
    """The blocks of some days, and how they came."""

    blocks: list[Block]
    at: datetime  # when Focus said the oldest of it
    unreadable: int = 0  # rows of the answer that are no block one could draw
    is_stale: bool = False
    problem: UpstreamError | None = None


def settings_of(user: User) -> FocusSettings:
    """Return the member's Focus settings from the copy, however old, else with one request; empty where neither has."""
    try:
        return (gateway.peek(user, FOCUS_SETTINGS) or gateway.read(user, FOCUS_SETTINGS)).data
    except UpstreamError:
        return FocusSettings()


def read_days(
    calendar: CalendarContext, days: Sequence[date] = (), *, refresh: bool = False, ask: bool = True
) -> DaysOfBlocks:
    """Return the blocks of some days, else of the view: one request for each week that is not kept.

    Without `ask` a kept week is taken however old it is. Raises NotConnected, WorkspaceUnknown and UpstreamError.
    """
    weeks = sorted({calendar.week_of(day) for day in days or calendar.days})
    answers = [_week(calendar, week, refresh=refresh, ask=ask) for week in weeks]
    rows = {row.id: row for answer in answers for row in answer.data}
    return DaysOfBlocks(
        [block for block in blocks_of(rows.values()) if not block.deleted_at and not block.archived_at],
        min(answer.at for answer in answers),
        sum(answer.data.unreadable for answer in answers),
        any(answer.is_stale for answer in answers),
        next((answer.problem for answer in answers if answer.problem), None),
    )


def _week(calendar: CalendarContext, first: date, *, refresh: bool, ask: bool) -> Answer[Rows[TimeBlock]]:
    params = {**calendar.workspace.params, **week_range(first, calendar.zone)}
    if not ask and (copy := gateway.peek(calendar.user, TIME_BLOCKS, **params)):
        return copy
    return gateway.read(calendar.user, TIME_BLOCKS, refresh=refresh, **params)


def week_range(first: date, zone: ZoneInfo) -> dict[str, str]:
    """Return the range of a week as Focus wants it."""
    begin, end = clock.first_moment(zone, first - LEAD), clock.first_moment(zone, first + timedelta(days=7))
    return {"date_from": timestamps.text_of(begin), "date_to": timestamps.text_of(end)}


def is_fresh(answer: Answer[Rows[TimeBlock]] | Answer[TimeBlock]) -> bool:
    """Whether an answer is as good as asking again."""
    return not answer.is_stale and timezone.now() - answer.at < FRESH


# ------------------------------------------------------------------ one block
def find_block(calendar: CalendarContext, task_id: int, block_id: int, *, fresh: bool = False) -> Block:
    """Return one block, from any cached response (a fresh one with `fresh`), else with one request.

    Where its week is known but old, the request is for the week: the page is drawn from that too.
    Raises NotConnected, WorkspaceUnknown and UpstreamError.
    """
    weeks, singles = _weeks_with(calendar, block_id), _singles_of(calendar, block_id)
    copies = [(answer, row) for answer, row in [*weeks, *singles] if not fresh or is_fresh(answer)]
    if copies:
        return block_of(max(copies, key=_age)[1], calendar.tasks)
    if weeks:
        answer = gateway.read(calendar.user, TIME_BLOCKS, refresh=True, **max(weeks, key=_age)[0].params)
        if answer.problem:
            raise answer.problem
        for row in answer.data:
            if row.id == block_id:
                return block_of(row, calendar.tasks)
    return read_block(calendar, task_id, block_id, refresh=fresh)


def read_block(calendar: CalendarContext, task_id: int, block_id: int, *, refresh: bool = True) -> Block:
    """Return one block as Focus says it is now: one request. Raises UpstreamError."""
    params = {**calendar.workspace.params, "task_id": task_id, "time_block_id": block_id}
    answer = gateway.read(calendar.user, TIME_BLOCK, refresh=refresh, **params)
    if answer.problem:
        raise answer.problem
    return block_of(answer.data, calendar.tasks)


def kept_block(calendar: CalendarContext, block_id: int) -> Block | None:
    """Return what the newest cached response says of a block, without a request."""
    copies = [*_weeks_with(calendar, block_id), *_singles_of(calendar, block_id)]
    return block_of(max(copies, key=_age)[1], calendar.tasks) if copies else None


_Copy = tuple[Answer[Rows[TimeBlock]] | Answer[TimeBlock], TimeBlock]


def _weeks_with(calendar: CalendarContext, block_id: int) -> list[_Copy]:
    answers = gateway.peek_all(calendar.user, TIME_BLOCKS)
    return [(one, row) for one in answers if _is_here(calendar, one) for row in one.data if row.id == block_id]


def _singles_of(calendar: CalendarContext, block_id: int) -> list[_Copy]:
    answers = gateway.peek_all(calendar.user, TIME_BLOCK)
    return [(one, one.data) for one in answers if _is_here(calendar, one) and one.data.id == block_id]


def _is_here(calendar: CalendarContext, answer: Answer[Rows[TimeBlock]] | Answer[TimeBlock]) -> bool:
    return answer.params.get("workspace_id") == calendar.workspace.workspace_id


def _age(copy: _Copy) -> datetime:
    return copy[0].at

"""Today and tomorrow as a short list, for the first page: at once from kept copies, anew with one request at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.gateway.notices import Notice, notice_of
from dashboard.timeblocks.services import clock, labels, reads, writes
from dashboard.timeblocks.services.address import week_start
from dashboard.timeblocks.services.blocks import Block, blocks_of
from dashboard.timeblocks.services.reads import LEAD
from dashboard.timeblocks.services.viewer import Viewer
from dashboard.timeblocks.services.writes import BlockWriteResult
from dashboard.upstream import timestamps
from dashboard.upstream.errors import UpstreamError
from dashboard.workspaces.services import FocusWorkspace, WorkspaceUnknown

READ = "focus.stream_time_blocks"
STATES = ("complete", "reopen", "archive")


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
        """Whether a request would bring something newer."""
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
        reads.ensure_settings(user)
    zone = reads.zone_of(user)
    try:
        workspace = reads.place_of(user)
        answers = _answers(user, workspace, zone, ask=ask or refresh, refresh=refresh)
    except WorkspaceUnknown:
        return Plan(no_place=True)
    except UpstreamError as error:
        return Plan(notice=notice_of(error, user))
    if not answers:
        return Plan()
    problem = next((one.problem for one in answers if one.problem), None)
    viewer = Viewer.of(user, zone, reads.own_focus_id(user))
    blocks = _blocks(viewer, answers)
    return Plan(
        days=[_day(on, number == 0, blocks, viewer) for number, on in enumerate(_dates(zone))],
        at=min(one.at for one in answers),
        is_fresh=all(_is_fresh(one) for one in answers),
        is_stale=any(one.is_stale for one in answers),
        notice=notice_of(problem, user) if problem else None,
        is_mixed=viewer.own is None and len({one.owner for one in blocks}) > 1,
    )


def act(*, user: User, task_id: int, block_id: int, state: str, key: str) -> BlockWriteResult:
    """Complete, reopen or archive a block: one request, and one to look where no copy knows it.

    Raises UpstreamError and WorkspaceUnknown.
    """
    workspace = reads.place_of(user)
    block = reads.find_block(user=user, workspace=workspace, task_id=task_id, block_id=block_id)
    if state == "archive":
        return writes.set_state(user=user, workspace=workspace, block=block, state=state, key=key)
    wanted = writes.DesiredBlock(
        block.task_id, block.starts, block.seconds, completed=state == "complete", sync=writes.sync_of(user)
    )
    return writes.change(user=user, workspace=workspace, block=block, wanted=wanted, key=key)


def _answers(user: User, workspace: FocusWorkspace, zone: ZoneInfo, *, ask: bool, refresh: bool) -> list[Answer]:
    """Return the kept answers that hold both days, fresh ones first; else (`ask`) what one request brings.

    The week is the calendar's own, so that both share its copy. Where the days lie in two weeks, one request asks for
    the two days alone.
    """
    navigation = _ways(user, zone)
    found = [[gateway.peek(user, READ, **workspace.params, **params) for params in way] for way in navigation]
    whole = [[one for one in way if one] for way in found if all(way)]
    fresh = [way for way in whole if all(_is_fresh(one) for one in way)]
    if fresh and not refresh:
        return fresh[0]
    if ask:
        return [gateway.read(user, READ, refresh=refresh, **workspace.params, **navigation[-1][0])]
    return max(whole, key=lambda way: min(one.at for one in way), default=[])


def _ways(user: User, zone: ZoneInfo) -> list[list[dict[str, str]]]:
    """Return the ranges that hold both days, several for each way; the last way is a single one."""
    today, tomorrow = _dates(zone)
    first = reads.first_weekday_of(user)
    starts = sorted({week_start(today, first), week_start(tomorrow, first)})
    weeks = [reads.week_range(start, zone) for start in starts]
    if len(weeks) == 1:
        return [weeks]
    begin, end = clock.first_moment(zone, today - LEAD), clock.first_moment(zone, tomorrow + timedelta(days=1))
    return [weeks, [{"date_from": timestamps.text_of(begin), "date_to": timestamps.text_of(end)}]]


def _dates(zone: ZoneInfo) -> tuple[date, date]:
    today = clock.wall(zone, reads.now())[0]
    return today, today + timedelta(days=1)


def _is_fresh(answer: Answer) -> bool:
    return not answer.is_stale and timezone.now() - answer.at < reads.FRESH


def _blocks(viewer: Viewer, answers: Sequence[Answer]) -> list[Block]:
    """Return the member's blocks of the two days; everybody's while nobody knows which are theirs."""
    rows = {row.get("id"): row for answer in answers for row in answer.data or () if isinstance(row, dict)}
    days = _dates(viewer.zone)
    return [
        one
        for one in blocks_of(list(rows.values()))[0]
        if not (one.deleted_at or one.archived_at or viewer.is_other(one))
        and clock.wall(viewer.zone, one.starts)[0] in days
    ]


def _day(on: date, is_today: bool, blocks: Sequence[Block], viewer: Viewer) -> dict[str, Any]:  # noqa: FBT001 - a row's fact
    now = reads.now()
    shown = [block for block in blocks if clock.wall(viewer.zone, block.starts)[0] == on]
    return {
        "iso": on.isoformat(),
        "title": labels.day_in_words(on),
        "is_today": is_today,
        "blocks": [_row(block, viewer, now) for block in shown],
        "planned": viewer.length(sum(block.seconds or 0 for block in shown)),
        "done": sum(block.completed for block in shown),
    }


def _row(block: Block, viewer: Viewer, now: int) -> dict[str, Any]:
    return {
        "id": block.id,
        "task": block.task_id,
        "name": block.name,
        "times": labels.times(block, viewer.zone, viewer.clock),
        "project": block.task.project,
        "completed": block.completed,
        "is_now": block.starts <= now < block.ends,
    }

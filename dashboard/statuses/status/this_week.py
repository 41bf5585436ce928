"""The tasks of this week that have a status, from the calendar's kept blocks. Costs no request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.gateway import services as gateway
from dashboard.statuses.services.writes import ASSIGN
from dashboard.upstream.records.reads import TIME_BLOCK_PAGE, TIME_BLOCKS
from dashboard.upstream.records.time_blocks import TimeBlock

MONDAY = 1  # as Toggl counts, 0 is Sunday
MOST = 200  # assignments in history that are looked through

Blocks = dict[int, tuple[TimeBlock, datetime]]  # by id, each with when Focus said so
Assigned = dict[int, tuple[int, datetime]]  # by task, the status that it was given, and when


@dataclass(frozen=True, slots=True)
class TaskOfWeek:
    """One task with its blocks of this week."""

    task_id: int
    name: str
    project: str
    starts: tuple[datetime, ...]  # aware, UTC


@dataclass(frozen=True, slots=True)
class Week:
    """What is known of this week."""

    tasks: tuple[TaskOfWeek, ...]
    at: datetime | None  # of the oldest copy that was used; None: no week is kept


def week_of(user: User, workspace_id: int, status_id: int) -> Week:
    """Return the tasks with this status that have blocks in this week of the member's zone."""
    blocks, assigned = _blocks(user, workspace_id), _assigned(user, workspace_id)
    by_task: dict[int, list[TimeBlock]] = {}
    for block, at in sorted(blocks.values(), key=lambda known: known[0].start):
        if _status_of(block, at, assigned) == status_id:
            by_task.setdefault(block.task_id, []).append(block)
    tasks = tuple(_task(task_id, of_task) for task_id, of_task in by_task.items())
    return Week(tasks, min((at for _block, at in blocks.values()), default=None))


def _blocks(user: User, workspace_id: int) -> Blocks:
    """Return the blocks of this week as the newest copy has them."""
    begin, end = _bounds(user)
    blocks: Blocks = {}
    copies = [*gateway.peek_all(user, TIME_BLOCKS), *gateway.peek_all(user, TIME_BLOCK_PAGE)]
    for copy in sorted(copies, key=lambda copy: copy.at):
        for block in copy.data:
            if begin <= block.start < end and block.workspace_id == workspace_id:
                blocks[block.id] = (block, copy.at)
    return blocks


def _bounds(user: User) -> tuple[datetime, datetime]:
    first = user.first_day_of_week if user.first_day_of_week is not None else MONDAY
    today = timezone.localdate()
    first_day = today - timedelta(days=(today.isoweekday() - first) % 7)
    begin, end = (datetime.combine(day, time.min) for day in (first_day, first_day + timedelta(days=7)))
    return timezone.make_aware(begin), timezone.make_aware(end)


def _assigned(user: User, workspace_id: int) -> Assigned:
    """Return the status that this person gave to each task, and when; a kept block may be older."""
    rows = Entry.objects.filter(
        actor_id=user.pk, kind=Kind.WRITE_INTENT, operation=ASSIGN, target__workspace_id=workspace_id
    )
    assigned: Assigned = {}
    for change in reversed(audit.changes(rows.order_by("-id")[:MOST])):
        status_id = (change.entry.after or {}).get("status_id")
        if status_id and change.result == Outcome.DONE:
            assigned[change.entry.target["task_id"]] = (status_id, change.entry.at)
    return assigned


def _status_of(block: TimeBlock, at: datetime, assigned: Assigned) -> int | None:
    newer = assigned.get(block.task_id)
    if newer and newer[1] > at:
        return newer[0]
    task = block.task
    return (task.status_id or (task.status.id if task.status else None)) if task else None


def _task(task_id: int, blocks: list[TimeBlock]) -> TaskOfWeek:
    task = blocks[0].task
    return TaskOfWeek(
        task_id=task_id,
        name=task.name if task and task.name else str(task_id),
        project=task.project.name if task and task.project else "",
        starts=tuple(block.start for block in blocks),
    )

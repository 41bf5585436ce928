"""What is worked on with a status: the blocks of this week whose task has it, from what is kept. Costs no request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.audit.services import changes
from dashboard.credentials.references import reference_of
from dashboard.gateway.cache import response_cache
from dashboard.gateway.cache.response_cache import CachedResponse
from dashboard.gateway.cache.time_block_updates import rows_of
from dashboard.statuses.services.reads import Where
from dashboard.upstream import timestamps
from dashboard.upstream.contract import operation

READS = ("focus.stream_time_blocks", "focus.list_time_blocks")
GIVE = "focus.update_task"
MONDAY = 1  # as Toggl counts, 0 is Sunday


@dataclass(frozen=True, slots=True)
class Work:
    """One task with its blocks of this week."""

    task_id: int
    name: str
    project: str
    starts: tuple[datetime, ...]  # aware, UTC
    seconds: int


@dataclass(frozen=True, slots=True)
class Week:
    """What is known of this week."""

    work: tuple[Work, ...]
    at: datetime | None  # of the oldest copy that was used; None: no week is kept


def week_of(where: Where, status_id: int) -> Week:
    """Return the tasks with this status that have blocks in this week of the member's zone."""
    reference = reference_of(where["user"].pk, "focus")
    copies = [copy for name in READS for copy in response_cache.copies(reference, operation(name))] if reference else []
    given = _given(where)
    blocks = _blocks(where, copies)
    found = [(at, row) for at, row in blocks.values() if _status_of(row, at, given) == status_id]
    oldest = min((at for at, _row in blocks.values()), default=None)
    return Week(_grouped([row for _at, row in found]), datetime.fromtimestamp(oldest, UTC) if oldest else None)


def _blocks(where: Where, copies: list[CachedResponse]) -> dict[int, tuple[float, dict[str, Any]]]:
    """Return the blocks of this week as the newest copy tells them, with its age."""
    begin, end = _bounds(where["user"])
    blocks: dict[int, tuple[float, dict[str, Any]]] = {}
    for copy in sorted(copies, key=lambda one: one.at):
        for row in rows_of(copy):
            start = timestamps.parse(row.get("start"))
            if start and begin <= start < end and row.get("workspace_id") == where["workspace_id"]:
                blocks[row["id"]] = (copy.at, row)
    return blocks


def _bounds(user: User) -> tuple[datetime, datetime]:
    first = user.first_day_of_week if user.first_day_of_week is not None else MONDAY
    today = timezone.localdate()
    monday = today - timedelta(days=(today.isoweekday() - first) % 7)
    begin = timezone.make_aware(datetime.combine(monday, time.min))
    return begin, timezone.make_aware(datetime.combine(monday + timedelta(days=7), time.min))


def _given(where: Where) -> dict[int, tuple[int, float]]:
    """Return the status that this person gave to each task, and when; a kept block may be older."""
    rows = Entry.objects.filter(
        actor_id=where["user"].pk, kind=Kind.WRITE_INTENT, operation=GIVE, target__workspace_id=where["workspace_id"]
    )
    given: dict[int, tuple[int, float]] = {}
    for change in reversed(changes(rows.order_by("-id")[:200])):
        body = change.entry.after
        if change.result == Outcome.DONE and isinstance(body, dict) and isinstance(body.get("status_id"), int):
            given[change.entry.target["task_id"]] = (body["status_id"], change.entry.at.timestamp())
    return given


def _status_of(row: dict[str, Any], at: float, given: dict[int, tuple[int, float]]) -> int | None:
    task = row.get("task") if isinstance(row.get("task"), dict) else {}
    newer = given.get(row.get("task_id") or 0)
    if newer and newer[1] > at:
        return newer[0]
    status = (task or {}).get("status_id") or ((task or {}).get("status") or {}).get("id")
    return status if isinstance(status, int) else None


def _grouped(rows: list[dict[str, Any]]) -> tuple[Work, ...]:
    by_task: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda one: str(one.get("start"))):
        by_task.setdefault(int(row.get("task_id") or 0), []).append(row)
    return tuple(_work(task_id, blocks) for task_id, blocks in by_task.items() if task_id)


def _work(task_id: int, blocks: list[dict[str, Any]]) -> Work:
    task = blocks[0].get("task") or {}
    project = task.get("project") if isinstance(task.get("project"), dict) else {}
    return Work(
        task_id=task_id,
        name=str(task.get("name") or task_id),
        project=str((project or {}).get("name") or ""),
        starts=tuple(start for one in blocks if (start := timestamps.parse(one.get("start")))),
        seconds=sum(one.get("duration") or 0 for one in blocks),
    )

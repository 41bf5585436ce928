"""A time block and its task as the calendar shows them, made from the records of the gateway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.upstream.records.base import Undecodable
from dashboard.upstream.records.reads import TIME_BLOCK
from dashboard.upstream.records.tasks import Task as TaskRecord
from dashboard.upstream.records.tasks import TaskProject, TaskStatus
from dashboard.upstream.records.time_blocks import TimeBlock


@dataclass(frozen=True, slots=True)
class Task:
    """What the calendar needs to know of a task."""

    id: int
    name: str
    project_id: int | None = None
    project: str = ""
    color: str = ""
    status_id: int | None = None
    status: str = ""
    emoji: str = ""
    estimated: int | None = None  # minutes

    @property
    def label(self) -> str:
        """Its name with its project's."""
        return f"{self.name} · {self.project}" if self.project else self.name


@dataclass(frozen=True, slots=True)
class Block:
    """One block. Instants are seconds since 1970."""

    id: int
    task_id: int
    owner: int | None
    starts: int
    seconds: int | None  # None: it has no duration
    task: Task
    completed: bool = False
    has_entry: bool = False
    archived_at: datetime | None = None
    deleted_at: datetime | None = None
    updated_at: datetime | None = None
    description: str = ""

    @property
    def ends(self) -> int:
        """The instant of its end; its start where it has no duration."""
        return self.starts + (self.seconds or 0)

    @property
    def name(self) -> str:
        """The name of its task."""
        return self.task.name


def task_of(task: TaskRecord | None, task_id: int) -> Task:
    """Return a task; one of which nothing but the id is known is called by it."""
    if task is None:
        return Task(task_id, f"#{task_id}")
    project, status = task.project or TaskProject(), task.status or TaskStatus()
    return Task(
        id=task.id,
        name=task.name.strip() or f"#{task_id}",
        project_id=project.id or task.project_id,
        project=project.name,
        color=project.color or task.color or "",
        status_id=status.id or task.status_id,
        status=status.name,
        emoji=status.emoji,
        estimated=task.estimated_mins or None,
    )


def block_of(row: TimeBlock, tasks: Mapping[int, Task] | None = None) -> Block:
    """Return a block, with its task from `tasks` where that is there."""
    return Block(
        id=row.id,
        task_id=row.task_id,
        owner=row.toggl_user_id,
        starts=int(row.start.timestamp()),
        seconds=row.duration,
        task=(tasks or {}).get(row.task_id) or task_of(row.task, row.task_id),
        completed=row.completed_at is not None,
        has_entry=row.has_time_entry,
        archived_at=row.archived_at,
        deleted_at=row.deleted_at,
        updated_at=row.updated_at,
        description=row.description or "",
    )


def block_from_json(data: Any, tasks: Mapping[int, Task] | None = None) -> Block | None:
    """Return a block of history or of the answer to a write; None where it cannot be read as one."""
    try:
        return block_of(TIME_BLOCK.decode(data), tasks)
    except Undecodable:
        return None


def blocks_of(rows: Iterable[TimeBlock]) -> list[Block]:
    """Return the blocks of a list in order of time; those of one task share it."""
    tasks: dict[int, Task] = {}
    found = []
    for row in rows:
        block = block_of(row, tasks)
        tasks.setdefault(block.task_id, block.task)
        found.append(block)
    return sorted(found, key=lambda block: (block.starts, block.id))

"""A time block as the calendar reads it from an answer of Focus, whatever that answer leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.upstream import timestamps

Row = dict[str, Any]


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
    archived_at: str = ""
    deleted_at: str = ""
    updated_at: str = ""
    description: str = ""

    @property
    def ends(self) -> int:
        """The instant of its end; its start where it has no duration."""
        return self.starts + (self.seconds or 0)

    @property
    def name(self) -> str:
        """The name of its task."""
        return self.task.name


def task_of(row: Any, task_id: int = 0) -> Task:
    """Return a task from an answer; one of which nothing but the number is known is called by it."""
    row = row if isinstance(row, dict) else {}
    project, status = row.get("project") or {}, row.get("status") or {}
    minutes = row.get("estimated_mins")
    return Task(
        id=_number(row.get("id")) or task_id,
        name=str(row.get("name") or f"#{task_id}").strip() or f"#{task_id}",
        project_id=_number(project.get("id")) or _number(row.get("project_id")),
        project=str(project.get("name") or ""),
        color=str(project.get("color") or row.get("color") or ""),
        status_id=_number(status.get("id")) or _number(row.get("status_id")),
        status=str(status.get("name") or ""),
        emoji=str(status.get("emoji") or ""),
        estimated=minutes if isinstance(minutes, int) and minutes > 0 else None,
    )


def block_of(row: Any, tasks: dict[int, Task] | None = None) -> Block | None:
    """Return a block from an answer, or None where it has no number, no task or no readable start."""
    if not isinstance(row, dict):
        return None
    id_, task_id, starts = _number(row.get("id")), _number(row.get("task_id")), timestamps.seconds_of(row.get("start"))
    if id_ is None or task_id is None or starts is None:
        return None
    seconds = row.get("duration")
    known = (tasks or {}).get(task_id)
    return Block(
        id=id_,
        task_id=task_id,
        owner=_number(row.get("toggl_user_id")),
        starts=starts,
        seconds=max(0, seconds) if isinstance(seconds, int) and not isinstance(seconds, bool) else None,
        task=known or task_of(row.get("task"), task_id),
        completed=bool(row.get("completed_at")),
        has_entry=bool(row.get("has_time_entry")),
        archived_at=str(row.get("archived_at") or ""),
        deleted_at=str(row.get("deleted_at") or ""),
        updated_at=str(row.get("updated_at") or ""),
        description=str(row.get("description") or ""),
    )


def blocks_of(rows: Any) -> tuple[list[Block], int]:
    """Return the blocks of a list in order of time, and how many of its rows are no readable block."""
    rows = rows if isinstance(rows, list) else []
    tasks: dict[int, Task] = {}
    found: list[Block] = []
    for row in rows:
        block = block_of(row, tasks)
        if block:
            tasks.setdefault(block.task_id, block.task)
            found.append(block)
    return sorted(found, key=lambda block: (block.starts, block.id)), len(rows) - len(found)


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None

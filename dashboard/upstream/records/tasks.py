"""Tasks of Focus, alone in a list or inside a time block, with the project, client and status that they name."""

from __future__ import annotations

from datetime import datetime

from dashboard.upstream.records.base import Count, Id, Number, Record, Text, TimedRecord


class TaskProject(Record, frozen=True, kw_only=True):
    """The project of a task."""

    id: Id | None = None
    name: Text = ""
    color: Text | None = None


class TaskClient(Record, frozen=True, kw_only=True):
    """The client of a task's project."""

    id: Id | None = None
    name: Text = ""


class TaskStatus(Record, frozen=True, kw_only=True):
    """The status of a task."""

    id: Id | None = None
    name: Text = ""
    emoji: Text = ""
    type: Text = ""


class TaskTag(Record, frozen=True, kw_only=True):
    """A tag of a task."""

    id: Id | None = None
    name: Text = ""
    color: Text | None = None


class Task(TimedRecord, frozen=True, kw_only=True):
    """A task. Dates without a time stay text, as `2026-03-29`."""

    id: Id
    name: Text = ""
    description: Text | None = None
    notes: Text | None = None
    workspace_id: Id | None = None
    project_id: Id | None = None
    project: TaskProject | None = None
    client: TaskClient | None = None
    status_id: Id | None = None
    status: TaskStatus | None = None
    tags: tuple[TaskTag, ...] | None = None
    color: Text | None = None
    position: Number | None = None
    estimated_mins: Count | None = None
    toggl_user_id: Id | None = None
    updated_at: datetime | None = None
    archived_at: datetime | None = None
    deleted_at: datetime | None = None

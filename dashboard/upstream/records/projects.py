"""What time is tracked for in Track: clients, projects, tags, tasks, and the entries of the web timer."""

from __future__ import annotations

from datetime import datetime

from dashboard.upstream.records.base import Count, Id, Number, Record, Text, TimedRecord


class Client(TimedRecord, frozen=True, kw_only=True):
    """A client."""

    id: Id
    name: Text = ""
    wid: Id | None = None  # its workspace
    archived: bool = False
    notes: Text | None = None
    at: datetime | None = None


class Project(TimedRecord, frozen=True, kw_only=True):
    """A project."""

    id: Id
    name: Text = ""
    workspace_id: Id | None = None
    client_id: Id | None = None
    client_name: Text | None = None
    active: bool = False
    is_private: bool = False
    billable: bool | None = None
    color: Text = ""
    tasks_count: Count | None = None
    actual_seconds: Count | None = None
    at: datetime | None = None


class Tag(TimedRecord, frozen=True, kw_only=True):
    """A tag of time entries."""

    id: Id
    name: Text = ""
    workspace_id: Id | None = None
    at: datetime | None = None
    deleted_at: datetime | None = None


class TrackTask(TimedRecord, frozen=True, kw_only=True):
    """A task of a project."""

    id: Id
    name: Text = ""
    workspace_id: Id | None = None
    project_id: Id | None = None
    project_name: Text | None = None
    client_id: Id | None = None
    client_name: Text | None = None
    active: bool = False
    estimated_seconds: Count | None = None
    tracked_seconds: Count | None = None  # in spite of its name, milliseconds
    at: datetime | None = None


class TimeEntry(TimedRecord, frozen=True, kw_only=True):
    """A time entry. `duration` is in seconds, and negative while the timer runs."""

    id: Id | None = None
    workspace_id: Id | None = None
    project_id: Id | None = None
    task_id: Id | None = None
    description: Text | None = None
    billable: bool = False
    start: datetime | None = None
    stop: datetime | None = None
    duration: Number | None = None
    tags: tuple[Text, ...] | None = None
    at: datetime | None = None


class WebTimer(Record, frozen=True, kw_only=True):
    """What the timer of Track's web app has loaded."""

    clients: tuple[Client, ...] | None = None
    projects: tuple[Project, ...] | None = None
    tags: tuple[Tag, ...] | None = None
    time_entries: tuple[TimeEntry, ...] | None = None

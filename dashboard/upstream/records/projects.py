"""What time is tracked for in Track: clients, projects, tags and tasks, as far as Tandem goes by them."""

from __future__ import annotations

from datetime import datetime

from dashboard.upstream.records.base import Id, Text, TimedRecord


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
    color: Text = ""
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
    at: datetime | None = None

"""Organizations and workspaces, as Track lists those of a person."""

from __future__ import annotations

from datetime import datetime

from dashboard.upstream.records.base import Count, Id, Text, TimedRecord


class TrackWorkspace(TimedRecord, frozen=True, kw_only=True):
    """A workspace that a person belongs to."""

    id: Id
    name: Text = ""
    organization_id: Id | None = None
    admin: bool = False
    role: Text | None = None
    logo_url: Text | None = None
    active_project_count: Count | None = None
    at: datetime | None = None


class Organization(TimedRecord, frozen=True, kw_only=True):
    """An organization that a person belongs to."""

    id: Id
    name: Text = ""
    owner: bool = False
    admin: bool = False
    created_at: datetime | None = None
    at: datetime | None = None

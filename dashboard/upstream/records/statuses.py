"""Statuses of a workspace in Focus."""

from __future__ import annotations

from datetime import datetime

from dashboard.upstream.records.base import Id, Number, Text, TimedRecord


class Status(TimedRecord, frozen=True, kw_only=True):
    """A status of tasks."""

    id: Id
    name: Text = ""
    emoji: Text = ""
    type: Text = ""
    position: Number = 0
    workspace_id: Id | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def label(self) -> str:
        """Its emoji and name."""
        return f"{self.emoji} {self.name}".strip()

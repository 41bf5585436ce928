"""Time blocks of Focus, as lists and as the answer for one give them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from dashboard.upstream.records.base import Id, Text, TimedRecord
from dashboard.upstream.records.tasks import Task

LONGEST_BLOCK = 366 * 24 * 3600  # seconds

Duration = Annotated[int, Meta(ge=0, le=LONGEST_BLOCK)]


class TimeBlock(TimedRecord, frozen=True, kw_only=True):
    """A block. `duration` is in seconds; only lists say `task` and `has_time_entry`."""

    id: Id
    task_id: Id
    start: datetime
    duration: Duration | None = None
    workspace_id: Id | None = None
    toggl_user_id: Id | None = None  # not the number of the person in Track
    task: Task | None = None
    has_time_entry: bool = False
    description: Text | None = None
    calendar_event_id: Id | None = None
    timezone: Text | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    completed_at: datetime | None = None
    archived_at: datetime | None = None
    deleted_at: datetime | None = None

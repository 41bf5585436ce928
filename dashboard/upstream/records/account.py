"""The person's own account, as `/me` of Track and the settings of Focus show it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, field

from dashboard.upstream.records.base import Id, Record, Text, TimedRecord

Weekday = Annotated[int, Meta(ge=0, le=6)]


class Account(TimedRecord, frozen=True, kw_only=True):
    """The account of a person at Track. `beginning_of_week` is 0 for Sunday."""

    id: Id | None = None
    email: Text = ""
    fullname: Text = ""
    timezone: Text = ""
    beginning_of_week: Weekday | None = None
    default_workspace_id: Id | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class FormatPreferences(Record, frozen=True, kw_only=True):
    """How a person's preferences at Track write times and numbers; pages of settings read all of them as values."""

    pg_time_zone_name: Text = ""
    beginning_of_week: Weekday | None = field(name="beginningOfWeek", default=None)
    timeofday_format: Text = ""
    date_format: Text = ""
    duration_format: Text = ""
    decimal_separator: Text = ""


class AlphaFeature(Record, frozen=True, kw_only=True):
    """An unfinished part of Track, as the preferences list it. `deleted_at` is set once Toggl has withdrawn it."""

    code: Text
    enabled: bool = False
    description: Text = ""
    deleted_at: Text = ""


class FocusSettings(Record, frozen=True, kw_only=True):
    """What Tandem itself goes by of a person's settings in Focus; pages of settings read all of them as values."""

    timezone: Text | None = None
    current_workspace_id: Id | None = None
    start_week_on: Weekday | None = None
    time_format: Text = ""
    date_format: Text = ""
    duration_format: Text = ""
    sync_external_calendar: Text = ""
    theme: Text = ""

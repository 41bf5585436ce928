"""Organizations and workspaces, as Track lists those of a person."""

from __future__ import annotations

from datetime import datetime

from dashboard.upstream.records.base import Count, Id, Number, Record, Text, TimedRecord


class TrackWorkspace(TimedRecord, frozen=True, kw_only=True):
    """A workspace that a person belongs to."""

    id: Id
    name: Text = ""
    organization_id: Id | None = None
    admin: bool = False
    role: Text | None = None
    premium: bool = False  # the plan is Starter or better
    business_ws: bool = False  # the plan is Premium
    logo_url: Text | None = None
    default_currency: Text | None = None
    active_project_count: Count | None = None
    disable_approvals: bool = False
    disable_expenses: bool = False
    disable_timesheet_view: bool = False
    hide_start_end_times: bool = False
    suspended_at: datetime | None = None
    server_deleted_at: datetime | None = None
    at: datetime | None = None


class Trial(Record, frozen=True, kw_only=True):
    """The trial of a plan."""

    active: bool = False
    available: bool = False
    plan: Text | None = None
    start_date: Text | None = None
    end_date: Text | None = None


class Subscription(TimedRecord, frozen=True, kw_only=True):
    """What an organization pays for."""

    plan: Text = ""
    plan_name: Text = ""
    state: Text = ""
    seats: Number | None = None
    licenses: Number | None = None
    current_period_starts_at: datetime | None = None
    current_period_ends_at: datetime | None = None
    trial: Trial | None = None


class Organization(TimedRecord, frozen=True, kw_only=True):
    """An organization that a person belongs to."""

    id: Id
    name: Text = ""
    owner: bool = False
    admin: bool = False
    user_count: Count | None = None
    subscription: Subscription | None = None
    pricing_plan_name: Text = ""
    suspended_at: datetime | None = None
    created_at: datetime | None = None
    at: datetime | None = None

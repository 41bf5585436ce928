"""The seed: two organizations and four workspaces with their data, relative to today and always the same."""

import pickle
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from dashboard.sandbox import people
from dashboard.sandbox.clock import focus_time, track_offset_time, track_time
from dashboard.sandbox.people import ATTIC, BOB, HARBOR, LAB, NORTHWIND, QUAY, STUDIO, Person
from dashboard.sandbox.seed import blocks, directory, preferences
from dashboard.sandbox.state import Account, Row, State


@dataclass(frozen=True, slots=True)
class SeedOptions:
    """How much there is: projects in all, and blocks of Alice's in the current week (None: the usual ones)."""

    projects: int = 25
    week_blocks: int | None = None

    def __post_init__(self) -> None:
        if self.projects < 25 or (self.week_blocks is not None and self.week_blocks < 0):
            raise ValueError("projects is at least 25, week_blocks not negative.")


def build(now: datetime, options: SeedOptions | None = None) -> State:
    """Return the initial state of a sandbox at the beginning of this minute."""
    made = _pickled(now.replace(second=0, microsecond=0), options or SeedOptions())
    return cast("State", pickle.loads(made))  # noqa: S301 - made by this process a moment ago


@lru_cache(maxsize=4)
def _pickled(now: datetime, options: SeedOptions) -> bytes:
    """Return the state pickled: unpickling is seven times faster than building it at every reset."""
    state = State()
    for person in people.EVERYONE:
        state.accounts[person.name] = _account(person, now)
    _organizations(state, now)
    _workspaces(state, now)
    directory.fill(state, now, options.projects)
    blocks.fill(state, now, options.week_blocks)
    return pickle.dumps(state)


def _account(person: Person, now: datetime) -> Account:
    account = Account(person=person, email=person.email, password=person.password)
    account.profile = _profile(person, now)
    account.preferences, account.alpha_features = preferences.track(person)
    stamp = (now - timedelta(days=30)).timestamp()
    account.preferences_changed = {scope: dict.fromkeys(values, stamp) for scope, values in account.preferences.items()}
    account.settings = preferences.focus(person, now)
    return account


def _profile(person: Person, now: datetime) -> Row:
    return {
        "id": person.track_id,
        "api_token": person.track_token,
        "email": person.email,
        "fullname": person.fullname,
        "timezone": person.timezone,
        "toggl_accounts_id": person.accounts_id,
        "default_workspace_id": person.workspace_id,
        "beginning_of_week": 1,
        "image_url": "https://assets.track.toggl.com/images/profile.png",
        "created_at": track_time(now - timedelta(days=900)),
        "updated_at": track_time(now - timedelta(days=12)),
        "at": track_offset_time(now - timedelta(days=12)),
        "openid_email": None,
        "openid_enabled": False,
        "country_id": 82,
        "has_password": True,
        "2fa_enabled": False,
        "intercom_hash": person.track_token * 2,
        "oauth_providers": ["google"] if person is BOB else [],
        "authorization_updated_at": track_time(now - timedelta(days=3)),
        "options": {},
    }


def _organizations(state: State, now: datetime) -> None:
    state.organizations[NORTHWIND] = _organization(NORTHWIND, "Northwind Studio", "starter", 2, now)
    state.organizations[HARBOR] = _organization(HARBOR, "Harbor Analytics", "free", 1, now)
    state.members[NORTHWIND] = {"alice": "owner", "bob": "user"}
    state.members[HARBOR] = {"charlie": "owner"}


def _organization(id_: int, name: str, plan: str, users: int, now: datetime) -> Row:
    return {
        "id": id_,
        "name": name,
        "permissions": None,
        "user_count": users,
        "max_workspaces": 20,
        "is_multi_workspace_enabled": True,
        "is_unified": True,
        "suspended_at": None,
        "created_at": track_time(now - timedelta(days=900)),
        "at": track_offset_time(now - timedelta(days=40)),
        "server_deleted_at": None,
        "max_data_retention_days": 0,
        "subscription": _subscription(plan, users, now),
    }


def _subscription(plan: str, users: int, now: datetime) -> Row:
    return {
        "plan": plan,
        "plan_name": plan.capitalize(),
        "state": "free" if plan == "free" else "active",
        "enterprise": plan == "enterprise",
        "licenses": users,
        "seats": users,
        "currency": "EUR",
        "billing_period_months": 1,
        "current_period_starts_at": track_time(now - timedelta(days=10)),
        "current_period_ends_at": track_time(now + timedelta(days=20)),
        "cancel_date": None,
        "payment_failed": False,
    }


def _workspaces(state: State, now: datetime) -> None:
    rows = (
        (STUDIO, NORTHWIND, "Studio", {"alice": "admin", "bob": "user"}),
        (LAB, NORTHWIND, "Lab <i>& friends</i>", {"alice": "admin", "bob": "user"}),
        (QUAY, HARBOR, "Quay", {"charlie": "admin"}),
        (ATTIC, HARBOR, "Attic", {"charlie": "admin"}),
    )
    for id_, organization_id, name, members in rows:
        state.workspaces[id_] = _workspace(id_, organization_id, name, now)
        state.workspace_members[id_] = dict(members)
        state.workspace_preferences[id_] = _workspace_preferences(id_)
        state.features[id_] = _features(paid=organization_id == NORTHWIND)
        _statuses(state, id_, now)


def _workspace(id_: int, organization_id: int, name: str, now: datetime) -> Row:
    starter = organization_id == NORTHWIND
    return {
        "id": id_,
        "organization_id": organization_id,
        "name": name,
        "premium": starter,
        "business_ws": False,
        "suspended_at": None,
        "server_deleted_at": None,
        "default_hourly_rate": 90 if starter else None,
        "rate_last_updated": None,
        "default_currency": "EUR",
        "only_admins_may_create_projects": False,
        "only_admins_may_create_tags": False,
        "only_admins_see_billable_rates": True,
        "only_admins_see_team_dashboard": False,
        "projects_billable_by_default": True,
        "projects_private_by_default": False,
        "projects_enforce_billable": False,
        "limit_public_project_data": False,
        "last_modified": track_time(now - timedelta(days=20)),
        "reports_collapse": True,
        "rounding": 1,
        "rounding_minutes": 0,
        "api_token": f"{id_:032x}",
        "at": track_offset_time(now - timedelta(days=20)),
        "logo_url": f"https://assets.track.toggl.com/logos/{id_}.png",
        "ical_url": f"/ical/workspace_user/{id_:032x}",
        "ical_enabled": True,
        "csv_upload": None,
        "subscription": None,
        "working_hours_in_minutes": 480,
        "max_data_retention_days": 0,
        "te_constraints": None,
        "active_project_count": 0,
    }


def _workspace_preferences(id_: int) -> Row:
    return {
        "logo": f"https://assets.track.toggl.com/logos/{id_}.png",
        "hide_start_end_times": False,
        "disable_approvals": False,
        "disable_expenses": True,
        "disable_timesheet_view": False,
        "report_locked_at": None,
    }


def _features(*, paid: bool) -> list[Row]:
    known = ((0, "free", True), (13, "pro", paid), (15, "business", False), (55, "tracking_reminders", paid))
    more = ((64, "tasks", paid), (65, "project_dashboard", False))
    return [{"feature_id": id_, "name": name, "enabled": on} for id_, name, on in known + more]


_STATUSES: tuple[tuple[str, str, str, bool], ...] = (
    ("To do", "📋", "todo", True),
    ("In progress", "🚧", "in_progress", True),
    ("In review", "👀", "in_progress", False),
    ("Waiting for <b>reply</b>", "⏳", "blocked", False),
    ("Done", "✅", "done", True),
)


def _statuses(state: State, workspace_id: int, now: datetime) -> None:
    base = 300_000 + list(state.workspaces).index(workspace_id) * 100
    for position, (name, emoji, kind, built_in) in enumerate(_STATUSES, start=1):
        row: dict[str, Any] = {
            "id": base + position,
            "workspace_id": workspace_id,
            "name": name,
            "emoji": emoji,
            "type": kind,
            "position": position,
            "created_at": focus_time(now - timedelta(days=400 - position)),
            "updated_at": focus_time(now - timedelta(days=200 - position)),
            "deleted_at": None,
        }
        state.statuses[base + position] = row
        if built_in:
            state.default_statuses.add(base + position)

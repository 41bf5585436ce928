"""Seed of the preferences: Alice has set nearly everything, Bob only what every live account shows."""

import json
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dashboard.sandbox.clock import focus_time
from dashboard.sandbox.people import ALICE, BOB, Person
from dashboard.sandbox.state import Row

# The values that Alice has set for all clients, by the reference's own field names.
_ALICE: dict[str, Any] = json.loads((Path(__file__).parent / "preferences.json").read_text(encoding="utf-8"))

_WEB_PREFIXES = ("report", "summary", "weekly", "snowball", "show_timeline", "show_total", "show_weekend", "seen")
_WEB = {"displayDensity", "timerView", "collapseTimeEntries", "manualMode", "theme", "visibleFooter", "offlineMode"}
_DESKTOP_PREFIXES = (
    "activity_",
    "auto",
    "idle_",
    "keep_",
    "pomodoro_",
    "run_",
    "mac",
    "windows_",
    "show_dock",
    "stop_",
)
_WEB_DIFFERS = {"timerView": "list", "theme": "dark", "collapseTimeEntries": False, "show_weekend_on_timer_page": False}
_DESKTOP_DIFFERS = {"idle_detection_interval_in_minutes": 5, "pomodoro_focus_interval_in_minutes": 50}

_ALPHA = (
    (101, "paging_project_list", "Project lists come in pages", True),
    (102, "jira_v2", "The new Jira connection", False),
    (103, "alerts_v2", "Project alerts, second version", False),
    (104, "analytics", "The analytics pages", True),
)

_FORMATS = {BOB.name: ("MM/DD/YYYY", "h:mm A", "classic", 0), "charlie": ("DD/MM/YYYY", "H:mm", "decimal", 1)}


def track(person: Person) -> tuple[dict[str, Row], list[Row]]:
    """Return a person's preferences by scope (`all`, `web`, `desktop`) and their alpha features."""
    scopes = _alice() if person is ALICE else {"all": _live(person), "web": {}, "desktop": {}}
    if person.name == "charlie":
        scopes["web"] = {"timerView": "timesheet", "displayDensity": "compact"}
        scopes["all"].update({"timerView": "timesheet", "idle_detection_enabled": True, "theme": "dark"})
    return scopes, [_alpha(*row) for row in _ALPHA]


def _alice() -> dict[str, Row]:
    everything = {**deepcopy(_ALICE), "toSAcceptNeeded": False}
    web = {key: deepcopy(value) for key, value in _ALICE.items() if key in _WEB or key.startswith(_WEB_PREFIXES)}
    desktop = {key: deepcopy(value) for key, value in _ALICE.items() if key.startswith(_DESKTOP_PREFIXES)}
    return {"all": everything, "web": {**web, **_WEB_DIFFERS}, "desktop": {**desktop, **_DESKTOP_DIFFERS}}


def _live(person: Person) -> Row:
    date_format, timeofday_format, duration_format, first_day = _FORMATS[person.name]
    return {
        "beginningOfWeek": first_day,
        "date_format": date_format,
        "duration_format": duration_format,
        "pg_time_zone_name": person.timezone,
        "record_timeline": False,
        "send_product_emails": False,
        "send_timer_notifications": True,
        "send_weekly_report": True,
        "timeofday_format": timeofday_format,
    }


def _alpha(id_: int, code: str, description: str, enabled: bool) -> Row:  # noqa: FBT001
    return {"alpha_feature_id": id_, "code": code, "description": description, "enabled": enabled, "product_id": 1}


def focus(person: Person, now: datetime) -> Row:
    """Return a person's Focus settings."""
    settings = {**_FOCUS, "current_workspace_id": person.workspace_id, "timezone": person.timezone}
    settings["first_interaction_date"] = focus_time(now - timedelta(days=300))
    if person is BOB:
        settings.update(time_format="12h", date_format="US", start_week_on=0, theme="light")
    return settings


_FOCUS: Row = {
    "attachments_display_mode": "list",
    "autocomplete_task_with_time_block": True,
    "autolog_time": False,
    "calendar_future_defaults_to_plan": False,
    "calendar_project_suggestion_fallback": False,
    "calendar_range_type": "week",
    "calendar_show_calendar_events": True,
    "calendar_show_completed_tasks": True,
    "calendar_show_tasks_list": True,
    "calendar_split_view_columns": None,
    "calendar_task_creation_behavior": "always_create",
    "date_format": "EU",
    "default_page": "calendar",
    "duration_format": "improved",
    "first_interaction": False,
    "focus_mode_count_up": True,
    "goal_reminder_time": "09:00",
    "goal_reminders_enabled": True,
    "has_reached_task_threshold": True,
    "import_data_banner_dismissed": True,
    "language_code": "en",
    "new_users_trial_dismissed": True,
    "onboarding_checklist_dismissed": True,
    "onboarding_flow_dismissed": True,
    "onboarding_multi_day_task_created": False,
    "onboarding_task_dragged": True,
    "onboarding_variant_selected": None,
    "plan_tour_dismissed": True,
    "platform_nudges": {},
    "pomodoro_mode_auto_start_break": True,
    "pomodoro_mode_break_duration_mins": 5,
    "pomodoro_mode_session_duration_mins": 25,
    "pomodoro_mode_sound_enabled": True,
    "send_daily_brief": True,
    "send_timer_notifications": True,
    "shortcuts_enabled": True,
    "show_goals_panel": True,
    "show_google_calendar_events": True,
    "start_week_on": 1,
    "switch_to_focus_dismissed": True,
    "sync_external_calendar": "ask",
    "theme": "auto",
    "time_block_color": None,
    "time_format": "24h",
    "time_tracking_mode": "focus",
    "time_tracking_mode_duration_mins": 45,
    "time_tracking_mode_enabled": True,
    "time_tracking_mode_fullscreen": False,
    "tooltip_onboarding_dismissed": True,
    "welcome_modal_dismissed": True,
}

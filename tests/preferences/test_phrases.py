"""Forty things that people say find the setting that they mean among the first five."""

from __future__ import annotations

import pytest

from dashboard.preferences import rows, search
from dashboard.preferences.places import PLACES
from dashboard.preferences.services import Draft, Settings

PHRASES = {
    "military time": "timeofday_format",
    "am pm": "timeofday_format",
    "24h clock": "timeofday_format",
    "american dates": "date_format",
    "date format": "date_format",
    "decimal hours": "duration_format",
    "week starts on monday": "beginningOfWeek",
    "first day of week": "beginningOfWeek",
    "time zone": "pg_time_zone_name",
    "daylight saving": "pg_time_zone_name",
    "comma or point": "decimal_separator",
    "saturday and sunday": "show_weekend_on_timer_page",
    "five day week": "show_weekend_on_timer_page",
    "group similar entries": "collapseTimeEntries",
    "list or calendar": "timerView",
    "dark mode": "theme",
    "compact": "displayDensity",
    "timer in browser title": "showTimeInTitle",
    "weekly report email": "send_weekly_report",
    "unsubscribe from the newsletter": "send_product_emails",
    "warn while an entry runs": "running_entry_warning",
    "manual mode": "manualMode",
    "default project": "default_project_id",
    "idle detection": "idle_detection_enabled",
    "minutes until idle": "idle_detection_interval_in_minutes",
    "start when the computer starts": "run_app_on_startup",
    "launch at login": "run_app_on_startup",
    "always on top": "keep_window_on_top",
    "dock icon": "show_dock_icon",
    "menu bar timer": "show_timer_in_menu_bar",
    "pomodoro length": "pomodoro_focus_interval_in_minutes",
    "length of breaks": "pomodoro_break_interval_in_minutes",
    "long break": "pomodoro_longer_break_duration_in_minutes",
    "remind me to track": "reminder_enabled",
    "reminder days": "reminder_days",
    "record what apps I use": "record_timeline",
    "round reports": "reportRounding",
    "keyboard shortcuts": "keyboard_shortcuts_enabled",
    "vibration": "haptic_feedback_enabled",
    "calendar working hours": "calendar_visible_hours_start",
    "swipe": "cell_swipe_actions_enabled",
}


@pytest.fixture
def table():
    place = PLACES["track_preferences"]
    sheet = rows.Sheet(place=place, settings=Settings({}), draft=Draft(), mistakes={})
    return [rows._row(sheet, one) for one in place.scope.fields.fields.values()]


def first_five(table, phrase):
    hits = search.hits(search.Query.parse(phrase), table)
    return list(hits.best) or [row["name"] for row in table if row["name"] in hits.found]


def test_forty_phrases_find_their_settings(table):
    assert len(PHRASES) >= 40
    assert [phrase for phrase, name in PHRASES.items() if name not in first_five(table, phrase)] == []

"""Forty things that people say find the setting that they mean among the first five."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dashboard.preferences.page import search
from dashboard.preferences.page.form import SettingsForm
from dashboard.preferences.services.scopes import Settings
from dashboard.preferences.services.settings_pages import PAGES

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


def test_forty_phrases_find_their_settings_without_scripts():
    form = SettingsForm(page=PAGES["track_preferences"], settings=Settings({}))
    rows = [form.row(field) for field in form.fields.fields.values()]
    assert len(PHRASES) >= 40
    found = {phrase: search.find(search.Query.parse(phrase), rows) for phrase in PHRASES}
    assert [phrase for phrase, name in PHRASES.items() if name not in found[phrase]] == []


# The five best, or the first five of what is left.
FOUND = """() => {
  const best = document.getElementById("best");
  if (!best.hidden) return [...best.querySelectorAll("a")].map((one) => one.hash.slice("#input-".length));
  const rows = [...document.querySelectorAll(".setting")].filter((one) => one.checkVisibility());
  return rows.slice(0, 5).map((one) => one.id.slice("setting-".length));
}"""
TOLD = """async (token) => {
  const answer = await fetch(`?q=${encodeURIComponent(token)}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelectorAll(".setting:not([hidden])").length;
}"""


@pytest.mark.browser
def test_the_browser_ranks_them_among_the_first_five(sandbox, page_of, alice):
    page = page_of(alice)
    page.goto("/preferences/track/?q=clock#setting-manualModeOverlaySeen")  # a link shows its field nevertheless
    expect(page.locator("#setting-manualModeOverlaySeen")).to_be_visible()
    box, missed = page.locator("#q"), []
    box.fill("military time")
    expect(page.locator(".setting:visible")).to_have_count(1)  # synonyms are loaded
    for phrase, name in PHRASES.items():
        box.fill(phrase)
        if name not in page.evaluate(FOUND):
            missed.append(phrase)
    for token in ("@client:desktop", "@group:calendar", "@unknown", "@readonly"):
        box.fill(token)
        left = page.locator(".setting:not([hidden])").count()
        if left != page.evaluate(TOLD, token) or (left == 0) != (token == "@unknown"):
            missed.append(token)
    assert missed == []

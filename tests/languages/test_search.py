"""What people say in German finds the setting that they mean among the first five; the English words do too."""

from __future__ import annotations

import pytest
from django.utils import translation

from dashboard.preferences.page import search
from dashboard.preferences.page.form import SettingsForm
from dashboard.preferences.services.scopes import Settings
from dashboard.preferences.services.settings_pages import PAGES

PHRASES = {
    "track_preferences": {
        "erster tag der woche": "beginningOfWeek",
        "wochenbeginn montag": "beginningOfWeek",
        "zeiten runden": "reportRounding",
        "pausen erfassen": "pomodoro_track_breaks_as_time_entries",
        "wochenenden in berichten ausblenden": "reportsHideWeekends",
        "24 stunden format": "timeofday_format",
        "komma oder punkt": "decimal_separator",
        "sommerzeit": "pg_time_zone_name",
        "app beim hochfahren starten": "run_app_on_startup",
        "werbung abbestellen": "send_product_emails",
        "zeit von hand eintragen": "manualMode",
        "voreingestelltes projekt": "default_project_id",
        "abwesend erkennen": "idle_detection_enabled",
        "fenster immer oben": "keep_window_on_top",
        "tastaturkürzel im browser": "keyboard_shortcuts_enabled",
        "lautstärke": "pomodoro_interval_end_volume",
        "feierabend automatisch stoppen": "stop_at_specific_time",
    },
    "focus_preferences": {
        "dunkles design": "theme",
        "dark mode": "theme",
        "sprache auf deutsch": "language_code",
        "länge der pause": "pomodoro_mode_break_duration_mins",
        "startseite": "default_page",
        "erledigte aufgaben ausblenden": "calendar_show_completed_tasks",
        "tägliche zusammenfassung per mail": "send_daily_brief",
        "google kalender termine": "show_google_calendar_events",
    },
}


# The names of the first five settings that the page shows for what is in its box.
FOUND = """() => {
  const names = (all, from) => [...document.querySelectorAll(all)].filter((one) => one.checkVisibility()).map(from);
  const best = names("#best a", (one) => one.hash.slice(7));
  return best.length ? best : names(".setting", (one) => one.id.slice(8)).slice(0, 5);
}"""


def found(page, phrase):
    """The names of the settings that are found without scripts."""
    form = SettingsForm(page=PAGES[page], settings=Settings({}))
    with translation.override("de"):
        return search.find(search.Query.parse(phrase), [form.row(field) for field in form.fields.fields.values()])


def test_a_phrase_finds_its_setting_without_scripts():
    phrases = [(page, phrase, name) for page, names in PHRASES.items() for phrase, name in names.items()]
    assert [(page, phrase) for page, phrase, name in phrases if name not in found(page, phrase)] == []


def test_english_words_are_understood_as_well():
    phrases = ("military time", "am pm", "decimal hours")
    clocks = {"timeofday_format", "duration_format"}
    assert [phrase for phrase in phrases if not clocks & found("track_preferences", phrase)] == []


@pytest.mark.browser
def test_the_browser_finds_the_same(sandbox, page_of, alice):
    tab, missed = page_of(alice, locale="de-DE"), []
    for page, phrases in PHRASES.items():
        tab.goto(f"/preferences/{page.partition('_')[0]}/")
        first, *_others = phrases
        tab.locator("#q").fill(first)  # which fetches the search and its words
        tab.wait_for_function(f"(name) => ({FOUND})().includes(name)", arg=phrases[first])
        for phrase, name in phrases.items():
            tab.locator("#q").fill(phrase)
            if name not in tab.evaluate(FOUND):
                missed.append((page, phrase))
    assert missed == []

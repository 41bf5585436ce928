"""What people say in German finds the setting that they mean among the first five; the English words do too."""

from __future__ import annotations

import pytest
from django.utils import translation

from dashboard.preferences import rows, search
from dashboard.preferences.places import PLACES
from dashboard.preferences.services import Draft, Settings

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


def first_five(page, phrase):
    place = PLACES[page]
    sheet = rows.Sheet(place=place, settings=Settings({}), draft=Draft(), mistakes={})
    with translation.override("de"):
        table = [rows._row(sheet, one) for one in place.scope.fields.fields.values()]
        hits = search.hits(search.Query.parse(phrase), table)
    return list(hits.best) or [row["name"] for row in table if row["name"] in hits.found]


@pytest.mark.parametrize(("page", "phrase"), [(page, one) for page, phrases in PHRASES.items() for one in phrases])
def test_a_phrase_finds_its_setting(page, phrase):
    assert PHRASES[page][phrase] in first_five(page, phrase)


@pytest.mark.parametrize("phrase", ["military time", "am pm", "decimal hours"])
def test_english_words_are_understood_as_well(phrase):
    assert set(first_five("track_preferences", phrase)) & {"timeofday_format", "duration_format"}


@pytest.mark.browser
@pytest.mark.parametrize(("page", "address"), [("track_preferences", "track"), ("focus_preferences", "focus")])
def test_the_browser_finds_the_same(page, address, sandbox, page_of, alice):
    tab = page_of(alice, locale="de-DE")
    tab.goto(f"/preferences/{address}/")
    tab.locator("#q").focus()
    tab.wait_for_load_state("networkidle")
    for phrase, name in PHRASES[page].items():
        tab.locator("#q").fill(phrase)
        best = tab.locator("#best a").evaluate_all("links => links.map((one) => one.hash.slice(7))")
        found = tab.locator(".setting:visible").evaluate_all("rows => rows.map((one) => one.id.slice(8))")
        assert name in (best if tab.locator("#best").is_visible() else found[:5]), phrase

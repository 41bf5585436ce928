"""Dates, times of day, numbers and lengths are the member's own, in whatever language they read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from dashboard.accounts.models import User
from dashboard.timeblocks.services import labels
from dashboard.web import times
from dashboard.web.tags import ago

AT = datetime(2026, 11, 17, 14, 5, tzinfo=UTC)


def test_a_moment_is_written_as_at_toggl():
    formats = {
        ("YYYY-MM-DD", "H:mm"): "2026-11-17 14:05",
        ("DD.MM.YYYY", "H:mm"): "17.11.2026 14:05",
        ("MM/DD/YYYY", "h:mm A"): "11/17/2026 2:05 PM",
    }
    for language in ("en", "de"):
        with translation.override(language), timezone.override(UTC):
            written = {
                (day, clock): times.in_words(AT, User(date_format=day, time_format=clock)) for day, clock in formats
            }
        assert written == formats, language


@pytest.mark.parametrize(
    ("language", "mark", "text"),
    [("en", "", "1.50 h"), ("de", "", "1,50 h"), ("de", ".", "1.50 h"), ("en", ",", "1,50 h")],
)
def test_decimal_hours_have_the_members_own_mark(language, mark, text):
    with translation.override(language):
        assert times.length(5400, "decimal", mark) == text


def test_the_mark_is_learnt_from_track(alice, sandbox, client_of):
    client_of(alice).get("/preferences/track/")
    alice.refresh_from_db()
    assert alice.decimal_separator == ","


def test_a_period_is_written_as_germans_do():
    periods = {
        (date(2026, 11, 16), date(2026, 11, 22)): "16. to 22. November 2026",
        (date(2026, 11, 30), date(2026, 12, 6)): "30. November to 6. Dezember 2026",
        (date(2026, 12, 28), date(2027, 1, 3)): "28. Dezember 2026 to 3. Januar 2027",
        (date(2026, 11, 17), date(2026, 11, 17)): "Dienstag, 17. November 2026",
    }
    with translation.override("de"):
        assert {days: labels.period_in_words(*days).replace(labels.DASH, "to") for days in periods} == periods


def test_a_day_is_spoken_as_germans_do():
    with translation.override("de"):
        assert labels.day_in_words(date(2026, 11, 17)) == "Dienstag, 17. November"


def test_one_is_not_many():
    now = timezone.now()
    with translation.override("de"):
        assert [ago(now - timedelta(minutes=minutes)) for minutes in (1, 2)] == ["vor 1 Minute", "vor 2 Minuten"]


@pytest.mark.parametrize(
    ("zone", "key"), [("Europe/Berlin", "Europe/Berlin"), ("", "UTC"), ("Nowhere/Atlantis", "UTC"), ("../x", "UTC")]
)
def test_a_zone_that_there_is_not_is_the_sites_own(zone, key):
    assert times.zone_of(User(timezone=zone)).key == key


def test_a_day_of_an_address_is_a_date_or_nothing():
    assert times.date_of("2026-11-17") == date(2026, 11, 17)
    assert [times.date_of(text) for text in ("", "17.11.2026", "2026-02-30", "x" * 1000)] == [None] * 4

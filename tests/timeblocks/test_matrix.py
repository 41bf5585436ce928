"""Create, move and resize in five zones, on days when clocks change: what the wall shows is what Focus gets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.failures import collect_failures
from tests.timeblocks.page_objects import Calendar, words_of

CREATE, PATCH = "focus.create_time_block", "focus.update_time_block"
# zone, a skipped time with the next valid one, a repeated time with both instants
MATRIX = {
    "Europe/Berlin": (
        ("2026-03-29", "02:30", "3:00"),
        ("2026-10-25", "02:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
    ),
    "America/New_York": (
        ("2026-03-08", "02:30", "3:00"),
        ("2026-11-01", "01:30", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"),
    ),
    "Australia/Lord_Howe": (
        ("2026-10-04", "02:15", "2:30"),
        ("2026-04-05", "01:45", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"),
    ),
    "Pacific/Apia": (("2011-12-30", "09:00", "0:00"), None),
    "Asia/Kolkata": (None, None),
}  # fmt: skip
SKIPS = [(zone, *row[0]) for zone, row in MATRIX.items() if row[0]]
TWICE = [(zone, *row[1]) for zone, row in MATRIX.items() if row[1]]


@pytest.fixture
def calendar_in(alice, client_of, sandbox):
    """Make Alice live in a zone, and give her calendar with one block in it."""

    def make(zone, start="2026-11-17T09:00:00"):
        alice.timezone, alice.first_day_of_week, alice.time_format = zone, 1, "H:mm"
        alice.save()
        calendar = Calendar(client_of(alice), sandbox)
        calendar.anew()
        calendar.asked()
        at = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        block = calendar.block(start=at.strftime("%Y-%m-%dT%H:%M:%SZ"), seconds=3600)
        calendar.get(date=start[:10])
        return calendar, block

    return make


def minute(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@pytest.mark.long
def test_a_skipped_time_is_refused_with_the_next_valid_one(calendar_in):
    wrong = []
    for zone, on, time, following in SKIPS:
        with collect_failures(wrong, zone):
            calendar, block = calendar_in(zone)
            created = calendar.create(task=block["task_id"], date=on, start=time, end="")
            moved = calendar.act(block, "move", date=on, minute=minute(time))
            for answer in (created, moved):
                assert answer.status_code == 422
                assert f"The next time that exists is {following}" in words_of(answer)
            assert not calendar.sandbox.requests(CREATE) + calendar.sandbox.requests(PATCH)
    assert wrong == []


@pytest.mark.long
def test_a_repeated_time_is_asked_about_and_both_are_meant(calendar_in):
    wrong = []
    for zone, on, time, *both in TWICE:
        with collect_failures(wrong, zone):
            calendar, block = calendar_in(zone)
            asked = calendar.create(task=block["task_id"], date=on, start=time, end="")
            assert "comes twice. Which one?" in words_of(asked)
            for fold, expected in enumerate(both):
                calendar.create(task=block["task_id"], date=on, start=time, end="", fold=str(fold))
                assert calendar.sandbox.requests(CREATE)[-1]["body"]["start"] == expected
                calendar.act(block, "move", date=on, minute=minute(time), fold=str(fold))
                assert calendar.now(block)["start"] == expected
    assert wrong == []


@pytest.mark.long
def test_lengths_are_elapsed_time_where_an_hour_repeats(calendar_in):
    wrong = []
    for zone, on, time, first, second in TWICE:
        with collect_failures(wrong, zone):
            calendar, block = calendar_in(zone)
            calendar.create(task=block["task_id"], date=on, start=time, end=time, fold="0", end_fold="1")
            shift = datetime.fromisoformat(second) - datetime.fromisoformat(first)
            assert calendar.sandbox.requests(CREATE)[-1]["body"]["duration"] == shift.total_seconds()
    assert wrong == []


@pytest.mark.long
def test_an_ordinary_day_is_ordinary_everywhere(calendar_in):
    wrong = []
    for zone in MATRIX:
        with collect_failures(wrong, zone):
            calendar, block = calendar_in(zone)
            calendar.create(task=block["task_id"], date="2026-11-18", start="10:00", end="11:15")
            body = calendar.sandbox.requests(CREATE)[-1]["body"]
            expected = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo(zone)).astimezone(UTC)
            assert (datetime.fromisoformat(body["start"]), body["duration"]) == (expected, 4500)
            calendar.act(block, "longer")
            assert calendar.now(block)["duration"] == 4500
            calendar.act(block, "move", date="2026-11-18", minute=0)
            assert datetime.fromisoformat(calendar.now(block)["start"]) == expected - timedelta(hours=10)
    assert wrong == []


def test_the_missing_day_of_apia_is_shown_as_such(calendar_in):
    calendar, _block = calendar_in("Pacific/Apia", "2011-12-29T09:00:00")
    assert "This day does not exist here" in words_of(calendar.get(date="2011-12-29"))


def test_the_autumn_night_shows_both_names_of_the_zone(calendar_in):
    calendar, _block = calendar_in("Europe/Berlin")
    words = words_of(calendar.get(**{"date": "2026-10-25", "view": "day", "from": 0, "to": 6}))
    assert "CEST CET" in words


def test_a_block_over_a_change_keeps_its_length_when_it_is_moved(calendar_in):
    calendar, block = calendar_in("Europe/Berlin", "2026-03-28T23:00:00")
    calendar.now(block)["duration"] = 6 * 3600
    calendar.client.post("/calendar/refresh/", {"view": "date=2026-03-28"})
    calendar.act(block, "move", date="2026-03-29", minute=60)
    assert calendar.now(block)["duration"] == 6 * 3600
    assert calendar.now(block)["start"] == "2026-03-29T00:00:00Z"

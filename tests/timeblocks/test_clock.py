"""Wall clocks of five zones, on the days when clocks are changed and on all others."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.timeblocks.services import clock
from dashboard.timeblocks.services.clock import DAY, NoSuchTime
from tests.failures import collect_failures

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
LORD_HOWE, APIA, KOLKATA = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia"), ZoneInfo("Asia/Kolkata")
HAVANA, SANTIAGO = ZoneInfo("America/Havana"), ZoneInfo("America/Santiago")
ZONES = st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, APIA, KOLKATA, HAVANA, SANTIAGO])
DATES = st.dates(date(1990, 1, 1), date(2036, 12, 31))

SPRING = [
    (BERLIN, date(2026, 3, 29), (120, 180)),
    (NEW_YORK, date(2026, 3, 8), (120, 180)),
    (LORD_HOWE, date(2026, 10, 4), (120, 150)),
    (APIA, date(2011, 12, 30), (0, 1440)),
    (HAVANA, date(2026, 3, 8), (0, 60)),
]
AUTUMN = [
    (BERLIN, date(2026, 10, 25), (120, 180)),
    (NEW_YORK, date(2026, 11, 1), (60, 120)),
    (LORD_HOWE, date(2026, 4, 5), (90, 120)),
    (HAVANA, date(2026, 11, 1), (0, 60)),
    (SANTIAGO, date(2026, 4, 4), (1380, 1440)),
]


def test_what_the_clocks_skip_does_not_exist():
    wrong = []
    for zone, on, gap in SPRING:
        with collect_failures(wrong, zone):
            assert clock.day(zone, on).skipped == (gap,)
            with pytest.raises(NoSuchTime) as refused:
                clock.instant(zone, on, gap[0])
            following = refused.value.next_valid
            minute = following.hour * 60 + following.minute
            assert clock.wall(zone, int(following.timestamp()))[:2] == (following.date(), minute)
            assert (following.replace(tzinfo=None) - datetime.combine(on, time())) == timedelta(minutes=gap[1])
    assert wrong == []


def test_what_the_clocks_repeat_exists_twice():
    wrong = []
    for zone, on, again in AUTUMN:
        with collect_failures(wrong, zone):
            assert clock.day(zone, on).repeated == (again,)
            first, second = (clock.instant(zone, on, again[0], fold) for fold in (0, 1))
            assert second - first == (again[1] - again[0]) * 60
            assert clock.wall(zone, first) == (on, again[0], 0)
            assert clock.wall(zone, second) == (on, again[0], 1)
    assert wrong == []


def test_the_day_that_apia_left_out_has_nothing_in_it():
    assert clock.day(APIA, date(2011, 12, 30)).spans == ()
    assert clock.first_moment(APIA, date(2011, 12, 30)) == clock.first_moment(APIA, date(2011, 12, 31))


def test_kolkata_never_changes_its_clocks():
    for number in range(365):
        shape = clock.day(KOLKATA, date(2026, 1, 1) + timedelta(days=number))
        assert (shape.skipped, shape.repeated, len(shape.spans)) == ((), (), 1)


@given(ZONES, DATES)
def test_the_spans_of_a_day_are_all_of_its_time_and_nothing_else(zone, on):
    shape = clock.day(zone, on)
    for one, other in zip(shape.spans, shape.spans[1:], strict=False):
        assert one.ends == other.starts
    following = clock.day(zone, on + timedelta(days=1))
    if shape.spans and following.spans:
        assert shape.spans[-1].ends == following.spans[0].starts
    assert all(0 <= span.minute < span.last_minute <= DAY for span in shape.spans)


@given(ZONES, DATES, st.integers(0, DAY - 1), st.integers(0, 1))
def test_an_instant_shows_the_wall_clock_it_was_made_of(zone, on, minute, fold):
    shape = clock.day(zone, on)
    if shape.skips(minute):
        with pytest.raises(NoSuchTime):
            clock.instant(zone, on, minute, fold)
        return
    shown = clock.wall(zone, clock.instant(zone, on, minute, fold))
    assert shown == (on, minute, fold if shape.repeats(minute) else 0)


@given(ZONES, st.integers(int(datetime(1990, 1, 1, tzinfo=UTC).timestamp()) // 60, 2_000_000_000 // 60))
def test_every_minute_stands_on_the_wall_and_comes_back(zone, number):
    at = number * 60
    assert clock.instant(zone, *clock.wall(zone, at)) == at

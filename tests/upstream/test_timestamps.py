"""Times of Track and Focus: read leniently, bounded, and written as they write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.upstream import timestamps

NINE = datetime(2026, 11, 17, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-17T09:00:00Z", "2026-11-17T09:00:00", "2026-11-17T10:00:00+01:00", "2026-11-17 09:00:00.000000+00:00",
        NINE, NINE.replace(tzinfo=None), NINE.astimezone(timezone(timedelta(hours=5))),
    ],
)  # fmt: skip
def test_every_spelling_of_a_time_is_the_same_time_in_utc(value):
    found = timestamps.parse(value)
    assert found == NINE
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        None, "", "soon", 1, 1.5, True, [], {}, "0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00", "2026-13-01T00:00:00Z", "2026-11-17T09:00:00\ud800",
    ],
)  # fmt: skip
def test_what_is_no_time_is_none(value):
    assert timestamps.parse(value) is None
    assert timestamps.seconds_of(value) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser(text):
    timestamps.parse(text)


@given(st.integers(0, 4_000_000_000_000_000), st.timezones())
def test_what_is_written_is_read_again(microseconds, zone):
    at = (datetime.fromtimestamp(0, UTC) + timedelta(microseconds=microseconds)).astimezone(zone)
    text = timestamps.text_of(at)
    assert timestamps.parse(text) == at
    assert timestamps.is_complete(text)


def test_seconds_are_written_without_a_fraction():
    assert timestamps.text_of(timestamps.seconds_of(NINE)) == "2026-11-17T09:00:00Z"


@pytest.mark.parametrize(
    ("text", "is_complete"),
    [
        ("2026-11-17T09:00:00Z", True), ("2026-11-17T09:00:00.5-03:00", True), ("2026-11-17T09:00:00", False),
        ("2026-11-17", False), ("2026-02-30T09:00:00Z", False), ("2026-11-17 09:00:00Z", False),
    ],
)  # fmt: skip
def test_toggl_takes_complete_times_alone(text, is_complete):
    assert timestamps.is_complete(text) is is_complete

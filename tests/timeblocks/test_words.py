"""Words, colours, addresses and the written sheet: small things that pages rely on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.timeblocks.calendar import stylesheet
from dashboard.timeblocks.calendar.colors import GRAY, hue
from dashboard.timeblocks.services import labels
from dashboard.timeblocks.services.address import KINDS, ZOOMS, View, view_of, week_start
from dashboard.timeblocks.services.blocks import block_from_json

TODAY = date(2026, 11, 17)
STARTS = ("2026-11-17T09:00:00", "2026-11-17T09:00:00Z", "soon")
NUMBERS = st.one_of(st.none(), st.integers(1, 10**12))
VIEWS = st.builds(
    View,
    on=st.dates(date(1971, 1, 1), date(2099, 1, 1)),
    kind=st.sampled_from(KINDS),
    zoom=st.sampled_from(sorted(ZOOMS)),
    hours=st.one_of(st.none(), st.tuples(st.integers(0, 11), st.integers(12, 24))),
    task=NUMBERS,
    project=NUMBERS,
    status=NUMBERS,
    who=st.sampled_from(["", "mine", "880002"]),
    workspace=NUMBERS,
    zone=st.sampled_from(["", "Asia/Kolkata"]),
    tasks=st.booleans(),
)


def test_the_sheet_of_places_is_the_one_that_is_written():
    assert stylesheet.TARGET.read_text() == stylesheet.stylesheet()


@pytest.mark.long
@given(VIEWS)
def test_an_address_holds_the_whole_view(view):
    from urllib.parse import parse_qsl

    assert view_of(dict(parse_qsl(view.query())), TODAY) == (view, [])


@pytest.mark.long
@given(
    st.dictionaries(
        st.sampled_from(["date", "view", "zoom", "from", "to", "task", "who", "zone"]), st.text(max_size=30)
    )
)
def test_no_address_breaks_the_view(data):
    view, _wrong = view_of(data, TODAY)
    assert view.days(1)[0] <= view.on


def test_a_week_starts_on_the_members_own_day():
    starts = {first: week_start(TODAY, first) for first in range(7)}
    assert {first: start.isoweekday() % 7 for first, start in starts.items()} == {first: first for first in range(7)}
    assert all(0 <= (TODAY - start).days < 7 for start in starts.values())


def test_lengths_and_times_as_the_member_has_them():
    assert labels.length(5400, "improved") == "1:30"
    assert labels.length(5400, "classic") == "1:30 h"
    assert labels.length(1800, "classic") == "30 min"
    assert labels.length(5400, "decimal") == "1.50 h"
    assert labels.time_of_day(0, "h:mm A") == "12:00 AM"
    assert labels.time_of_day(725, "h:mm A") == "12:05 PM"
    assert labels.time_of_day(845, "H:mm") == "14:05"
    assert labels.time_of_day(1440, "H:mm") == "0:00"


@given(st.text(max_size=12))
def test_whatever_is_no_colour_is_grey(text):
    assert 0 <= hue(text) <= GRAY


def test_colours_keep_their_hue():
    assert hue("#ff0000") == 0
    assert hue("#808080") == hue("") == hue("javascript") == GRAY
    assert hue("#00f") == hue("#0000ff")


@given(
    st.dictionaries(
        st.sampled_from(["id", "task_id", "start", "duration", "task", "toggl_user_id"]),
        st.one_of(st.none(), st.text(), st.integers(), st.booleans()),
    )
)
def test_no_row_of_an_answer_breaks_the_page(row):
    block = block_from_json(row)
    assert block is None or (block.seconds or 0) >= 0


def test_a_start_without_a_zone_is_utc():
    bare, utc, wrong = (block_from_json({"id": 1, "task_id": 2, "start": start}) for start in STARTS)
    assert bare is not None
    assert utc is not None
    assert bare.starts == utc.starts
    assert wrong is None

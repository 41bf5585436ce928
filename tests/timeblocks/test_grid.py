"""Placement: every minute of a block is drawn once, nothing is drawn over another, on every clock."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.timeblocks.calendar import grid
from dashboard.timeblocks.services import clock
from dashboard.timeblocks.services.blocks import Block, Task

BERLIN = ZoneInfo("Europe/Berlin")
WEEKS = st.sampled_from(
    [
        (BERLIN, date(2026, 3, 23)),
        (BERLIN, date(2026, 10, 19)),
        (ZoneInfo("America/New_York"), date(2026, 11, 1)),
        (ZoneInfo("Australia/Lord_Howe"), date(2026, 3, 30)),
        (ZoneInfo("Pacific/Apia"), date(2011, 12, 26)),
        (ZoneInfo("Asia/Kolkata"), date(2026, 11, 16)),
    ]
)
TASK = Task(1, "Design review")
SPREADS = st.lists(
    st.tuples(st.integers(-1440, 7 * 1440), st.one_of(st.none(), st.integers(0, 1800))), min_size=1, max_size=40
)


def block(id_, starts, seconds, *, done=False, entry=False):
    return Block(id_, 1, 7, starts, seconds, TASK, completed=done, has_entry=entry)


def laid(week, spread):
    zone, first = week
    days = [clock.day(zone, first + timedelta(days=number)) for number in range(7)]
    base = clock.first_moment(zone, first)
    blocks = [
        block(number, base + minute * 60, None if length is None else length * 60)
        for number, (minute, length) in enumerate(spread)
    ]
    columns, hours = grid.lay_out(blocks, days, shortest=23)
    return blocks, days, columns, hours


@given(WEEKS, SPREADS)
def test_every_second_of_a_block_is_in_one_piece(week, spread):
    blocks, days, columns, _hours = laid(week, spread)
    spans = [span for day in days for span in day.spans]
    first, last = min(span.starts for span in spans), max(span.ends for span in spans)
    for one in blocks:
        pieces = [piece for column in columns for piece in column.pieces if piece.block.id == one.id]
        inside = max(0, min(one.ends, last) - max(one.starts, first))
        assert sum(piece.seconds for piece in pieces) == inside
        if first <= one.starts < last:
            assert sum(piece.first for piece in pieces) == 1


@pytest.mark.long
@given(WEEKS, SPREADS)
def test_nothing_is_drawn_over_another(week, spread):
    _blocks, _days, columns, _hours = laid(week, spread)
    for column in columns:
        drawn = [rectangle(piece) for piece in column.pieces]
        for i, (top, bottom, left, right) in enumerate(drawn):
            assert 0 <= top < bottom <= clock.DAY
            assert 0 <= left < right <= 1.0000001
            for other in drawn[:i]:
                apart = bottom <= other[0] or other[1] <= top or right <= other[2] + 1e-9 or other[3] <= left + 1e-9
                assert apart


def rectangle(piece):
    part, start = (1.0, 0.0) if piece.fold is None else (0.5, 0.5 * piece.fold)
    width = part / piece.lanes
    return piece.top, piece.bottom, start + piece.lane * width, start + (piece.lane + 1) * width


@given(WEEKS, SPREADS)
def test_nothing_stands_where_the_clocks_skip_and_all_is_within_the_hours(week, spread):
    _blocks, _days, columns, (first, last) = laid(week, spread)
    for column in columns:
        for piece in column.pieces:
            assert not any(a < piece.bottom and piece.top < b for a, b in column.day.skipped)
            assert first * 60 <= piece.top
            assert piece.bottom <= last * 60


@pytest.mark.long
@given(WEEKS, SPREADS)
def test_hours_that_are_cut_lose_no_block(week, spread):
    blocks, days, columns, _hours = laid(week, spread)
    cut, _shown = grid.lay_out(blocks, days, shortest=23, hours=(8, 18))
    for whole, part in zip(columns, cut, strict=True):
        assert len(part.pieces) + part.earlier + part.later == len(whole.pieces)


def test_past_midnight_is_split_to_the_eye():
    late = clock.instant(BERLIN, date(2026, 11, 17), 23 * 60)
    days = [clock.day(BERLIN, date(2026, 11, 17)), clock.day(BERLIN, date(2026, 11, 18))]
    columns, _hours = grid.lay_out([block(1, late, 7200)], days, shortest=15)
    assert [(piece.minute, piece.until, piece.first) for column in columns for piece in column.pieces] == [
        (1380, 1440, True),
        (0, 60, False),
    ]


def test_until_midnight_is_not_on_the_next_day():
    late = clock.instant(BERLIN, date(2026, 11, 17), 23 * 60)
    days = [clock.day(BERLIN, date(2026, 11, 17)), clock.day(BERLIN, date(2026, 11, 18))]
    columns, _hours = grid.lay_out([block(1, late, 3600)], days, shortest=15)
    assert [len(column.pieces) for column in columns] == [1, 0]


def test_the_repeated_hour_stands_in_two_halves():
    on = date(2026, 10, 25)
    blocks = [block(fold, clock.instant(BERLIN, on, 150, fold), 1800) for fold in (0, 1)]
    (column,), _hours = grid.lay_out(blocks, [clock.day(BERLIN, on)], shortest=15)
    assert [(piece.fold, piece.minute, piece.lanes) for piece in column.pieces] == [(0, 150, 1), (1, 150, 1)]
    assert column.lanes == 2


def test_nothing_is_too_low_to_be_hit():
    at, day = clock.instant(BERLIN, date(2026, 11, 17), 600), clock.day(BERLIN, date(2026, 11, 17))
    heights = {}
    for seconds in (None, 0, 900, 3600):
        (column,), _hours = grid.lay_out([block(1, at, seconds)], [day], shortest=23)
        heights[seconds] = column.pieces[0].bottom - column.pieces[0].top
    assert heights == {None: 30, 0: 23, 900: 23, 3600: 60}


def test_the_view_grows_to_what_lies_outside_the_working_day():
    at = clock.instant(BERLIN, date(2026, 11, 17), 5 * 60)
    _columns, hours = grid.lay_out([block(1, at, 60)], [clock.day(BERLIN, date(2026, 11, 17))], shortest=23)
    assert hours == (5, 19)


def test_sums_of_a_day():
    at = clock.instant(BERLIN, date(2026, 11, 17), 600)
    blocks = [block(1, at, 3600, done=True, entry=True), block(2, at, 1800)]
    (column,), _hours = grid.lay_out(blocks, [clock.day(BERLIN, date(2026, 11, 17))], shortest=23)
    assert grid.totals(column) == grid.Totals(5400, 3600, 1800)

"""Lanes: nothing is lost, nothing is drawn over another, and the order is stable."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.timeblocks.calendar.lane_layout import pack

EXTENTS = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 300)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=60
)


def overlap(one, other):
    return one[0] < other[1] and other[0] < one[1]


@given(EXTENTS)
def test_every_extent_gets_one_lane_of_those_there_are(extents):
    lanes = pack(extents)
    assert len(lanes) == len(extents)
    assert all(0 <= lane < count for lane, count in lanes)


@given(EXTENTS)
def test_nothing_is_drawn_over_another(extents):
    lanes = pack(extents)
    for i, one in enumerate(extents):
        for j in range(i):
            if overlap(one, extents[j]):
                assert lanes[i][0] != lanes[j][0]
                assert lanes[i][1] == lanes[j][1]


@given(EXTENTS)
def test_no_more_lanes_than_overlap_at_once(extents):
    deepest = max((sum(a <= at < b for a, b in extents) for at, _end in extents), default=0)
    assert max((count for _lane, count in pack(extents)), default=0) == deepest


@given(EXTENTS)
def test_the_same_blocks_stand_where_they_stood(extents):
    assert pack(extents) == pack(list(extents))


def test_longer_ones_stand_first():
    assert pack([(0, 10), (0, 60)]) == [(1, 2), (0, 2)]


def test_thirty_at_once_are_thirty_lanes():
    assert sorted(pack([(600, 660)] * 30)) == [(lane, 30) for lane in range(30)]

"""Plans of moves: they lead to the wanted order in both ways, with the fewest requests."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statuses.services.order_plan import (
    OrderImpossible,
    Position,
    in_order,
    is_in_order,
    moved_to,
    plan,
    predicted,
)  # fmt: skip

WAYS = ["shift", "set"]


def numbered(count):
    return [Position(number, number) for number in range(1, count + 1)]


@st.composite
def lists(draw):
    """A list with gaps and ties, as Focus may have it, and another order of it."""
    positions = draw(st.lists(st.integers(1, 30), min_size=1, max_size=12))
    places = [Position(number, position) for number, position in enumerate(positions, start=1)]
    return places, draw(st.permutations([one.id for one in places]))


@given(lists())
def test_setting_positions_leads_to_the_wanted_order(drawn):
    places, wanted = drawn
    assert is_in_order(predicted(places, plan(places, wanted, "set"), "set"), wanted)


@given(st.integers(1, 12), st.randoms())
def test_shifting_leads_to_the_wanted_order(count, random):
    wanted = list(range(1, count + 1))
    random.shuffle(wanted)
    assert is_in_order(predicted(numbered(count), plan(numbered(count), wanted, "shift"), "shift"), wanted)


def fewest(places, wanted, way):
    """The fewest moves by trying everything."""
    seen, edge, count = {tuple(places)}, [tuple(places)], 0
    while not any(is_in_order(one, wanted) for one in edge):
        reached = []
        for state in edge:
            for one in state:
                for position in range(1, len(places) * 2):
                    after = tuple(predicted(state, [Position(one.id, position)], way))
                    if after not in seen:
                        seen.add(after)
                        reached.append(after)
        edge, count = reached, count + 1
    return count


@pytest.mark.long
def test_no_shorter_plan_exists():
    for way, wanted in product(WAYS, permutations(range(1, 5))):
        assert len(plan(numbered(4), wanted, way)) == fewest(numbered(4), wanted, way), (way, wanted)


def test_an_order_that_stands_needs_nothing():
    assert [plan(numbered(5), [1, 2, 3, 4, 5], way) for way in WAYS] == [[], []]


def test_one_step_moves_what_the_person_moved():
    assert plan(numbered(5), [1, 3, 2, 4, 5], "shift", moved={3}) == [Position(3, 2)]
    assert plan(numbered(5), [1, 3, 2, 4, 5], "shift", moved={2}) == [Position(2, 3)]


def test_a_burst_from_the_end_to_the_start_is_one_request():
    assert plan(numbered(7), [7, 1, 2, 3, 4, 5, 6], "shift") == [Position(7, 1)]


def test_locked_ones_stay_where_they_are():
    moves = plan(numbered(5), [2, 1, 3, 4, 5], "shift", moved={1}, locked={1})
    assert moves == [Position(2, 1)]


def test_locked_ones_that_would_have_to_move_are_named():
    with pytest.raises(OrderImpossible) as stop:
        plan(numbered(3), [3, 1, 2], "shift", locked={1, 3})
    assert stop.value.ids


def test_where_positions_do_not_shift_there_may_be_no_room_around_locked_ones():
    with pytest.raises(OrderImpossible):
        plan(numbered(3), [3, 1, 2], "set", locked={1, 2})


def test_gaps_are_used_before_anything_else_moves():
    places = [Position(1, 10), Position(2, 20), Position(3, 30)]
    assert plan(places, [1, 3, 2], "set", moved={3}) == [Position(3, 11)]


def test_two_at_one_position_are_no_order():
    tied = [Position(1, 1), Position(2, 1)]
    assert [one.id for one in in_order(tied)] == [1, 2]
    assert not is_in_order(tied, [1, 2])
    assert plan(tied, [1, 2], "set")


def test_beyond_an_end_is_the_end():
    ranks = {0: [2, 1, 3], 1: [2, 1, 3], 3: [1, 3, 2], 99: [1, 3, 2]}
    assert {rank: moved_to([1, 2, 3], 2, rank) for rank in ranks} == ranks

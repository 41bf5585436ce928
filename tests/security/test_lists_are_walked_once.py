"""Lists that a caller or an upstream makes long, and names that it makes hostile, cost what their length costs."""

from __future__ import annotations

import time
from random import Random

import pytest

from dashboard.statuses.services import order_plan, reorder

SECONDS = 1.0  # of the processor; what grows with the square took five, what tries every way did not end


def seconds_of(work) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


@pytest.mark.long
def test_as_many_statuses_as_are_read_are_put_in_order_in_a_moment():
    ids = list(range(1, 5_001))
    mixed = Random(1).sample(ids, len(ids))
    places = [order_plan.Position(id_, number) for number, id_ in enumerate(ids, start=1)]
    for way in ("shift", "set"):
        assert seconds_of(lambda way=way: order_plan.plan(places, mixed, way)) < SECONDS, way
    assert seconds_of(lambda: reorder.merged(ids, [-one for one in mixed])) < SECONDS
    assert seconds_of(lambda: reorder.merged(ids, mixed[:2_500])) < SECONDS


def test_new_statuses_stay_behind_their_neighbour():
    assert reorder.merged([9, 1, 2, 8, 7, 3], [3, 2, 1, 5]) == (9, 3, 2, 8, 7, 1)

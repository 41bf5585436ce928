"""Lanes: blocks that overlap stand side by side, none is drawn over another, and equal input gives equal lanes."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

MOST_LANES = 99  # side by side, as static/css/calendar-grid.css knows them

Extent = tuple[int, int]  # minutes from and until, the end not included


def pack(extents: Sequence[Extent]) -> list[tuple[int, int]]:
    """Return for each extent its lane, counted from 0, and how many lanes its neighbourhood has.

    Each extent takes the leftmost lane that is free when it starts; extents that overlap, directly or through others,
    share one number of lanes. Of those that start together the longer stands first, then the earlier in the input.
    """
    order = sorted(range(len(extents)), key=lambda i: (extents[i][0], -extents[i][1], i))
    lanes, widths = [0] * len(extents), [1] * len(extents)
    group: list[int] = []
    group_end, busy, free, used = 0, list[Extent](), list[int](), 0
    for i in order:
        start, end = extents[i]
        if group and start >= group_end:
            _close(group, widths, used)
            group, busy, free, used = [], [], [], 0
        while busy and busy[0][0] <= start:
            heappush(free, heappop(busy)[1])
        if free:
            lane = heappop(free)
        else:
            lane, used = used, used + 1
        lanes[i] = lane
        heappush(busy, (end, lane))
        group.append(i)
        group_end = end if len(group) == 1 else max(group_end, end)
    _close(group, widths, used)
    return list(zip(lanes, widths, strict=True))


def _close(group: list[int], widths: list[int], used: int) -> None:
    for i in group:
        widths[i] = used

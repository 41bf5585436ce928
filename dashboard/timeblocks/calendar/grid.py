"""Where blocks stand in the days of a view: cut at midnight and where the clocks change, packed into lanes."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.timeblocks.calendar.lane_layout import pack
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.clock import DAY, Day, Span

NO_DURATION = 30  # minutes that a block without a duration is drawn with
WORKDAY = (7, 19)  # hours that are always shown; the view grows to what lies outside


class Piece(NamedTuple):  # made for every block of a page, four times as fast as a frozen dataclass
    """A part of a block within one day. Minutes are those on the wall; `top` and `bottom` are what is drawn."""

    block: Block
    minute: int
    until: int
    fold: int | None  # the half of a repeated hour, None elsewhere
    top: int
    bottom: int
    lane: int
    lanes: int
    seconds: int  # of the block that lie here
    first: bool  # whether the block begins here


@dataclass(frozen=True, slots=True)
class DayColumn:
    """One day of a view."""

    day: Day
    pieces: tuple[Piece, ...]
    earlier: int = 0  # blocks before the hours that are shown
    later: int = 0

    @property
    def lanes(self) -> int:
        """How many lanes the day needs side by side; the halves of a repeated hour need twice theirs."""
        return max((piece.lanes * (1 if piece.fold is None else 2) for piece in self.pieces), default=1)


@dataclass(frozen=True, slots=True)
class Totals:
    """Seconds of one day: all that is planned, what of it is completed, and what has no time entry."""

    planned: int
    done: int
    without_entry: int


class _Cut(NamedTuple):
    """A piece before it has a lane."""

    block: Block
    minute: int
    until: int
    seconds: int
    first: bool


_Band = tuple[int, Span]  # a day of the view by its place, and a stretch of it


def lay_out(
    blocks: Sequence[Block], days: Sequence[Day], *, shortest: int, hours: tuple[int, int] | None = None
) -> tuple[list[DayColumn], tuple[int, int]]:
    """Return one column a day and the hours that are shown.

    `shortest` is the height in minutes below which nothing is drawn, so that everything can be hit; `hours` cuts the
    view to them, without it the working day is shown and grows until every block fits.
    """
    cuts = _cut(blocks, days)
    shown = hours or _fitting(cuts)
    first, last = shown[0] * 60, shown[1] * 60
    pieces: dict[int, list[Piece]] = defaultdict(list)
    earlier: dict[int, int] = defaultdict(int)
    later: dict[int, int] = defaultdict(int)
    for (number, span), found in cuts.items():
        inside = [cut for cut in found if cut.minute < last and (cut.until > first or cut.minute >= first)]
        earlier[number] += sum(1 for cut in found if cut.until <= first and cut.minute < first)
        later[number] += sum(1 for cut in found if cut.minute >= last)
        pieces[number] += _packed(inside, span, shortest, (max(first, span.minute), min(last, span.last_minute)))
    columns = [
        DayColumn(day, tuple(sorted(pieces[number], key=_order)), earlier[number], later[number])
        for number, day in enumerate(days)
    ]
    return columns, shown


def totals(column: DayColumn) -> Totals:
    """Return the sums of a day as it is shown; a block past midnight counts where its hours lie."""
    done = sum(piece.seconds for piece in column.pieces if piece.block.completed)
    without = sum(piece.seconds for piece in column.pieces if not piece.block.has_entry)
    return Totals(sum(piece.seconds for piece in column.pieces), done, without)


def overlaps(block: Block, others: Sequence[Block]) -> int:
    """Return how many other blocks share time with this one."""
    return sum(
        1
        for one in others
        if one.id != block.id and one.starts < max(block.ends, block.starts + 1) and one.ends > block.starts
    )


def _cut(blocks: Sequence[Block], days: Sequence[Day]) -> dict[_Band, list[_Cut]]:
    """Cut every block where a day ends or the clocks change. Days that are not shown drop out."""
    bands: list[_Band] = sorted(
        ((number, span) for number, day in enumerate(days) for span in day.spans), key=lambda band: band[1].starts
    )
    starts = [span.starts for _, span in bands]
    found: dict[_Band, list[_Cut]] = {band: [] for band in bands}
    for block in blocks:
        ends = block.ends
        for i in range(max(0, bisect_right(starts, block.starts) - 1), len(bands)):
            span = bands[i][1]
            if span.starts >= ends and span.starts != block.starts:
                break
            if span.ends > block.starts:
                found[bands[i]].append(_cut_to(block, span, ends))
                if ends == block.starts:
                    break
    return found


def _cut_to(block: Block, span: Span, ends: int) -> _Cut:
    begin, end = max(block.starts, span.starts), min(ends, span.ends)
    minute = span.minute + (begin - span.starts) // 60
    until = span.minute - (span.starts - end) // 60
    if block.seconds is None:
        until = min(minute + NO_DURATION, span.last_minute)
    return _Cut(block, minute, until, end - begin, begin == block.starts)


def _packed(cuts: Sequence[_Cut], span: Span, shortest: int, bounds: tuple[int, int]) -> list[Piece]:
    """Give the pieces of one stretch their lanes; none is drawn beyond the stretch."""
    extents = [_extent(cut, shortest, bounds) for cut in cuts]
    return [
        Piece(cut.block, cut.minute, cut.until, span.fold, top, bottom, lane, lanes, cut.seconds, cut.first)
        for cut, (top, bottom), (lane, lanes) in zip(cuts, extents, pack(extents), strict=True)
    ]


def _extent(cut: _Cut, shortest: int, bounds: tuple[int, int]) -> tuple[int, int]:
    """Return from where to where a piece is drawn: high enough to be hit, within its bounds."""
    first, last = bounds
    bottom = min(max(cut.until, cut.minute + shortest), last)
    return max(first, min(cut.minute, bottom - shortest)), bottom


def _fitting(cuts: dict[_Band, list[_Cut]]) -> tuple[int, int]:
    all_cuts = [cut for found in cuts.values() for cut in found]
    first = min((cut.minute for cut in all_cuts), default=DAY) // 60
    last = -(-max((max(cut.until, cut.minute + 1) for cut in all_cuts), default=0) // 60)  # also one of no length
    return min(first, WORKDAY[0]), max(min(last, 24), WORKDAY[1])


def _order(piece: Piece) -> tuple[int, int, int, int]:
    return piece.minute, piece.fold or 0, piece.lane, piece.block.id

"""Which PUT requests bring a list of statuses into another order: as few as Focus's positions allow.

Focus does not document whether moving one status shifts its neighbors. Here are both ways: "shift", where a status is
taken out, put in again and all are numbered anew, and "set", where a position is a number like any other.
Nothing here makes a request.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

Positioning = Literal["shift", "set"]

ALONE = 1_000  # what it weighs to spare one request
LOCKED = 10_000_000  # more than every other status together


class Position(NamedTuple):
    """A status and the position that it has, or that a PUT gives it."""

    id: int
    position: int


class OrderImpossible(ValueError):
    """Statuses that cannot be moved would have to be; `ids` are those."""

    def __init__(self, ids: list[int]) -> None:
        super().__init__("statuses that cannot be moved are in the way")
        self.ids = ids


def in_order(positions: Iterable[Position]) -> list[Position]:
    """Return the positions as Focus sorts them; of two statuses at the same one the older comes first."""
    return sorted(positions, key=lambda each: (each.position, each.id))


def is_in_order(positions: Iterable[Position], wanted: Sequence[int]) -> bool:
    """Whether the statuses have the order `wanted`, no two the same position."""
    current = in_order(positions)
    distinct = len({position for _id, position in current}) == len(current)
    return distinct and [id_ for id_, _position in current] == list(wanted)


def moved_to(ids: Sequence[int], moving: int, rank: int) -> list[int]:
    """Return `ids` with one of them at `rank` (1 is first; what is beyond an end is that end)."""
    others = [id_ for id_ in ids if id_ != moving]
    others.insert(min(max(rank, 1), len(ids)) - 1, moving)
    return others


def plan(
    positions: Iterable[Position],
    wanted: Sequence[int],
    positioning: Positioning,
    *,
    moved: Collection[int] = (),
    locked: Collection[int] = (),
) -> list[Position]:
    """Return the fewest moves, each the position to send, after which the statuses have the order `wanted`.

    Of two equally short plans it is the one that moves what the person moved. `locked` ones stay as they are. Raises
    OrderImpossible.
    """
    current = in_order(positions)
    if positioning == "shift":
        keys = {each.id: rank for rank, each in enumerate(current)}
    else:  # what stays needs room for all that come before it: its position less its rank must never fall
        ranks = {id_: rank for rank, id_ in enumerate(wanted, start=1)}
        keys = {each.id: each.position - ranks[each.id] for each in current}
    weights = {id_: LOCKED if id_ in locked else ALONE + (id_ not in moved) for id_ in keys}
    staying = _heaviest([(id_, keys[id_]) for id_ in wanted if keys[id_] >= 0], weights)
    if stuck := set(locked) & (keys.keys() - staying):
        raise OrderImpossible(sorted(stuck))
    return (_shifting if positioning == "shift" else _setting)(current, wanted, staying)


def predicted(positions: Iterable[Position], moves: Iterable[Position], positioning: Positioning) -> list[Position]:
    """Return the positions of all after `moves`."""
    current = in_order(positions)
    for move in moves:
        others = [each for each in current if each.id != move.id]
        if positioning == "set":
            current = in_order([*others, move])
        else:
            others.insert(move.position - 1, move)
            current = [Position(each.id, rank) for rank, each in enumerate(others, start=1)]
    return current


def _shifting(current: list[Position], wanted: Sequence[int], staying: set[int]) -> list[Position]:
    ids, moves = [each.id for each in current], []
    for number, id_ in enumerate(wanted):
        if id_ not in staying:
            ids.remove(id_)
            index = ids.index(wanted[number - 1]) + 1 if number else 0
            ids.insert(index, id_)
            moves.append(Position(id_, index + 1))
    return moves


def _setting(current: list[Position], wanted: Sequence[int], staying: set[int]) -> list[Position]:
    positions, moves, last = dict(current), [], 0
    for id_ in wanted:
        last = positions[id_] if id_ in staying else last + 1
        if id_ not in staying:
            moves.append(Position(id_, last))
    return moves


def _heaviest(items: Sequence[tuple[int, int]], weights: dict[int, int]) -> set[int]:
    """Return the ids of the heaviest run of items, in their order, whose keys never fall."""
    best: list[tuple[int, int]] = []  # for each item: the weight of the best run that ends here, and what is before it
    keys: list[int] = []  # of the runs that a later item may go on with: the higher the key, the heavier the run
    ends: list[int] = []
    for end, (id_, key) in enumerate(items):
        index = bisect_right(keys, key)
        before = ends[index - 1] if index else -1
        best.append(((best[before][0] if index else 0) + weights[id_], before))
        lighter = index
        while lighter < len(ends) and best[ends[lighter]][0] < best[end][0]:
            lighter += 1
        keys[index:lighter], ends[index:lighter] = [key], [end]
    chosen: set[int] = set()
    number = max(range(len(best)), key=lambda end: best[end][0], default=-1)
    while number >= 0:
        chosen.add(items[number][0])
        number = best[number][1]
    return chosen

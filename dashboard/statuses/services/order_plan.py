"""Which PUT requests bring a list of statuses into another order: as few as the vendor's way allows.

Whether moving one status shifts its neighbours is not documented. Here are both ways: "shift", where a status is taken
out and put in again and all are numbered anew, and "set", where a position is a number like any other. Nothing here
speaks to anybody.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

Way = Literal["shift", "set"]

ALONE = 1_000  # what it weighs to spare one request
LOCKED = 10_000_000  # more than every other status together


@dataclass(frozen=True, slots=True)
class Place:
    """One status and where it stands."""

    id: int
    position: int


@dataclass(frozen=True, slots=True)
class Move:
    """One PUT: the status, and the position to send."""

    id: int
    position: int


class Impossible(ValueError):
    """Statuses that cannot be moved would have to be; `ids` are those."""

    def __init__(self, ids: list[int]) -> None:
        super().__init__("statuses that cannot be moved stand in the way")
        self.ids = ids


def in_order(places: Collection[Place]) -> list[Place]:
    """Return the places as Focus shows them; of two at the same position the older one comes first."""
    return sorted(places, key=lambda place: (place.position, place.id))


def plan(
    places: Collection[Place],
    wanted: Sequence[int],
    way: Way,
    *,
    moved: Collection[int] = (),
    locked: Collection[int] = (),
) -> list[Move]:
    """Return the fewest moves after which the statuses stand in the order `wanted`.

    Of two equally short ways it moves what the person moved. `locked` ones stay as they are. Raises Impossible.
    """
    standing = in_order(places)
    weights = {one.id: _weight(one.id, moved, locked) for one in standing}
    if way == "shift":
        return _shifting(standing, wanted, weights, locked)
    return _setting(standing, wanted, weights, locked)


def predicted(places: Collection[Place], moves: Sequence[Move], way: Way) -> list[Place]:
    """Return where everything stands after `moves`, if that is the vendor's way."""
    standing = in_order(places)
    for move in moves:
        others = [one for one in standing if one.id != move.id]
        if way == "set":
            standing = in_order([*others, Place(move.id, move.position)])
        else:
            others.insert(move.position - 1, Place(move.id, move.position))
            standing = [Place(one.id, number) for number, one in enumerate(others, start=1)]
    return standing


def same_order(places: Collection[Place], wanted: Sequence[int]) -> bool:
    """Whether the statuses stand in the order `wanted`, no two at the same position."""
    standing = in_order(places)
    distinct = len({one.position for one in standing}) == len(standing)
    return distinct and [one.id for one in standing] == list(wanted)


def moved_to(ids: Sequence[int], moving: int, rank: int) -> list[int]:
    """Return `ids` with one of them at `rank` (1 is first; what is beyond an end is that end)."""
    others = [one for one in ids if one != moving]
    others.insert(min(max(rank, 1), len(ids)) - 1, moving)
    return others


def _weight(id_: int, moved: Collection[int], locked: Collection[int]) -> int:
    return LOCKED if id_ in locked else ALONE + (id_ not in moved)


def _shifting(
    standing: list[Place], wanted: Sequence[int], weights: dict[int, int], locked: Collection[int]
) -> list[Move]:
    now = [one.id for one in standing]
    rank = {id_: number for number, id_ in enumerate(now)}
    staying = _heaviest([(id_, rank[id_]) for id_ in wanted], weights)
    _refuse(set(locked) - staying)
    moves = []
    for number, id_ in enumerate(wanted):
        if id_ in staying:
            continue
        now.remove(id_)
        place = now.index(wanted[number - 1]) + 1 if number else 0
        now.insert(place, id_)
        moves.append(Move(id_, place + 1))
    return moves


def _setting(
    standing: list[Place], wanted: Sequence[int], weights: dict[int, int], locked: Collection[int]
) -> list[Move]:
    position = {one.id: one.position for one in standing}
    # What stays needs room below it for all that come before: its position less its place must never fall.
    keys = [(id_, position[id_] - number) for number, id_ in enumerate(wanted, start=1)]
    staying = _heaviest([(id_, key) for id_, key in keys if key >= 0], weights)
    _refuse(set(locked) - staying)
    moves, last = [], 0
    for id_ in wanted:
        last = position[id_] if id_ in staying else last + 1
        if id_ not in staying:
            moves.append(Move(id_, last))
    return moves


def _refuse(ids: set[int]) -> None:
    if ids:
        raise Impossible(sorted(ids))


def _heaviest(items: Sequence[tuple[int, int]], weights: dict[int, int]) -> set[int]:
    """Return the ids of the heaviest run of items, in their order, whose keys never fall."""
    best: list[tuple[int, int]] = []  # for each item: the weight of the best run that ends here, and what is before it
    keys: list[int] = []  # of the runs that a later item may go on with: the higher the key, the heavier the run
    ends: list[int] = []
    for end, (id_, key) in enumerate(items):
        place = bisect_right(keys, key)
        before = ends[place - 1] if place else -1
        best.append(((best[before][0] if place else 0) + weights[id_], before))
        lighter = place
        while lighter < len(ends) and best[ends[lighter]][0] < best[end][0]:
            lighter += 1
        keys[place:lighter], ends[place:lighter] = [key], [end]
    chosen: set[int] = set()
    number = max(range(len(best)), key=lambda one: best[one][0], default=-1)
    while number >= 0:
        chosen.add(items[number][0])
        number = best[number][1]
    return chosen

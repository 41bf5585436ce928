"""Saving another order: look, move with as few requests as possible, look again and compare.

Nothing is sent where somebody else changed the order since the page was shown. Where the list afterwards shows that the
vendor's positions behave in the other of the two ways, the rest is sent in that way, once, and this is remembered.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dashboard.accounts.models import User
from dashboard.statuses.services import learned, writes
from dashboard.statuses.services import reads as lists
from dashboard.statuses.services.order_plan import (
    Impossible,
    Move,
    Way,
    in_order,
    moved_to,
    plan,
    predicted,
    same_order,
)
from dashboard.statuses.services.reads import Listing, Status
from dashboard.upstream.errors import QuotaReserved, UpstreamError

LONGEST = 20.0  # seconds; Focus takes about one request a second, and a browser does not wait for ever

How = Literal["done", "unchanged", "conflict", "partly", "refused", "unknown", "locked", "unproved"]


@dataclass(frozen=True, slots=True)
class Wish:
    """The order that a person wants."""

    seen: tuple[int, ...]  # as the page showed it
    wanted: tuple[int, ...]
    moved: frozenset[int] = frozenset()  # what they moved themselves

    @property
    def is_sound(self) -> bool:
        """Whether both are the same statuses, each once."""
        return bool(self.seen) and sorted(self.seen) == sorted(self.wanted) and len(set(self.seen)) == len(self.seen)


@dataclass(frozen=True, slots=True)
class Reordered:
    """How it ended."""

    how: How
    listing: Listing | None  # as it stands now, as far as Focus said
    moves: tuple[Move, ...] = ()  # what was sent and done
    left: tuple[int, ...] = ()  # statuses that are still to be moved
    problem: UpstreamError | None = None
    refused: int | None = None  # the status at which it stopped

    @property
    def saved(self) -> tuple[int, ...]:
        """The statuses that were moved."""
        return tuple(dict.fromkeys(move.id for move in self.moves))


def save(*, user: User, workspace_id: int, wish: Wish, key: str) -> Reordered:
    """Put the statuses into the order of `wish`: 1 request for each that has to move, and 1 to look before and after.

    Never raises: what happened is in the result.
    """
    try:
        first = lists.read(user=user, workspace_id=workspace_id, refresh=True)
    except UpstreamError as error:
        return Reordered("refused", None, left=tuple(wish.moved), problem=error)
    if first.problem and not isinstance(first.problem, QuotaReserved):
        return Reordered("refused", _as_seen(first, wish), left=tuple(wish.moved), problem=first.problem)
    if first.ids != list(wish.seen) and first.ids != list(wish.wanted):
        return Reordered("conflict", first)
    return _Work(user, workspace_id, wish, key, time.monotonic() + LONGEST).run(first)


def settle(*, user: User, workspace_id: int, new: Status, rank: int, key: str) -> None:
    """Look where a new status stands, 1 request, and put it at its place if that is another one."""
    try:
        after = lists.read(user=user, workspace_id=workspace_id, refresh=True)
    except UpstreamError:
        return  # the page says itself that the list could not be read
    if after.find(new.id) is None or after.problem:
        return
    wanted = tuple(moved_to(after.ids, new.id, rank))
    wish = Wish(tuple(after.ids), wanted, frozenset({new.id}))
    _Work(user, workspace_id, wish, key, time.monotonic() + LONGEST).run(after)


def merged(present: Sequence[int], wanted: Sequence[int]) -> tuple[int, ...]:
    """Return the wanted order for the statuses that there are now; new ones stay behind their neighbour."""
    known, behind = set(wanted), defaultdict[int | None, list[int]](list)
    neighbour = None
    for one in present:
        if one in known:
            neighbour = one
        else:
            behind[neighbour].append(one)
    there = set(present)
    return tuple(each for one in (None, *wanted) for each in ([one] if one in there else []) + behind.pop(one, []))


def requests_for(*, workspace_id: int, user: User, listing: Listing, wanted: Sequence[int]) -> int | None:
    """Return how many statuses would have to move; None where locked ones stand in the way."""
    locked = learned.refusals(user=user, workspace_id=workspace_id).update
    try:
        return len(plan(listing.places, wanted, learned.way(workspace_id=workspace_id), locked=locked))
    except Impossible:
        return None


@dataclass(slots=True)
class _Work:
    """One saving under way."""

    user: User
    workspace_id: int
    wish: Wish
    key: str
    until: float  # monotonic seconds

    def run(self, first: Listing) -> Reordered:
        """Move, compare, and once more in the other way if that is what Focus does."""
        way = learned.way(workspace_id=self.workspace_id)
        done = self._round(first, way, 1)
        other: Way = "set" if way == "shift" else "shift"
        if done.how != "conflict" or done.listing is None or not _is_other_way(first, done, other):
            return done
        learned.learn_way(workspace_id=self.workspace_id, way=other)
        again = self._round(done.listing, other, 2)
        return replace(again, moves=(*done.moves, *again.moves))

    def _round(self, before: Listing, way: Way, number: int) -> Reordered:
        locked = learned.refusals(user=self.user, workspace_id=self.workspace_id).update
        if same_order(before.places, self.wish.wanted):
            return Reordered("unchanged" if number == 1 else "done", before)
        try:
            moves = plan(before.places, self.wish.wanted, way, moved=self.wish.moved, locked=locked)
        except Impossible as stop:
            return Reordered("locked", before, refused=stop.ids[0])
        return self._sent(before, moves, way, number)

    def _sent(self, before: Listing, moves: list[Move], way: Way, number: int) -> Reordered:
        for count, move in enumerate(moves):
            if time.monotonic() > self.until:
                return self._stopped(before, moves, count, way, None)
            status = before.find(move.id)
            assert status is not None  # the plan is made of this list
            result = writes.put(
                user=self.user,
                workspace_id=self.workspace_id,
                before=status,
                status=replace(status, position=move.position),
                key=f"{self.key}.{number}.{move.id}",
            )
            if not result.is_done:
                return self._stopped(before, moves, count, way, result)
        return self._compared(before, moves, way)

    def _stopped(
        self, before: Listing, moves: list[Move], count: int, way: Way, result: writes.Result | None
    ) -> Reordered:
        """Say what was saved and what was not, on the list as it must stand now."""
        how: How = "partly" if result is None or result.outcome != "unknown" else "unknown"
        if result and how == "partly" and not count:
            how = "refused"
        return Reordered(
            how,
            _assumed(before, moves[:count], way),
            moves=tuple(moves[:count]),
            left=tuple(move.id for move in moves[count:]),
            problem=result.problem if result else None,
            refused=moves[count].id if result else None,
        )

    def _compared(self, before: Listing, moves: list[Move], way: Way) -> Reordered:
        sent = tuple(moves)
        try:
            after = lists.read(user=self.user, workspace_id=self.workspace_id, refresh=True)
        except UpstreamError as error:
            return Reordered("unproved", _assumed(before, moves, way), sent, problem=error)
        if after.problem:
            return Reordered("unproved", _assumed(before, moves, way), sent, problem=after.problem)
        if same_order(after.places, self.wish.wanted):
            learned.learn_way(workspace_id=self.workspace_id, way=way)
            return Reordered("done", after, sent)
        return Reordered("conflict", after, sent)


def _is_other_way(before: Listing, done: Reordered, other: Way) -> bool:
    """Whether the list afterwards is what the same moves make of it in the other way."""
    assert done.listing is not None
    return predicted(before.places, done.moves, other) == in_order(done.listing.places)


def _assumed(before: Listing, moves: Sequence[Move], way: Way) -> Listing:
    """Return the list as it stands after `moves` if nobody else did anything."""
    rows = [
        replace(status, position=place.position)
        for place in predicted(before.places, moves, way)
        if (status := before.find(place.id))
    ]
    return replace(before, rows=tuple(rows), is_stale=True)


def _as_seen(listing: Listing, wish: Wish) -> Listing:
    """Return an old copy in the order in which the page showed it."""
    if sorted(listing.ids) != sorted(wish.seen):
        return listing
    rank = {id_: number for number, id_ in enumerate(wish.seen)}
    return replace(listing, rows=tuple(sorted(listing.rows, key=lambda one: rank[one.id])))

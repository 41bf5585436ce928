"""Saving another order: look, move with as few requests as possible, look again and compare.

Nothing is sent where somebody else changed the order since the page was shown. Where the list afterwards shows that
Focus's positions behave in the other of the two ways, the rest is sent in that way, once, and this is remembered.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from uuid import UUID

from msgspec import structs

from dashboard.accounts.models import User
from dashboard.audit.services import Change
from dashboard.statuses.services import writes
from dashboard.statuses.services.order_plan import (
    OrderImpossible,
    Position,
    Positioning,
    in_order,
    is_in_order,
    moved_to,
    plan,
    predicted,
)
from dashboard.statuses.services.reads import StatusList, peek_list, read_current_list, read_list
from dashboard.statuses.services.refusals import learn_positioning, positioning, refusals
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.records.statuses import Status

LONGEST = 20.0  # seconds; Focus takes about one request a second, and a browser does not wait for ever

Ending = Literal["done", "unchanged", "conflict", "partly", "refused", "unknown", "locked", "unproved"]


@dataclass(frozen=True, slots=True)
class DesiredOrder:
    """The order that a person wants, as ids of statuses."""

    seen: tuple[int, ...]  # as the page showed it
    wanted: tuple[int, ...]
    moved: frozenset[int] = frozenset()  # what they moved themselves
    undoes: Mapping[int, UUID] = field(default_factory=dict)  # by status, the write that moving it back undoes

    @property
    def is_valid(self) -> bool:
        """Whether both are the same statuses, each once."""
        return bool(self.seen) and sorted(self.seen) == sorted(self.wanted) and len(set(self.seen)) == len(self.seen)


@dataclass(frozen=True, slots=True)
class ReorderResult:
    """How it ended."""

    ending: Ending
    desired: DesiredOrder
    statuses: StatusList | None  # as it is now, as far as Focus said
    moves: tuple[Position, ...] = ()  # what was sent and done
    left: tuple[int, ...] = ()  # statuses that are still to be moved
    problem: UpstreamError | None = None
    refused: int | None = None  # the status at which it stopped
    write_id: UUID | None = None  # of one of the moves, where all can be undone

    @property
    def saved(self) -> list[Status]:
        """The statuses that were moved."""
        return self._found(dict.fromkeys(move.id for move in self.moves))

    @property
    def not_moved(self) -> list[Status]:
        """The statuses that are still to be moved."""
        return self._found(self.left)

    @property
    def stopped_at(self) -> Status | None:
        """The status that could not be moved."""
        return next(iter(self._found([self.refused or 0])), None)

    @property
    def next_order(self) -> list[Status]:
        """What would be wanted now: new statuses stay behind their neighbor, and those that are gone are left out."""
        return self._found(merged(self.statuses.ids, self.desired.wanted)) if self.statuses else []

    def _found(self, ids: Iterable[int]) -> list[Status]:
        by_id = {status.id: status for status in (self.statuses.rows if self.statuses else ())}
        return [by_id[status_id] for status_id in ids if status_id in by_id]


def save_order(user: User, workspace_id: int, desired: DesiredOrder, key: str) -> ReorderResult:
    """Put the statuses into another order: 1 request for each that has to move, and 1 to look before and after.

    Never raises: what happened is in the result.
    """
    try:
        before = read_current_list(user, workspace_id)
    except UpstreamError as problem:
        kept = peek_list(user, workspace_id)
        shown = _as_seen(kept, desired) if kept else None
        return ReorderResult("refused", desired, shown, left=tuple(desired.moved), problem=problem)
    if tuple(before.ids) not in (desired.seen, desired.wanted):
        return ReorderResult("conflict", desired, before)
    return _Reordering(user, workspace_id, desired, key).run(before)


def undo_order(user: User, workspace_id: int, moves: Sequence[Change], key: str) -> ReorderResult | None:
    """Take moves back, the first first, at the cost of another order; None where a status was moved since.

    Raises UpstreamError where the look before failed.
    """
    before = read_current_list(user, workspace_id)
    desired = _order_before(before, moves)
    return _Reordering(user, workspace_id, desired, key).run(before) if desired else None


def place_new(user: User, workspace_id: int, new: Status, rank: int, key: str) -> None:
    """Look where a new status is, 1 request, and move it to its rank if that is another one."""
    try:
        after = read_list(user, workspace_id, refresh=True)
    except UpstreamError:
        return  # the page says itself that the list could not be read
    if after.problem or after.find(new.id) is None:
        return
    desired = DesiredOrder(tuple(after.ids), tuple(moved_to(after.ids, new.id, rank)), frozenset({new.id}))
    _Reordering(user, workspace_id, desired, key).run(after)


def merged(present: Sequence[int], wanted: Sequence[int]) -> tuple[int, ...]:
    """Return the wanted order for the statuses that there are now; new ones stay behind their neighbor."""
    wanted_ids, present_ids = set(wanted), set(present)
    new_behind = defaultdict[int | None, list[int]](list)
    neighbor = None
    for status_id in present:
        if status_id in wanted_ids:
            neighbor = status_id
        else:
            new_behind[neighbor].append(status_id)
    order = new_behind.pop(None, [])
    for status_id in wanted:
        order += [status_id] * (status_id in present_ids) + new_behind.pop(status_id, [])
    return tuple(order)


def moves_needed(user: User, workspace_id: int, statuses: StatusList, wanted: Sequence[int]) -> int | None:
    """Return how many statuses would have to move; None where locked ones are in the way."""
    locked = refusals(user, workspace_id).update
    try:
        return len(plan(statuses.positions, wanted, positioning(), locked=locked))
    except OrderImpossible:
        return None


@dataclass(slots=True)
class _Reordering:
    """One order being saved."""

    user: User
    workspace_id: int
    desired: DesiredOrder
    key: str
    until: float = field(default_factory=lambda: time.monotonic() + LONGEST)

    def run(self, before: StatusList) -> ReorderResult:
        """Move, compare, and once more in the other way if that is what Focus does."""
        assumed = positioning()
        first = self._attempt(before, assumed, 1)
        other: Positioning = "set" if assumed == "shift" else "shift"
        if first.ending != "conflict" or first.statuses is None or not _explains(before, first, other):
            return first
        learn_positioning(other)
        second = self._attempt(first.statuses, other, 2)
        # What the moves of the first attempt replaced was worked out with the wrong assumption.
        return replace(second, moves=(*first.moves, *second.moves), write_id=None)

    def _attempt(self, before: StatusList, assumed: Positioning, number: int) -> ReorderResult:
        if is_in_order(before.positions, self.desired.wanted):
            return self._ended("unchanged" if number == 1 else "done", before)
        locked = refusals(self.user, self.workspace_id).update
        try:
            moves = plan(before.positions, self.desired.wanted, assumed, moved=self.desired.moved, locked=locked)
        except OrderImpossible as stop:
            return self._ended("locked", before, refused=stop.ids[0])
        return self._send(before, moves, assumed, number)

    def _send(self, before: StatusList, moves: list[Position], assumed: Positioning, number: int) -> ReorderResult:
        current, write_id = before, None
        for count, move in enumerate(moves):
            status = current.find(move.id)
            assert status is not None  # the plan is made of this list
            if time.monotonic() > self.until:
                return self._stopped(current, moves, count, None)
            written = writes.put(
                self.user,
                self.workspace_id,
                before=status,
                status=structs.replace(status, position=move.position),
                key=f"{self.key}.{number}.{move.id}",
                undoes=self.desired.undoes.get(move.id),
            )
            if not written.is_done:
                return self._stopped(current, moves, count, written)
            current, write_id = _assumed(current, move, assumed), written.write_id
        return self._compared(current, moves, assumed, write_id)

    def _stopped(
        self, current: StatusList, moves: list[Position], count: int, written: writes.StatusWrite | None
    ) -> ReorderResult:
        """Say what was saved and what was not, on the list as it must be now. `written` is None where time was up."""
        ending: Ending = "partly" if count or written is None else "refused"
        return self._ended(
            "unknown" if written and written.outcome == "unknown" else ending,
            replace(current, is_stale=True),
            moves[:count],
            left=tuple(move.id for move in moves[count:]),
            problem=written.problem if written else None,
            refused=moves[count].id if written else None,
        )

    def _compared(
        self, expected: StatusList, moves: list[Position], assumed: Positioning, write_id: UUID | None
    ) -> ReorderResult:
        """Look at the list after the moves: 1 request."""
        try:
            after = read_list(self.user, self.workspace_id, refresh=True)
        except UpstreamError as problem:
            return self._ended("unproved", expected, moves, problem=problem)
        if after.problem:
            return self._ended("unproved", expected, moves, problem=after.problem)
        if not is_in_order(after.positions, self.desired.wanted):
            return self._ended("conflict", after, moves)
        learn_positioning(assumed)
        return self._ended("done", after, moves, write_id=write_id)

    def _ended(
        self, ending: Ending, statuses: StatusList, moves: Sequence[Position] = (), **more: Any
    ) -> ReorderResult:
        return ReorderResult(ending, self.desired, statuses, tuple(moves), **more)


def _order_before(statuses: StatusList, moves: Sequence[Change]) -> DesiredOrder | None:
    """Return the order before `moves`; None where a status was moved since."""
    positions = statuses.positions
    for move in reversed(moves):
        before, after = move.entry.before or {}, move.entry.after or {}
        status_id: int = move.entry.target["status_id"]
        if dict(positions).get(status_id) != after["position"]:
            return None
        positions = predicted(positions, [Position(status_id, before["position"])], positioning())
    return DesiredOrder(
        seen=tuple(statuses.ids),
        wanted=tuple(status_id for status_id, _position in in_order(positions)),
        moved=frozenset(move.entry.target["status_id"] for move in moves),
        undoes={move.entry.target["status_id"]: move.entry.write_id for move in moves},
    )


def _explains(before: StatusList, attempt: ReorderResult, other: Positioning) -> bool:
    """Whether the list afterwards is what the same moves make of it in the other way."""
    assert attempt.statuses is not None
    return predicted(before.positions, attempt.moves, other) == in_order(attempt.statuses.positions)


def _assumed(statuses: StatusList, move: Position, positioning: Positioning) -> StatusList:
    """Return the list after a move if nobody else did anything."""
    by_id = {status.id: status for status in statuses.rows}
    rows = [
        structs.replace(by_id[status_id], position=position)
        for status_id, position in predicted(statuses.positions, [move], positioning)
    ]
    return replace(statuses, rows=tuple(rows), is_stale=True)


def _as_seen(statuses: StatusList, desired: DesiredOrder) -> StatusList:
    """Return an old copy in the order in which the page showed it."""
    if sorted(statuses.ids) != sorted(desired.seen):
        return statuses
    rank = {status_id: number for number, status_id in enumerate(desired.seen)}
    return replace(statuses, rows=tuple(sorted(statuses.rows, key=lambda status: rank[status.id])))

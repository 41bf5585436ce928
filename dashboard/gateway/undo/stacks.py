"""What undo and redo would do next about one kind of thing, worked out from history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from uuid import UUID

from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.history_cache import packed, remembered, unpacked
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.upstream.contract import operation, operations

REACH = timedelta(hours=24)  # older changes are undone in History
USUAL, MOST = 60, 4000  # changes that are looked through; more only where those are a part of one group


@dataclass(frozen=True, slots=True)
class UndoGroup:
    """Something that is undone as one: a change, or several that were made together."""

    name: str  # its name in a form
    entries: tuple[Entry, ...]  # the latest first

    @property
    def count(self) -> int:
        """How many things it changed."""
        return sum(_count(entry) for entry in self.entries)

    @property
    def cost(self) -> int:
        """How many requests it takes to undo it, without the looks before."""
        return sum(cost_of(entry) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class UndoStacks:
    """What undo and redo would do next, and every group within reach by its name."""

    undo: UndoGroup | None = None
    redo: UndoGroup | None = None
    groups: Mapping[str, UndoGroup] = field(default_factory=dict)

    def group_of(self, name: str) -> UndoGroup | None:
        """Return the group of this name, or with the write of this id."""
        if name in self.groups:
            return self.groups[name]
        having = (group for group in self.groups.values() if any(one.write_id.hex == name for one in group.entries))
        return next(having, None)


@cache
def reversible(resource: str) -> tuple[str, ...]:
    """Return the operations on a resource, a part of their path, that the contract can undo."""
    return tuple(op.id for op in operations().values() if op.undo and resource in op.path)


def stacks_of(user: User, resource: str) -> UndoStacks:
    """Return what this person can undo and redo of a resource, such as `time-blocks`, without a request."""
    since = timezone.now() - REACH
    rows = unpacked(remembered(f"undo.{resource}", user.pk, lambda: packed(_recent(user, resource))))
    return stacks(row for row in rows if row.at >= since)


def stacks(entries: Iterable[Entry]) -> UndoStacks:
    """Work out both stacks from changes that were done, the latest first."""
    listed: dict[str, list[Entry]] = {}
    for entry in entries:
        listed.setdefault(_group(entry), []).append(entry)
    groups = {name: UndoGroup(name, tuple(members)) for name, members in listed.items()}
    group_of: dict[UUID, UndoGroup] = {entry.write_id: group for group in groups.values() for entry in group.entries}
    undo: list[UndoGroup] = []
    redo: list[UndoGroup] = []
    for group in reversed(groups.values()):
        undone = next((group_of.get(entry.undoes) for entry in group.entries if entry.undoes), None)
        if undone in undo:
            undo.remove(undone)
            redo.append(group)
        elif undone in redo:
            redo.remove(undone)
            undo.append(group)
        elif not any(entry.undoes for entry in group.entries):
            undo.append(group)
            redo = []
    return UndoStacks(undo[-1] if undo else None, redo[-1] if redo else None, groups)


def cost_of(entry: Entry) -> int:
    """Return how many requests it takes to undo one write: one for each thing where each needs its own."""
    return _count(entry) if "each" in (operation(entry.operation).undo or {}) else 1


def _recent(user: User, resource: str) -> list[Entry]:
    """Return the changes within reach, the latest first, as many as the first group needs."""
    since, most = timezone.now() - REACH, USUAL
    done = audit.changes_of(user, result=Outcome.DONE)
    done = done.filter(kind=Kind.WRITE_INTENT, operation__in=reversible(resource), at__gte=since)
    while True:
        rows = list(done.defer("before", "digest", "tag")[:most])
        if len(rows) < most or most >= MOST or not _is_cut(rows):
            return rows
        most *= 4


def _is_cut(rows: list[Entry]) -> bool:
    """Whether the first group is not whole: it, or what it undid, goes on beyond these rows."""
    known, first = {row.write_id for row in rows}, _group(rows[0])
    members = [row for row in rows if _group(row) == first]
    return members[-1] is rows[-1] or any(row.undoes and row.undoes not in known for row in members)


def _count(entry: Entry) -> int:
    """How many things a write was about: those of the list that was sent, or those that its address names."""
    after = entry.after
    if isinstance(after, dict) and len(after) == 1:
        (after,) = after.values()
    return len(after) if isinstance(after, list) else len(entry.target.get("ids") or [0])


def _group(entry: Entry) -> str:
    """Changes that were made together share the key of their form."""
    key = entry.idempotency_key or ""
    return key.partition(".")[0] if "." in key else entry.write_id.hex

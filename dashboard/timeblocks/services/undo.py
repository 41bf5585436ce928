"""Undo and redo of the calendar, worked out from history: what would be taken back next, as one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.history_cache import packed, remembered, unpacked
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.upstream.contract import operations

REACH = timedelta(hours=24)  # older changes are taken back in History
USUAL, MOST = 60, 4000  # changes that are looked through; more only where those are a part of one step
OPERATIONS = [one.id for one in operations().values() if one.undo and "time-blocks" in one.path]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be taken back: one change, or several that were made together."""

    name: str  # what stands for it in a form
    entries: tuple[Entry, ...]  # the latest first

    @property
    def count(self) -> int:
        """How many blocks it changed."""
        return sum(_count(entry) for entry in self.entries)

    @property
    def cost(self) -> int:
        """How many requests taking it back needs: one each where deleted blocks are restored."""
        return sum(_count(entry) if entry.operation == "focus.delete_time_blocks" else 1 for entry in self.entries)

    @property
    def label(self) -> str:
        """What it was, in words."""
        words = label(self.entries[0])
        if self.count < 2 or len({entry.operation for entry in self.entries}) > 1:  # as the two writes of a split
            return words
        return ngettext("%(what)s %(n)d block", "%(what)s %(n)d blocks", self.count) % {"what": words, "n": self.count}


@dataclass(frozen=True, slots=True)
class Steps:
    """What undo and redo would do next, and everything that could be named."""

    undo: Step | None = None
    redo: Step | None = None
    all: Mapping[str, Step] = field(default_factory=dict)


def steps_of(user: User) -> Steps:
    """Return what this person can undo and redo."""
    since = timezone.now() - REACH
    rows = unpacked(remembered("undo", user.pk, lambda: packed(_lately(user))))
    return steps(row for row in rows if row.at >= since)


def _lately(user: User) -> list[Entry]:
    """Return the changes within reach, the latest first, as many as the first step needs."""
    since, most = timezone.now() - REACH, USUAL
    done = audit.changes_of(user, result=Outcome.DONE).filter(kind=Kind.WRITE_INTENT, operation__in=OPERATIONS)
    while True:
        rows = list(done.filter(at__gte=since).defer("before", "digest", "tag")[:most])
        if len(rows) < most or most >= MOST or not _is_cut(rows):
            return rows
        most *= 4


def _is_cut(rows: list[Entry]) -> bool:
    """Whether what stands first is not whole: it, or what it took back, goes on beyond these rows."""
    known, first = {row.write_id for row in rows}, _group(rows[0])
    mine = [row for row in rows if _group(row) == first]
    return mine[-1] is rows[-1] or any(row.undoes and row.undoes not in known for row in mine)


def steps(entries: Iterable[Entry]) -> Steps:
    """Work out both stacks from the changes that were done, the latest first."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(_group(entry), []).append(entry)
    found = {name: Step(name, tuple(group)) for name, group in groups.items()}
    step_of: dict[UUID, Step] = {entry.write_id: step for step in found.values() for entry in step.entries}
    undo: list[Step] = []
    redo: list[Step] = []
    for step in reversed(found.values()):
        taken = next((step_of.get(entry.undoes) for entry in step.entries if entry.undoes), None)
        if taken in undo:
            undo.remove(taken)
            redo.append(step)
        elif taken in redo:
            redo.remove(taken)
            undo.append(step)
        elif not any(entry.undoes for entry in step.entries):
            undo.append(step)
            redo = []
    return Steps(undo[-1] if undo else None, redo[-1] if redo else None, found)


def label(entry: Entry) -> str:
    """Return what a change was, in words."""
    name, after = entry.operation, entry.after
    if name == "focus.update_time_blocks" and isinstance(after, list) and after:
        after = {key: value for key, value in after[0].items() if key != "id"}
    if name.startswith("focus.update_time_block") and isinstance(after, dict):
        if "completed" in after and len(after) == 1:
            return _("Completing") if after["completed"] else _("Reopening")
        return _("Moving") if set(after) == {"start"} else _("Changing")
    verb = name.removeprefix("focus.").partition("_")[0]
    return {
        "create": _("Creating"),
        "delete": _("Deleting"),
        "restore": _("Restoring"),
        "archive": _("Archiving"),
        "unarchive": _("Unarchiving"),
    }.get(verb, _("Changing"))


def _count(entry: Entry) -> int:
    """How many blocks a write was about."""
    after = entry.after.get("time_blocks") if isinstance(entry.after, dict) else entry.after
    if isinstance(after, list):
        return len(after)
    return len(entry.target.get("ids") or [0])


def _group(entry: Entry) -> str:
    """Changes that were made together share the name of their form."""
    key = entry.idempotency_key or ""
    return key.partition(".")[0] if "." in key else entry.write_id.hex

"""Undo and redo, worked out from history: what would be taken back next, and the write that takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Kind, Outcome

REACH = timedelta(hours=24)  # older changes are taken back in History
MOST = 60  # changes that are looked through
FIELDS = ("start", "duration", "completed", "task_id")
OPPOSITES = {
    "focus.delete_time_block": "focus.restore_time_block",
    "focus.restore_time_block": "focus.delete_time_block",
    "focus.archive_time_block": "focus.unarchive_time_block",
    "focus.unarchive_time_block": "focus.archive_time_block",
}
CHANGES = {"focus.update_time_block", "focus.replace_time_block"}
CREATE = "focus.create_time_block"
OPERATIONS = [CREATE, *CHANGES, *OPPOSITES]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be taken back: one change, or several that were made together."""

    name: str  # what stands for it in a form
    entries: tuple[Entry, ...]  # the latest first

    @property
    def label(self) -> str:
        """What it was, in words."""
        return label(self.entries[0].operation, self.entries[0].after)


@dataclass(frozen=True, slots=True)
class Steps:
    """What undo and redo would do next, and everything that could be named."""

    undo: Step | None = None
    redo: Step | None = None
    all: Mapping[str, Step] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inverse:
    """The write that takes another back. `expected` is what the block must still be for that to be harmless."""

    operation: str
    params: dict[str, Any]
    body: dict[str, Any] | None
    before: Any
    expected: dict[str, Any]


def steps_of(user: User) -> Steps:
    """Return what this person can undo and redo."""
    since = timezone.now() - REACH
    rows = audit.changes_of(user).filter(kind=Kind.WRITE_INTENT, operation__in=OPERATIONS, at__gte=since)
    return steps([row for row in rows[:MOST] if getattr(row, "result", "") == Outcome.DONE])


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


def inverse(entry: Entry, answer: Any) -> Inverse | None:
    """Return the write that takes one change back, or None where nobody can know it. `answer` is that of a creation."""
    target = {name: value for name, value in entry.target.items() if name != "outbound_sync"}
    if entry.operation in OPPOSITES:
        return Inverse(OPPOSITES[entry.operation], target, None, entry.before, {})
    if entry.operation == CREATE:
        if not isinstance(answer, dict) or not answer.get("id"):
            return None
        params, body = {**target, "time_block_id": answer["id"]}, entry.after or {}
        sent = {name: body[name] for name in FIELDS if name in body}
        return Inverse("focus.delete_time_block", params, None, answer, sent)
    if entry.operation in CHANGES and isinstance(entry.before, dict) and isinstance(entry.after, dict):
        return _change_back(target, entry.before, entry.after)
    return None


def _change_back(target: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> Inverse:
    """A PATCH of what was changed. A duration cannot be patched away, so there the whole block is put."""
    old = {name: before[name] for name in FIELDS if name in before}
    new = {name: after[name] for name in FIELDS if name in after}
    if "duration" in old and "duration" not in new:
        new["duration"] = None
    params = {**target, "task_id": new.get("task_id", target["task_id"])}
    if "duration" in old and old["duration"] is None:
        whole = {name: old.get(name, new.get(name)) for name in ("start", "completed")}
        body = {name: value for name, value in whole.items() if value is not None}
        if "start" in body:
            return Inverse("focus.replace_time_block", params, body, new, new)
    body = {name: value for name, value in old.items() if value is not None}
    return Inverse("focus.update_time_block", params, body, new, new)


def label(operation: str, after: Any) -> str:
    """Return what a change was, in words."""
    if operation == "focus.update_time_block" and isinstance(after, dict):
        if "completed" in after and len(after) == 1:
            return _("Completing") if after["completed"] else _("Reopening")
        return _("Moving") if set(after) == {"start"} else _("Changing")
    return {
        CREATE: _("Creating"),
        "focus.replace_time_block": _("Changing"),
        "focus.delete_time_block": _("Deleting"),
        "focus.restore_time_block": _("Restoring"),
        "focus.archive_time_block": _("Archiving"),
        "focus.unarchive_time_block": _("Unarchiving"),
    }.get(operation, _("Changing"))


def _group(entry: Entry) -> str:
    """Changes that were made together share the name of their form."""
    key = entry.idempotency_key or ""
    return key.partition(".")[0] if "." in key else entry.write_id.hex

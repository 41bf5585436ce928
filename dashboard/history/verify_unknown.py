"""Did a write that was sent, but never answered, arrive? One read tells, where the thing has an address."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from dashboard.accounts.models import User
from dashboard.audit.models import Kind, Outcome
from dashboard.audit.services import Change
from dashboard.gateway import services as gateway
from dashboard.gateway.undo import compare
from dashboard.gateway.undo.compare import Comparison
from dashboard.gateway.undo.inverse import Irreversible, Step, built
from dashboard.upstream.contract import Operation, operations
from dashboard.upstream.errors import Gone

# The field that a switch sets, and whether it is set when the switch arrived.
SWITCHES = {
    "focus.archive_time_block": ("archived_at", True),
    "focus.unarchive_time_block": ("archived_at", False),
    "focus.delete_time_block": ("deleted_at", True),
    "focus.restore_time_block": ("deleted_at", False),
    "focus.delete_status": ("deleted_at", True),
    "focus.restore_status": ("deleted_at", False),
}


def can_look(change: Change) -> bool:
    """Whether one read can tell if the write arrived. Of something new nobody knows the number to ask for."""
    op = operations().get(change.entry.operation)
    if change.entry.kind != Kind.WRITE_INTENT or change.result != Outcome.UNKNOWN or op is None:
        return False
    return op.id in SWITCHES or (op.undo or {}).get("body") == "before"


def what_is_read(change: Change) -> Operation:
    """Return the operation that the look would call."""
    return compare.read_for(_step(change))


def looked(user: User, change: Change) -> Comparison:
    """Ask once. Raises UpstreamError."""
    step = _step(change)
    switch = SWITCHES.get(change.entry.operation)
    try:
        compare.look(user, step, change)
    except Gone:
        return Comparison("as_written" if switch == ("deleted_at", True) else "gone")
    seen = gateway.cached_state_of(user, step.operation, step.body, **step.params)
    if switch:
        return _switched(*switch, seen.data if seen else None)
    return compare.judged(change, step, seen.data if seen else None)


def _step(change: Change) -> Step:
    """Return the call that names the thing: the one that would undo it, else the write itself."""
    if change.entry.operation not in SWITCHES:
        with suppress(Irreversible):
            return built(change).steps[0]
    return Step(change.entry.operation, change.entry.target)


def _switched(field: str, is_set: bool, now: dict[str, Any] | None) -> Comparison:  # noqa: FBT001 - a row of the table
    if now is None:
        return Comparison("unseen")
    return Comparison("as_written" if bool(now.get(field)) == is_set else "as_before")

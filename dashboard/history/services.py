"""Undo, and looking whether a write without an answer arrived.

An undo is a write like any other, with rows of its own that name what it took back, so it can be undone as well.
"""

from __future__ import annotations

from uuid import UUID

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Outcome
from dashboard.audit.services import Change
from dashboard.gateway.undo import compare
from dashboard.gateway.undo.compare import Comparison
from dashboard.gateway.undo.inverse import Inverse
from dashboard.gateway.undo.services import NoSuchChange, Offer, Undone, can_undo, change_of, undo
from dashboard.history import verify_unknown
from dashboard.upstream.contract import operation
from dashboard.upstream.errors import UpstreamError

__all__ = [
    "NoSuchChange",
    "Offer",
    "Undone",
    "can_undo",
    "change_of",
    "changes_control",
    "check",
    "standing_of",
    "undo",
]


def changes_control(change: Change) -> bool:
    """Whether taking this back changes who controls the account at Toggl."""
    inverse = can_undo(change).inverse
    return any(operation(step.operation).changes_control(step.body) for step in (inverse.steps if inverse else ()))


def standing_of(user: User, change: Change, inverse: Inverse) -> Comparison | None:
    """Compare without any request; None where the cached responses do not know."""
    try:
        return compare.compared(user, change, inverse, ask=False)
    except UpstreamError:
        return None


def check(user: User, write_id: UUID) -> Comparison:
    """Look (one request) whether a write whose outcome is unknown arrived, and note what was found.

    Raises NoSuchChange, and UpstreamError where the look failed.
    """
    change = change_of(user, write_id)
    found = verify_unknown.looked(user, change)
    if change.result == Outcome.UNKNOWN and found.state in {"as_written", "as_before"}:
        audit.check(change.entry, Outcome.DONE if found.state == "as_written" else Outcome.REFUSED)
    return found

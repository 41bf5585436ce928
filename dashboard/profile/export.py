"""Everything that Tandem keeps of a member's account, to take away before it is closed. Costs no request."""

from __future__ import annotations

from typing import Any

from dashboard.accounts.models import User
from dashboard.credentials import services as credentials
from dashboard.gateway import kept
from dashboard.upstream.contract import operations


def kept_of(*, user: User) -> dict[str, Any]:
    """Return every kept answer of both services by its operation, with when Toggl said it."""
    connections = credentials.connections_of(user)
    found: dict[str, list[dict[str, Any]]] = {}
    for op in operations().values():
        connection = connections.get(op.service)
        if connection is None or not op.is_read:
            continue
        copies = kept.copies(connection, op)
        if copies:
            found[op.id] = [
                {"asked": dict(copy.params), "at": copy.time.isoformat(), "answer": copy.data} for copy in copies
            ]
    return found

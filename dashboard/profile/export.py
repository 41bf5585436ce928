"""Everything that Tandem keeps of a member's account, to take away before it is closed. Costs no request."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.accounts.models import User
from dashboard.credentials import services as credentials
from dashboard.gateway.cache import response_cache
from dashboard.upstream.contract import operations
from dashboard.web import downloads


def lines(*, user: User) -> Iterator[str]:
    """Return a JSON array of every kept answer of both services: what was asked, when it was said, and the answer."""
    connections = credentials.connections_of(user)
    return downloads.json_lines(
        {"operation": op.id, "asked": dict(copy.params), "at": copy.time.isoformat(), "answer": copy.data}
        for op in operations().values()
        if op.is_read and op.service in connections
        for copy in response_cache.copies(connections[op.service], op)
    )

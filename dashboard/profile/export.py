"""Everything that Tandem keeps of a member's account, to take away before it is closed. Costs no request."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.upstream.contract import operations
from dashboard.web import downloads


def lines(*, user: User) -> Iterator[str]:
    """Return a JSON array of every kept answer of both services: what was asked, when it was said, and the answer."""
    return downloads.json_lines(
        {"operation": op.id, "asked": dict(copy.params), "at": copy.at.isoformat(), "answer": copy.data}
        for op in operations().values()
        if op.is_read
        for copy in gateway.peek_all_json(user, op.id)
    )

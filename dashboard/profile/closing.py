"""The end of a Toggl account: sent once, and what Tandem held of it goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dashboard.accounts.models import User
from dashboard.audit.models import Outcome
from dashboard.credentials import services as credentials
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import UpstreamError


@dataclass(frozen=True, slots=True)
class Ended:
    """How it went: done, refused, or unknown (sent, but no answer came)."""

    outcome: str
    write_id: UUID | None = None
    problem: UpstreamError | None = None

    @property
    def is_done(self) -> bool:
        """Whether Toggl has closed the account."""
        return self.outcome == Outcome.DONE


def close(*, user: User, key: str, also_focus: bool) -> Ended:
    """Close the account behind this person's Track connection: 1 request. Then that connection is destroyed.

    `also_focus` destroys their Focus connection with it. History says who did both.
    """
    try:
        written = gateway.write(user, "track.close_account", idempotency_key=key)
    except UpstreamError as problem:
        return Ended(Outcome.REFUSED, problem=problem)
    if written.is_done:
        for service in ("track", "focus") if also_focus else ("track",):
            if connection := credentials.connection_of(user, service):
                credentials.disconnect(connection)
                gateway.forget(connection)
    return Ended(written.outcome, written.write_id, written.problem)

"""What the profile reads and writes: `/me` of Track, and whether it accepts the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from dashboard.accounts.models import User
from dashboard.audit.models import Outcome
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.gateway.notices import mistakes_of
from dashboard.profile.refusals import said
from dashboard.upstream.contract import ContractError, operation
from dashboard.upstream.errors import InvalidRequest, UpstreamError
from dashboard.upstream.records.reads import ACCOUNT_VALUES, LOGGED
from dashboard.upstream.records.values import Values

CHANGE = "track.update_me"
CHANGING = operation(CHANGE)


@dataclass(frozen=True, slots=True)
class Saved:
    """How a change ended: done, refused, unknown, or unchanged, for which nothing was sent."""

    outcome: str
    write_id: UUID | None = None
    mistakes: Mapping[str, str] = field(default_factory=dict)  # by field
    problem: UpstreamError | None = None

    @property
    def is_done(self) -> bool:
        """Whether Track has it now."""
        return self.outcome == Outcome.DONE


def profile(*, user: User, refresh: bool = False) -> Answer[Values]:
    """Return `/me`: 1 request, none while the copy is fresh. Raises UpstreamError."""
    return gateway.read(user, ACCOUNT_VALUES, refresh=refresh)


def shown(*, user: User) -> Answer[Values]:
    """Return `/me` for a form that came back: the copy that it was shown from, however old. Raises UpstreamError."""
    return gateway.peek(user, ACCOUNT_VALUES) or profile(user=user)


def is_accepted(*, user: User) -> UpstreamError | None:
    """Ask Track whether it accepts the key (`GET /me/logged`): 1 request. Returns why not."""
    try:
        return gateway.read(user, LOGGED, refresh=True).problem
    except UpstreamError as error:
        return error


def save(*, user: User, changes: Mapping[str, Any], shown: Mapping[str, Any], key: str) -> Saved:
    """Send what was changed: 1 request, none where nothing was. `shown` is what the member saw, kept for Undo."""
    if not changes:
        return Saved("unchanged")
    before = {name: shown.get(name) for name in changes if name in shown} or None
    try:
        written = gateway.write(user, CHANGE, dict(changes), idempotency_key=key, before=before)
    except ContractError as error:
        return Saved(Outcome.REFUSED, mistakes=mistakes_of(error))
    except UpstreamError as error:
        return Saved(Outcome.REFUSED, problem=error)
    problem = written.problem
    if isinstance(problem, InvalidRequest) and problem.field:
        return Saved(written.outcome, written.write_id, {problem.field: said(problem.upstream_message)})
    return Saved(written.outcome, written.write_id, {}, problem)

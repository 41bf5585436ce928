"""What the gateway gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.secret import Secret

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a read brought: a record, or plain data in the reference's spelling; without secrets."""

    data: T
    at: datetime  # when upstream said it (aware, UTC)
    cost: int = 0  # requests this read spent
    is_stale: bool = False  # a write since may have changed it
    problem: UpstreamError | None = None  # why this is the last good copy and not a fresh one
    params: Mapping[str, Any] = field(default_factory=dict)  # what a cached response was asked with, of `peek_all`


@dataclass(frozen=True, slots=True)
class Written:
    """How a write ended. `outcome` is done, refused or unknown (sent, but no answer came)."""

    write_id: UUID | None
    outcome: str
    data: Any = None
    problem: UpstreamError | None = None
    cost: int = 0
    repeated: bool = False  # the same form was sent before; nothing was sent now

    @property
    def is_done(self) -> bool:
        """Whether upstream said that it did it."""
        return self.outcome == "done"


@dataclass(frozen=True, slots=True)
class ProbedAccount:
    """Who a credential belongs to, as a probe found out."""

    account_id: str
    name: str
    email: str
    api_token: Secret | None  # Track names it; the one place where it leaves an answer
    organization_id: int | None
    workspace_id: int | None
    data: Any  # the whole answer without secrets
    at: datetime

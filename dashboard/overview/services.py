"""What the first page knows without asking anybody: how the connections stand, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dashboard.accounts.models import User
from dashboard.credentials import notices
from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection, Service, State
from dashboard.gateway import services as gateway
from dashboard.upstream.records.reads import PREFERENCES


@dataclass(frozen=True, slots=True)
class Standing:
    """How one service stands for a member."""

    service: str
    name: str
    connection: Connection | None
    state: State | None  # None: not connected
    last_good: datetime | None

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return self.state.tone if self.state else ""

    @property
    def needs_key(self) -> bool:
        """Whether only a new key helps."""
        return self.state in {State.REFUSED, State.UNREADABLE}

    @property
    def end(self) -> tuple[str, str] | None:
        """The tone and the words of the end of its key, where that is near."""
        days = notices.days_left(self.connection) if self.connection else None
        return None if days is None else (notices.tone_of_end(days), notices.words_of_end(days))


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page of a member."""

    standings: list[Standing]
    has_seen_preferences: bool

    @property
    def connected(self) -> set[str]:
        """The services that are connected."""
        return {one.service for one in self.standings if one.connection}

    @property
    def is_new(self) -> bool:
        """Whether a step of the start is still to be taken."""
        return not (self.has_seen_preferences and len(self.connected) == len(self.standings))


def overview(*, user: User) -> Overview:
    """Return the first page of `user`. Costs no request."""
    connections = credentials.connections_of(user)
    standings = [_standing(service, connections) for service in Service]
    return Overview(standings, gateway.peek(user, PREFERENCES) is not None)


def _standing(service: Service, connections: Mapping[str, Connection]) -> Standing:
    connection = connections.get(service)
    state = credentials.state_of(connection) if connection else None
    return Standing(service, str(service.label), connection, state, connection.last_good_at if connection else None)

"""The overview: the state of each connection, and the next step. Costs no request."""

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
class ServiceOverview:
    """A service as a member's overview shows it."""

    service: str
    name: str
    connection: Connection | None
    state: State | None  # None: not connected
    last_good: datetime | None

    @property
    def tone(self) -> str:
        """The color of its badge."""
        return self.state.tone if self.state else ""

    @property
    def needs_key(self) -> bool:
        """Whether the member has to give a new key."""
        return self.state in {State.REFUSED, State.UNREADABLE}

    @property
    def end(self) -> tuple[str, str] | None:
        """The tone and text of its key's expiry, when that is near."""
        days = notices.days_left(self.connection) if self.connection else None
        return None if days is None else (notices.tone_of_end(days), notices.words_of_end(days))


@dataclass(frozen=True, slots=True)
class Overview:
    """A member's overview."""

    services: list[ServiceOverview]
    has_seen_preferences: bool

    @property
    def connected(self) -> set[str]:
        """The services that are connected."""
        return {one.service for one in self.services if one.connection}

    @property
    def is_new(self) -> bool:
        """Whether a first step is left to take."""
        return not (self.has_seen_preferences and len(self.connected) == len(self.services))


def overview(*, user: User) -> Overview:
    """Return a member's overview. Costs no request."""
    connections = credentials.connections_of(user)
    services = [_service_overview(service, connections) for service in Service]
    return Overview(services, gateway.peek(user, PREFERENCES) is not None)


def _service_overview(service: Service, connections: Mapping[str, Connection]) -> ServiceOverview:
    connection = connections.get(service)
    state = credentials.state_of(connection) if connection else None
    return ServiceOverview(
        service, str(service.label), connection, state, connection.last_good_at if connection else None
    )

"""What an admin sees of the members: who they are, their connections, when they were last here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from dashboard.accounts.members import FACTORS
from dashboard.accounts.models import User
from dashboard.credentials import notices
from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection, Service, State


@dataclass(frozen=True, slots=True)
class MemberConnection:
    """A member's connection to one service, without its secret."""

    service: str
    name: str
    state: State | None  # None: not connected
    last_good_at: datetime | None = None
    expires_at: date | None = None
    ends_soon: bool = False

    @property
    def tone(self) -> str:
        """The color of its badge."""
        return self.state.tone if self.state else ""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the team."""

    person: User
    connections: list[MemberConnection]
    has_factor: bool

    @property
    def seen_at(self) -> datetime | None:
        """When they were last here, to the minute."""
        return self.person.last_seen_at or self.person.last_login


def members() -> list[Member]:
    """Return everybody, whoever may come in first. Costs no request."""
    return [_member(person) for person in _people().order_by("-is_active", "name", "email")]


def member(user_id: int) -> Member | None:
    """Return one person."""
    person = _people().filter(pk=user_id).first()
    return _member(person) if person else None


def _people() -> QuerySet[User]:
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    connections = Prefetch("connections", Connection.objects.all(), to_attr="known_connections")
    return User.objects.annotate(has_factor=Exists(factors)).prefetch_related(connections)


def _member(person: User) -> Member:
    known: dict[str, Connection] = {one.service: one for one in getattr(person, "known_connections", [])}
    connections = [_connection(service, known.get(service.value)) for service in Service]
    return Member(person, connections, bool(getattr(person, "has_factor", False)))


def _connection(service: Service, connection: Connection | None) -> MemberConnection:
    if connection is None:
        return MemberConnection(service.value, str(service.label), None)
    return MemberConnection(
        service=service.value,
        name=str(service.label),
        state=credentials.state_of(connection),
        last_good_at=connection.last_good_at,
        expires_at=connection.expires_at,
        ends_soon=notices.days_left(connection) is not None,
    )

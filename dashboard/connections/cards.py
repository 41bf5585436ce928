"""What the page says of each service: how its connection is, since when, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.connections.forms import FORMS, OfferForm
from dashboard.credentials import notices
from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection, Service, State
from dashboard.gateway import services as gateway
from dashboard.gateway.pending_replacements import PendingReplacement, pending_for
from dashboard.web import times
from dashboard.workspaces.services import known_workspaces

Next = Literal["test", "replace", "wait"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a state is shown, and what may be done about it."""

    tone: str
    icon: str
    words: str | Promise
    next: Next


MANNERS: dict[State, Manner] = {
    State.UNTESTED: Manner("neutral", "question-mark-circle", _("Nothing was asked with it yet."), "test"),
    State.OK: Manner("good", "check-circle", "", "test"),
    State.REFUSED: Manner(
        "bad",
        "x-circle",
        _(
            "Toggl no longer accepts it, and it is not sent again. Nothing was lost: replace it, and all goes on as "
            "before."
        ),
        "replace",
    ),
    State.QUOTA: Manner(
        "warn",
        "clock",
        _("Toggl's requests for this hour are used up. The last copies are still shown meanwhile."),
        "wait",
    ),
    State.THROTTLED: Manner(
        "warn", "clock", _("Toggl asked for a pause between requests. It goes on by itself."), "test"
    ),
    State.DOWN: Manner(
        "warn",
        "exclamation-triangle",
        _("Toggl did not answer, or not sensibly. The last copies are still shown meanwhile."),
        "test",
    ),
    State.UNREADABLE: Manner(
        "bad",
        "lock-closed",
        _(
            "What is stored cannot be opened: its encryption key is missing on this server, or it was changed. Nothing "
            "is sent. Ask your admin, or replace it."
        ),
        "replace",
    ),
}


@dataclass(frozen=True, slots=True)
class Expiry:
    """That a Focus key ends soon, or has ended."""

    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """One service on the page."""

    service: str
    name: str
    connection: Connection | None
    state: State | None
    manner: Manner | None
    resets_at: datetime | None
    expires: str  # the day in the person's format
    expiry: Expiry | None
    pending: PendingReplacement | None
    forms: Mapping[str, OfferForm]
    opened: str = ""  # the form that came back with something to correct
    problem: str = ""  # why the offered credential was not taken
    lacks_place: bool = field(default=False)
    workspace: str = ""  # its name, as far as a kept list of Track's knows it


def cards(user: User, *, bound: OfferForm | None = None, problem: str = "") -> dict[str, Card]:
    """Return both cards. `bound` is a form that came back, `problem` why."""
    connections = credentials.connections_of(user)
    return {service.value: _card(user, service, connections.get(service.value), bound, problem) for service in Service}


def _card(user: User, service: Service, connection: Connection | None, bound: OfferForm | None, problem: str) -> Card:
    forms = {way: form(prefix=f"{of}-{way}") for (of, way), form in FORMS.items() if of == service}
    opened = next((way for way, form in forms.items() if bound is not None and isinstance(bound, type(form))), "")
    if bound is not None and opened:
        forms[opened] = bound
    state = credentials.state_of(connection) if connection else None
    return Card(
        service=service.value,
        name=str(service.label),
        connection=connection,
        state=state,
        manner=MANNERS[state] if state else None,
        resets_at=_resets_at(user, service) if state is State.QUOTA else None,
        expires=_day(connection.expires_at, user) if connection and connection.expires_at else "",
        expiry=_expiry(connection),
        pending=pending_for(connection) if connection else None,
        forms=forms,
        opened=opened,
        problem=problem if opened else "",
        lacks_place=_lacks_place(connection),
        workspace=_workspace(user, connection),
    )


def _lacks_place(connection: Connection | None) -> bool:
    """Focus's addresses need both numbers; Track's bring their own."""
    return bool(
        connection
        and connection.service == Service.FOCUS
        and not (connection.organization_id and connection.workspace_id)
    )


def _workspace(user: User, connection: Connection | None) -> str:
    """Return what the workspace of Focus is called, without a request."""
    if connection is None or connection.service != Service.FOCUS or not connection.workspace_id:
        return ""
    known = known_workspaces(user) or ()
    return next((one.name for one in known if one.id == connection.workspace_id), "")


def _resets_at(user: User, service: Service) -> datetime | None:
    """Return when the first bucket that is used up is full again, as far as the ledger knows."""
    spent = [level.resets_at for level in gateway.meter(user).get(service.value, []) if not level.remaining]
    return min((at for at in spent if at), default=None)


def _expiry(connection: Connection | None) -> Expiry | None:
    """Say that the key ends within seven days, or has ended."""
    days = notices.days_left(connection) if connection else None
    return None if days is None else Expiry(notices.tone_of_end(days), notices.words_of_end(days))


def _day(day: date, user: User) -> str:
    noon = datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())
    return times.date(noon, user)

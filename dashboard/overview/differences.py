"""Where the preferences of Track's web and desktop apps differ, as cached responses have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.credentials.references import reference_of
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.gateway.notices import Notice, notice_of
from dashboard.upstream.contract.field_descriptions import Field, fields
from dashboard.upstream.errors import NotConnected, UpstreamError
from dashboard.upstream.records.reads import CLIENT_PREFERENCES
from dashboard.upstream.records.values import Values
from dashboard.web.values import of_field

APPS = ("web", "desktop")
SHOWN = 6  # differences that the first page names
YOUNG = timedelta(hours=1)  # preferences change seldom; what is younger is not asked for by itself


@dataclass(frozen=True, slots=True)
class AppDifference:
    """One setting that the two apps have otherwise, in words."""

    label: str
    web: str
    desktop: str
    url: str


@dataclass(frozen=True, slots=True)
class Differences:
    """What the page shows. `at` is None while one of the two was never asked."""

    shown: Sequence[AppDifference] = ()
    count: int = 0
    at: datetime | None = None
    is_young: bool = False
    waits: bool = False  # another part has to ask for more than usual
    notice: Notice | None = None

    @property
    def more(self) -> int:
        """How many are left to the page that compares."""
        return self.count - len(self.shown)

    @property
    def may_ask(self) -> bool:
        """Whether the page should ask by itself."""
        return not (self.is_young or self.notice or self.waits)


def differences(*, user: User, ask: bool = False, refresh: bool = False) -> Differences:
    """Return where the apps differ: without a request, or (`ask`) with one for each copy that is missing or old."""
    try:
        answers = [_answer(user, app, ask=ask, refresh=refresh) for app in APPS]
    except UpstreamError as error:
        why = _("The preferences of its apps would be compared here.")
        return Differences(notice=notice_of(error, user, why_connect=why))
    known = [one for one in answers if one]
    if len(known) < len(APPS):
        return Differences(waits=_waits(user))
    web, desktop = (one.data.everything for one in known)
    found = [name for name in web if _differ(web, desktop, name)]
    problem = next((one.problem for one in known if one.problem), None)
    return Differences(
        shown=[_line(fields("track_preferences").field(name), web, desktop) for name in found[:SHOWN]],
        count=len(found),
        at=min(one.at for one in known),
        is_young=all(_is_young(one) for one in known),
        waits=_waits(user),
        notice=notice_of(problem, user) if problem else None,
    )


def _answer(user: User, app: str, *, ask: bool, refresh: bool) -> Answer[Values] | None:
    """Return what one app has. Raises UpstreamError."""
    copy = gateway.peek(user, CLIENT_PREFERENCES, client=app)
    if refresh or (ask and not (copy and _is_young(copy))):
        return gateway.read(user, CLIENT_PREFERENCES, refresh=refresh, client=app)
    if copy is None and reference_of(user.pk, "track") is None:
        raise NotConnected(service="track")
    return copy


def _waits(user: User) -> bool:
    """Whether the plan of the day has to learn the zone first: a visit is never more than three requests."""
    return not user.timezone and reference_of(user.pk, "focus") is not None


def _is_young(answer: Answer[Values]) -> bool:
    return not answer.is_stale and timezone.now() - answer.at < YOUNG


def _differ(web: Mapping[str, Any], desktop: Mapping[str, Any], name: str) -> bool:
    """Whether both have a value, and not the same one: what an app leaves out it has no use for."""
    return web[name] is not None and desktop.get(name) is not None and web[name] != desktop[name]


def _line(field: Field, web: Mapping[str, Any], desktop: Mapping[str, Any]) -> AppDifference:
    return AppDifference(
        label=_(field.label),
        web=of_field(field, web[field.name]),
        desktop=of_field(field, desktop[field.name]),
        url=f"{reverse('track_web_preferences')}#input-{field.name}",
    )

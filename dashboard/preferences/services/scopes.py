"""The settings of a service: which there are, and what the service last said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.preferences.fields.controls import control_of
from dashboard.upstream.contract import operation
from dashboard.upstream.contract.field_descriptions import FieldSet, fields
from dashboard.upstream.errors import InvalidRequest, UpstreamError
from dashboard.upstream.records import reads
from dashboard.upstream.records.account import AlphaFeature
from dashboard.upstream.records.base import Undecodable
from dashboard.upstream.records.reads import Read
from dashboard.upstream.records.values import Values


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings as a page shows them."""

    values: Mapping[str, Any]
    at: datetime | None = None  # when the service said so (aware, UTC); None: not known any more
    is_stale: bool = False  # a write since may have changed them
    problem: UpstreamError | None = None  # why these are the last good copy
    features: Mapping[str, AlphaFeature] = field(default_factory=dict)  # that the values are of, by their codes


@dataclass(frozen=True, slots=True)
class Scope:
    """Which settings a page is about, and the operations that read and write them."""

    field_set: str  # a name of dashboard.upstream.contract.field_descriptions
    read: Read[Values]
    write: str
    params: Mapping[str, Any] = field(default_factory=dict)
    app: str = ""  # show only what this app reads, and what is set

    @property
    def fields(self) -> FieldSet:
        """The fields of these settings, described for people."""
        return fields(self.field_set)

    @property
    def service(self) -> str:
        """Track or focus."""
        return self.read.service

    @property
    def omitted(self) -> frozenset[str]:
        """Fields that Toggl leaves out while they are off, 0 or empty: not set and that are the same there."""
        return _omitted(self.write)

    def described(self, _settings: Settings) -> FieldSet:
        """Return the fields that these settings have."""
        return self.fields

    def unpack(self, answer: Values) -> Settings:
        """Return what an answer says, by the names of the fields, those of a wrong type and unknown ones included."""
        return Settings({**answer.values, **answer.unknown, **answer.wrong})

    def values_of(self, stored: Any) -> Mapping[str, Any]:
        """Return the values in a stored body or answer; {} where it holds none."""
        try:
            return self.unpack(self.read.decode(stored)).values
        except Undecodable:
            return {}

    def pack(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the body that sets these fields."""
        return dict(values)

    def listed_values(self, user: User, *, ask: bool, refresh: bool) -> Mapping[str, Any]:  # noqa: ARG002
        """Return values that another answer has of these fields; `ask`: with a request if need be."""
        return {}

    def blamed_field(self, problem: UpstreamError, names: Iterable[str]) -> str:
        """Return which of the changed fields a refusal is about, or an empty string."""
        blamed = problem.field if isinstance(problem, InvalidRequest) else ""
        return blamed if blamed and blamed in names else ""

    def same_value(self, name: str, one: Any, other: Any) -> bool:
        """Whether two values of a field are the same to the service, which leaves out some while they are empty."""
        empty = (None, False, 0, "") if name in self.omitted else (None,)
        return one == other or (one in empty and other in empty)

    def editable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return those of `values` that a page lets people edit."""
        known = self.described(Settings(values)).fields
        return {
            name: value
            for name, value in values.items()
            if value is not None and name in known and control_of(known[name], value).is_editable
        }


TRACK = Scope("track_preferences", reads.PREFERENCES, "track.update_preferences")
WEB, DESKTOP = (
    Scope("track_preferences", reads.CLIENT_PREFERENCES, "track.update_client_preferences", {"client": app}, app)
    for app in ("web", "desktop")
)
FOCUS = Scope("focus_settings", reads.FOCUS_SETTING_VALUES, "focus.update_settings")


def load(*, user: User, scope: Scope, refresh: bool = False) -> Settings:
    """Return the settings, cached while that is fresh. Raises UpstreamError if there is nothing to show."""
    listed = scope.listed_values(user, ask=True, refresh=refresh)
    answer = gateway.read(user, scope.read, refresh=refresh, **scope.params)
    return _settings(scope, answer, listed)


def kept_settings(*, user: User, scope: Scope) -> Settings:
    """Return the cached response, however old, without a request; one without values and time where there is none."""
    copy = gateway.peek(user, scope.read, **scope.params)
    return _settings(scope, copy, scope.listed_values(user, ask=False, refresh=False)) if copy else Settings({})


def _settings(scope: Scope, answer: Answer[Values], listed: Mapping[str, Any]) -> Settings:
    settings = scope.unpack(answer.data)
    return replace(
        settings,
        values={**listed, **settings.values},
        at=answer.at,
        is_stale=answer.is_stale,
        problem=answer.problem,
    )


@cache
def _omitted(write: str) -> frozenset[str]:
    properties = (operation(write).body_schema or {}).get("properties", {})
    return frozenset(name for name, schema in properties.items() if schema.get("x-omitted-if-empty"))

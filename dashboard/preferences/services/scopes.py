"""Settings of a service: load them, see what a form changes, save exactly that with one request.

What changed is decided against the values that the form was rendered with, which come back with it. Today's copy has
no part in that, so two tabs that save different fields do not revert one another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.http import QueryDict

from dashboard.accounts.models import User
from dashboard.audit.models import Outcome
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Written
from dashboard.gateway.notices import mistakes_of
from dashboard.preferences.fields import controls
from dashboard.preferences.fields.names import NOTHING, Names
from dashboard.preferences.fields.parsing import Mistake
from dashboard.upstream import documents
from dashboard.upstream.contract import ContractError, operation
from dashboard.upstream.contract.field_descriptions import Field, FieldSet, fields
from dashboard.upstream.errors import Forbidden, InvalidRequest, PlanLacksFeature, Unreadable, UpstreamError


class DamagedForm(ValueError):
    """What the form was rendered with did not come back whole, so nobody can tell what it changes."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which settings a page is about: the words for them, and the operations that read and write them."""

    words: str  # a name of dashboard.upstream.contract.field_descriptions
    read: str
    write: str
    params: Mapping[str, Any] = field(default_factory=dict)

    app: str = ""  # show only what this app reads, and what is set

    @property
    def fields(self) -> FieldSet:
        """The fields of these settings, described for people."""
        return fields(self.words)

    @property
    def service(self) -> str:
        """Track or focus."""
        return self.read.partition(".")[0]

    @property
    def omitted(self) -> frozenset[str]:
        """Fields that Toggl leaves out while they are off, 0 or empty: not set and that are the same there."""
        return _omitted(self.write)

    def described(self, _settings: Settings) -> FieldSet:
        """Return the fields that these settings have."""
        return self.fields

    def unpack(self, data: Mapping[str, Any]) -> Settings:
        """Return what an answer says, by the names of the fields."""
        return Settings(data)

    def pack(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is sent to set these fields."""
        return dict(values)

    def beneath(self, user: User, *, ask: bool, refresh: bool) -> Mapping[str, Any]:  # noqa: ARG002
        """Return values that another answer has of these fields; `ask`: with a request if need be."""
        return {}

    def culprit(self, problem: UpstreamError, names: Iterable[str]) -> str:
        """Return which of the changed fields a refusal is about, or an empty string."""
        blamed = problem.field if isinstance(problem, InvalidRequest) else ""
        return blamed if blamed and blamed in names else ""


TRACK = Scope("track_preferences", "track.get_preferences", "track.update_preferences")
CLIENT_READ, CLIENT_WRITE = "track.get_client_preferences", "track.update_client_preferences"
WEB, DESKTOP = (
    Scope("track_preferences", CLIENT_READ, CLIENT_WRITE, {"client": app}, app) for app in ("web", "desktop")
)
FOCUS = Scope("focus_settings", "focus.get_settings", "focus.update_settings")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings as a page shows them."""

    values: Mapping[str, Any]
    at: datetime | None = None  # when the service said so (aware, UTC); None: not known any more
    is_stale: bool = False  # a write since may have changed them
    problem: UpstreamError | None = None  # why these are the last good copy
    about: Mapping[str, Any] = field(default_factory=dict)  # what else an answer says of its fields


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that came back: what it was rendered with, and what was changed in it."""

    rendered: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)  # the text of every changed control
    values: Mapping[str, Any] = field(default_factory=dict)  # what these texts stand for
    mistakes: Mapping[str, str] = field(default_factory=dict)  # a sentence for each text that stands for nothing


@dataclass(frozen=True, slots=True)
class Saved:
    """How saving a draft ended."""

    draft: Draft
    outcome: str  # done, refused, unknown; or unchanged, which cost nothing
    mistakes: Mapping[str, str] = field(default_factory=dict)
    problem: UpstreamError | None = None
    repeated: bool = False  # the same form had been sent before
    write_id: UUID | None = None  # of the row in history

    @property
    def is_done(self) -> bool:
        """Whether the service has every value of the draft now."""
        return self.outcome == Outcome.DONE


def load(*, user: User, scope: Scope, refresh: bool = False) -> Settings:
    """Return the settings, from the kept copy while that is fresh. Raises UpstreamError if there is nothing to show."""
    beneath = scope.beneath(user, ask=True, refresh=refresh)
    answer = gateway.read(user, scope.read, refresh=refresh, **scope.params)
    if not isinstance(answer.data, dict):
        raise Unreadable(service=scope.service, operation_id=scope.read)
    said = scope.unpack(answer.data)
    values = {**beneath, **said.values}
    return Settings(values, answer.at, answer.is_stale, answer.problem, said.about)


def draft_of(*, scope: Scope, form: QueryDict, names: Names = NOTHING) -> Draft:
    """Return what a form changes. A field that is not in it is left alone. Raises DamagedForm."""
    rendered = _rendered_of(scope, form)
    texts, values, mistakes = {}, {}, {}
    for one in scope.described(Settings(rendered)).fields.values():
        before = rendered.get(one.name)
        text = controls.typed(one, form, before)
        if text is None or controls.same(text, controls.text_of(one, before, names)):
            continue
        try:
            value = controls.parse(one, text, before, names)
        except Mistake as mistake:
            mistakes[one.name] = str(mistake)
        else:
            if value == before:
                continue
            values[one.name] = value
        texts[one.name] = text
    return Draft(rendered, texts, values, mistakes)


def editable(*, scope: Scope, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of `values` that a page lets people edit, to be sent along with its form."""
    known = scope.described(Settings(values)).fields
    return {
        name: value
        for name, value in values.items()
        if value is not None and name in known and controls.kind_of(known[name], value) != "shown"
    }


def save(*, user: User, scope: Scope, draft: Draft, idempotency_key: str) -> Saved:
    """Send the changed fields, and nothing else, with one request; none where nothing changed or a text is wrong."""
    if draft.mistakes:
        return Saved(draft, Outcome.REFUSED, draft.mistakes)
    if not draft.values:
        return Saved(draft, "unchanged")
    before = scope.pack({name: draft.rendered.get(name) for name in draft.values})
    try:
        written = gateway.write(
            user,
            scope.write,
            scope.pack(draft.values),
            idempotency_key=idempotency_key,
            before=before,
            **scope.params,
        )
    except ContractError as error:
        return Saved(draft, Outcome.REFUSED, mistakes_of(error))
    except UpstreamError as error:
        return Saved(draft, Outcome.REFUSED, problem=error)
    return _saved(scope, draft, written)


def after(*, user: User, scope: Scope, saved: Saved) -> Settings:
    """Return what to show once a form came back, without a request.

    Where it was saved, that is the kept copy as it stands now. Where it was not, every field keeps the value that it
    was rendered with, so that correcting one does not change what the others are compared with.
    """
    copy = kept(user=user, scope=scope)
    draft, said = saved.draft, copy.values
    if saved.is_done:
        return replace(copy, values={**(said or draft.rendered), **draft.values})
    free = editable(scope=scope, values=said)
    fixed = {name: value for name, value in said.items() if name not in free}
    return replace(copy, values={**fixed, **draft.rendered})


def kept(*, user: User, scope: Scope) -> Settings:
    """Return the kept copy, however old, without a request; one without values and time where there is none."""
    copy = gateway.peek(user, scope.read, **scope.params)
    if copy is None or not isinstance(copy.data, dict):
        return Settings({})
    told = scope.unpack(copy.data)
    values = {**scope.beneath(user, ask=False, refresh=False), **told.values}
    return Settings(values, copy.at, copy.is_stale, about=told.about)


def alike(scope: Scope, name: str, one: Any, other: Any) -> bool:
    """Whether two values of a field are the same to the service, which leaves out some while they are empty."""
    empty = (None, False, 0, "") if name in scope.omitted else (None,)
    return one == other or (one in empty and other in empty)


def rebased(*, scope: Scope, draft: Draft, settings: Settings, names: Names = NOTHING) -> tuple[Draft, list[str]]:
    """Put a draft on newer values. Returns it, and the names of the changes that these values already hold."""
    known = scope.described(settings).fields
    held = [name for name in draft.typed if name in known and _holds(scope, known[name], draft, settings, names)]
    return Draft(settings.values, {name: text for name, text in draft.typed.items() if name not in held}), held


def _holds(scope: Scope, one: Field, draft: Draft, settings: Settings, names: Names) -> bool:
    """Whether the service has the value that a draft wants; what it leaves out while empty counts as that."""
    now = settings.values.get(one.name)
    if one.name not in draft.values:
        return controls.same(draft.typed[one.name], controls.text_of(one, now, names))
    return alike(scope, one.name, draft.values[one.name], now)


@cache
def _omitted(write: str) -> frozenset[str]:
    properties = (operation(write).body_schema or {}).get("properties", {})
    return frozenset(name for name, schema in properties.items() if schema.get("x-omitted-if-empty"))


def _saved(scope: Scope, draft: Draft, written: Written) -> Saved:
    problem = written.problem
    if problem and (name := scope.culprit(problem, draft.values)):
        sentence = problem.upstream_message or problem.message
        shown = problem if isinstance(problem, PlanLacksFeature | Forbidden) else None
        return Saved(draft, Outcome.REFUSED, {name: str(sentence)}, problem=shown)
    return Saved(draft, written.outcome, problem=problem, repeated=written.repeated, write_id=written.write_id)


def rendered_as(*, scope: Scope, values: Mapping[str, Any]) -> str:
    """Return the text that carries what a form was rendered with; without the names where Tandem knows them all."""
    names = _order(scope)
    told = values if values.keys() - set(names) else [_version(names), *(values.get(name) for name in names)]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _order(scope: Scope) -> tuple[str, ...]:
    return tuple(scope.described(Settings({})).fields)


@cache
def _version(names: tuple[str, ...]) -> str:
    """Return a text that differs as soon as another version of Tandem knows other fields."""
    return hashlib.blake2b(" ".join(names).encode(), digest_size=6).hexdigest()


def _rendered_of(scope: Scope, form: QueryDict) -> dict[str, Any]:
    try:
        rendered = documents.parse(form.get("rendered", ""))
    except ValueError:
        raise DamagedForm from None
    names = _order(scope)
    if isinstance(rendered, list) and len(rendered) == len(names) + 1 and rendered[0] == _version(names):
        return {name: value for name, value in zip(names, rendered[1:], strict=True) if value is not None}
    if not isinstance(rendered, dict):
        raise DamagedForm
    return rendered

"""What a form changes, and saving exactly that with one request.

What changed is decided against the values that the form was rendered with, which come back with it. Today's copy has
no part in that, so two tabs that save different fields do not revert one another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from uuid import UUID

from django.http import QueryDict

from dashboard.accounts.models import User
from dashboard.audit.models import Outcome
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Written
from dashboard.gateway.notices import mistakes_of
from dashboard.preferences.fields.controls import control_of
from dashboard.preferences.fields.names import NO_NAMES, Names
from dashboard.preferences.fields.parsing import InvalidValue, one_line
from dashboard.preferences.services.scopes import Scope, Settings, kept_settings
from dashboard.upstream import documents
from dashboard.upstream.contract import ContractError
from dashboard.upstream.errors import Forbidden, PlanLacksFeature, UpstreamError


class DamagedForm(ValueError):
    """What the form was rendered with did not come back whole, so nobody can tell what it changes."""


@dataclass(frozen=True, slots=True)
class SettingsDraft:
    """Changes that are not saved yet."""

    rendered: Mapping[str, Any] = field(default_factory=dict)  # the values that the form was rendered with
    typed: Mapping[str, str] = field(default_factory=dict)  # the text of every changed control
    values: Mapping[str, Any] = field(default_factory=dict)  # what these texts stand for
    errors: Mapping[str, str] = field(default_factory=dict)  # a sentence for each text that stands for nothing


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """How saving a draft ended."""

    draft: SettingsDraft
    outcome: str  # done, refused, unknown; or unchanged, which cost nothing
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: UpstreamError | None = None
    write_id: UUID | None = None  # of the row in history

    @property
    def is_done(self) -> bool:
        """Whether the service has every value of the draft now."""
        return self.outcome == Outcome.DONE


def parse_draft(*, scope: Scope, form: QueryDict, names: Names = NO_NAMES) -> SettingsDraft:
    """Return what a form changes. A field that is not in it is left alone. Raises DamagedForm."""
    rendered = _parse_rendered(scope, form)
    typed, values, errors = {}, {}, {}
    for name, one in scope.described(Settings(rendered)).fields.items():
        control = control_of(one, rendered.get(name), names)
        text = control.submitted(form)
        if text is None or one_line(text) == control.initial:
            continue
        try:
            value = control.parse(text)
        except InvalidValue as error:
            errors[name] = str(error)
        else:
            if value == control.value:
                continue
            values[name] = value
        typed[name] = text
    return SettingsDraft(rendered, typed, values, errors)


def save(*, user: User, scope: Scope, draft: SettingsDraft, idempotency_key: str) -> SaveOutcome:
    """Send the changed fields, and nothing else, with one request; none where nothing changed or a text is wrong."""
    if draft.errors:
        return SaveOutcome(draft, Outcome.REFUSED, draft.errors)
    if not draft.values:
        return SaveOutcome(draft, "unchanged")
    before = scope.pack({name: draft.rendered.get(name) for name in draft.values})
    body = scope.pack(draft.values)
    try:
        written = gateway.write(user, scope.write, body, idempotency_key=idempotency_key, before=before, **scope.params)
    except ContractError as error:
        return SaveOutcome(draft, Outcome.REFUSED, mistakes_of(error))
    except UpstreamError as error:
        return SaveOutcome(draft, Outcome.REFUSED, problem=error)
    return _outcome(scope, draft, written)


def settings_after(*, user: User, scope: Scope, draft: SettingsDraft, is_done: bool) -> Settings:
    """Return what to show once a form came back, without a request.

    Where it was saved, that is the cached response as it is now. Where it was not, every field keeps the value that it
    was rendered with, so that correcting one does not change what the others are compared with.
    """
    copy = kept_settings(user=user, scope=scope)
    if is_done:
        return replace(copy, values={**(copy.values or draft.rendered), **draft.values})
    free = scope.editable(copy.values)
    fixed = {name: value for name, value in copy.values.items() if name not in free}
    return replace(copy, values={**fixed, **draft.rendered})


def rebase(
    *, scope: Scope, draft: SettingsDraft, settings: Settings, names: Names = NO_NAMES
) -> tuple[SettingsDraft, list[str]]:
    """Put a draft on newer values. Return it, and the names of the changes that these values already hold."""
    known = scope.described(settings).fields
    held = []
    for name in draft.typed:
        value = settings.values.get(name)
        if name in draft.values:
            is_held = name in known and scope.same_value(name, draft.values[name], value)
        else:
            is_held = name in known and one_line(draft.typed[name]) == control_of(known[name], value, names).initial
        held += [name] if is_held else []
    typed = {name: text for name, text in draft.typed.items() if name not in held}
    return SettingsDraft(settings.values, typed), held


def serialize_rendered(scope: Scope, values: Mapping[str, Any]) -> str:
    """Return the text that carries what a form is rendered with; without the names where Tandem knows them all."""
    names = _order(scope)
    data = values if values.keys() - set(names) else [_version(names), *(values.get(name) for name in names)]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _parse_rendered(scope: Scope, form: QueryDict) -> dict[str, Any]:
    try:
        data = documents.parse(form.get("rendered", ""))
    except ValueError:
        raise DamagedForm from None
    names = _order(scope)
    if isinstance(data, list) and len(data) == len(names) + 1 and data[0] == _version(names):
        return {name: value for name, value in zip(names, data[1:], strict=True) if value is not None}
    if not isinstance(data, dict):
        raise DamagedForm
    return data


def _order(scope: Scope) -> tuple[str, ...]:
    return tuple(scope.described(Settings({})).fields)


@cache
def _version(names: tuple[str, ...]) -> str:
    """Return a text that differs as soon as another version of Tandem knows other fields."""
    return hashlib.blake2b(" ".join(names).encode(), digest_size=6).hexdigest()


def _outcome(scope: Scope, draft: SettingsDraft, written: Written) -> SaveOutcome:
    problem = written.problem
    if problem and (name := scope.blamed_field(problem, draft.values)):
        sentence = problem.upstream_message or problem.message
        shown = problem if isinstance(problem, PlanLacksFeature | Forbidden) else None
        return SaveOutcome(draft, Outcome.REFUSED, {name: str(sentence)}, problem=shown)
    return SaveOutcome(draft, written.outcome, problem=problem, write_id=written.write_id)

"""What a field was before: every change of it through Tandem, and staging an earlier value again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.history_cache import remembered
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.preferences.fields import controls, structured
from dashboard.preferences.fields.formatting import readable
from dashboard.preferences.fields.names import Names
from dashboard.preferences.services.scopes import Draft, Scope, Settings
from dashboard.upstream import timestamps
from dashboard.upstream.contract.field_descriptions import Field

MOST = 200  # changes that are looked through


@dataclass(frozen=True, slots=True)
class Earlier:
    """One change of one field."""

    write_id: UUID
    at: datetime
    by: str
    before: Any  # None: it was not set, or nobody saw it
    after: Any


Past = dict[str, list[Earlier]]


def changes_of(*, user: User, scope: Scope) -> Past:
    """Return the changes of every field that surely happened, newest first, by the name of the field."""
    actor_id = None if "workspace_id" in scope.params else user.pk  # a team's settings have everybody's changes
    whose = ".".join(f"{name}={value}" for name, value in sorted(scope.params.items()))
    found = remembered(f"{scope.write}.{whose}", actor_id, lambda: _changes(actor_id, scope))
    return {
        name: [Earlier(UUID(hex=write_id), timestamps.stored(at), *rest) for write_id, at, *rest in changes]
        for name, changes in found.items()
    }


def _changes(actor_id: int | None, scope: Scope) -> dict[str, list[list[Any]]]:
    """Return the parts of each `Earlier` as plain data, by the name of the field."""
    found: dict[str, list[list[Any]]] = {}
    for entry in _entries(actor_id, scope):
        after, before = _unpacked(scope, entry.after), _unpacked(scope, entry.before)
        for name, value in after.items():
            one = [entry.write_id.hex, entry.at.isoformat(), entry.actor_name, before.get(name), value]
            found.setdefault(name, []).append(one)
    return found


def staged(*, user: User, scope: Scope, settings: Settings, asked: str, names: Names) -> Draft:
    """Return a draft that puts back what a field was before a change; an empty one where that cannot be.

    `asked` is the number of the change, a colon and the name of the field.
    """
    number, _colon, name = asked.partition(":")
    field = scope.described(settings).fields.get(name)
    earlier = next(
        (one for one in changes_of(user=user, scope=scope).get(name, []) if one.write_id.hex == number), None
    )
    if field is None or earlier is None or not can_stage(field, settings, earlier.before):
        return Draft(settings.values)
    text = controls.text_of(field, earlier.before, names)
    if controls.same(text, controls.text_of(field, settings.values.get(name), names)):
        return Draft(settings.values)
    return Draft(settings.values, {name: text}, {name: earlier.before})


def can_stage(field: Field, settings: Settings, value: Any) -> bool:
    """Whether an earlier value can be put into the control of a field: one editor for both, and a value at all."""
    now = settings.values.get(field.name)
    if value is None:
        return field.nullable
    if controls.kind_of(field, now) == "rules":
        return False  # a list is put back whole by the Undo of history
    return "shown" not in {controls.kind_of(field, now), controls.kind_of(field, value)}


def _entries(actor_id: int | None, scope: Scope) -> Iterable[Entry]:
    """Return the writes of this scope that were done: one's own, or everybody's."""
    rows = Entry.objects.filter(kind=Kind.WRITE_INTENT, operation=scope.write, target=dict(scope.params))
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    return audit.of_result(rows.order_by("-id"), Outcome.DONE)[:MOST]


def _unpacked(scope: Scope, stored: Any) -> Mapping[str, Any]:
    return scope.unpack(stored).values if isinstance(stored, dict) else {}


def said(field: Field, value: Any, names: Names) -> str:
    """Return a value as people read it; an empty string where it is not set."""
    if value is None:
        return ""
    if label := field.label_of(value):
        return _(label)
    if isinstance(value, bool):
        return _("On") if value else _("Off")
    if controls.kind_of(field, value) in structured.ONE_INPUT:
        return controls.text_of(field, value, names)
    return ", ".join(readable(field, value))


def line(field: Field, change: Earlier, settings: Settings, names: Names) -> dict[str, Any]:
    """Return what a page says of one change, and what a link stages to take it back (empty: nothing does)."""
    can = can_stage(field, settings, change.before) and settings.values.get(field.name) != change.before
    return {
        "at": change.at,
        "by": change.by,
        "before": said(field, change.before, names),
        "after": said(field, change.after, names),
        "write_id": change.write_id,
        "put": f"{change.write_id.hex}:{field.name}" if can else "",
    }

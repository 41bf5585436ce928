"""What a field was before: every change of it through Tandem, and staging an earlier value again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.history_cache import remembered
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.preferences.fields.controls import control_of
from dashboard.preferences.fields.names import Names
from dashboard.preferences.services.drafts import SettingsDraft
from dashboard.preferences.services.scopes import Scope, Settings
from dashboard.upstream import timestamps
from dashboard.upstream.contract.field_descriptions import Field

MOST = 200  # changes that are looked through


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of one field."""

    write_id: UUID
    at: datetime
    by: str
    before: Any  # None: it was not set, or nobody saw it
    after: Any


def changes_by_field(*, user: User, scope: Scope) -> dict[str, list[FieldChange]]:
    """Return the changes that surely happened, newest first, by the name of the field."""
    actor_id = None if "workspace_id" in scope.params else user.pk  # a team's settings have everybody's changes
    target = ".".join(f"{name}={value}" for name, value in sorted(scope.params.items()))
    stored = remembered(f"{scope.write}.{target}", actor_id, lambda: _changes(actor_id, scope))
    return {
        name: [FieldChange(UUID(hex=write_id), timestamps.stored(at), *rest) for write_id, at, *rest in changes]
        for name, changes in stored.items()
    }


def stage_earlier(*, user: User, scope: Scope, settings: Settings, change: str, names: Names) -> SettingsDraft:
    """Return a draft that puts back what a field was before a change; an empty one where that cannot be.

    `change` is the number of the change, a colon and the name of the field.
    """
    number, _colon, name = change.partition(":")
    field = scope.described(settings).fields.get(name)
    changes = changes_by_field(user=user, scope=scope).get(name, [])
    earlier = next((one for one in changes if one.write_id.hex == number), None)
    if field is None or earlier is None or not can_stage(field, settings, earlier.before):
        return SettingsDraft(settings.values)
    text = control_of(field, earlier.before, names).initial
    if text == control_of(field, settings.values.get(name), names).initial:
        return SettingsDraft(settings.values)
    return SettingsDraft(settings.values, {name: text}, {name: earlier.before})


def can_stage(field: Field, settings: Settings, value: Any) -> bool:
    """Whether an earlier value can be put into the control of a field: one editor for both, and a value at all."""
    if value is None:
        return field.nullable
    control = control_of(field, settings.values.get(field.name))
    if control.kind == "rules":
        return False  # a list is put back whole by the Undo of history
    return control.is_editable and control_of(field, value).is_editable


def describe(field: Field, change: FieldChange, settings: Settings, names: Names) -> dict[str, Any]:
    """Return what a page says of one change, and what a link stages to take it back (empty: nothing does)."""
    can = can_stage(field, settings, change.before) and settings.values.get(field.name) != change.before
    return {
        "at": change.at,
        "by": change.by,
        "before": control_of(field, change.before, names).sentence,
        "after": control_of(field, change.after, names).sentence,
        "put": f"{change.write_id.hex}:{field.name}" if can else "",
    }


def _changes(actor_id: int | None, scope: Scope) -> dict[str, list[list[Any]]]:
    """Return the parts of each `FieldChange` as plain data, by the name of the field: one's own, or everybody's."""
    rows = Entry.objects.filter(kind=Kind.WRITE_INTENT, operation=scope.write, target=dict(scope.params))
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    changes: dict[str, list[list[Any]]] = {}
    for entry in audit.of_result(rows.order_by("-id"), Outcome.DONE)[:MOST]:
        after, before = scope.values_of(entry.after), scope.values_of(entry.before)
        for name, value in after.items():
            change = [entry.write_id.hex, entry.at.isoformat(), entry.actor_name, before.get(name), value]
            changes.setdefault(name, []).append(change)
    return changes

"""Values from elsewhere (another scope, a file, a profile) beside those of a page, and which of them fit.

Nothing is sent from here: what fits is staged on the page, like anything typed there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dashboard.preferences.fields.controls import control_of
from dashboard.preferences.fields.names import Names
from dashboard.preferences.fields.parsing import InvalidValue
from dashboard.preferences.services.drafts import SettingsDraft
from dashboard.preferences.services.field_history import can_stage
from dashboard.preferences.services.scopes import Scope, Settings
from dashboard.upstream.contract.field_descriptions import Field

MOST = 1000  # values that are looked at
LONGEST = 120  # characters of a name that nobody knows


@dataclass(frozen=True, slots=True)
class ImportedValue:
    """One value that differs from the page's: what it would change, or why it cannot."""

    name: str
    label: str
    now: str
    becomes: str
    reason: str = ""  # why it cannot be put there
    text: str = ""  # of the control, once it is staged
    value: Any = None


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """Values from elsewhere, by what becomes of them."""

    changes: list[ImportedValue]
    refused: list[ImportedValue]
    unknown: list[str]  # names
    same: int  # how many are on the page already

    def draft(self, settings: Settings, only: Collection[str] = ()) -> SettingsDraft:
        """Return a draft of what would change; of `only` some of it, of all where that is empty."""
        chosen = [one for one in self.changes if not only or one.name in only]
        typed = {one.name: one.text for one in chosen}
        return SettingsDraft(settings.values, typed, {one.name: one.value for one in chosen})


def preview(*, scope: Scope, settings: Settings, values: Mapping[str, Any], names: Names) -> ImportPreview:
    """Compare values with a page, in its order."""
    known = scope.described(settings).fields
    unknown = [str(name)[:LONGEST] for name in list(values)[:MOST] if name not in known]
    differing = [
        _compare(known[name], settings, values[name], names)
        for name in known
        if name in values and not scope.same_value(name, values[name], settings.values.get(name))
    ]
    same = len(values.keys() & known.keys()) - len(differing)
    changes = [value for value in differing if not value.reason]
    return ImportPreview(changes, [value for value in differing if value.reason], unknown, same)


def _compare(field: Field, settings: Settings, value: Any, names: Names) -> ImportedValue:
    now, proposed = control_of(field, settings.values.get(field.name), names), control_of(field, value, names)
    words = (field.name, _(field.label), now.sentence, proposed.sentence)
    if reason := _why_not(field, settings, value):
        return ImportedValue(*words, reason)
    try:
        parsed = now.parse(proposed.initial)
    except InvalidValue as error:
        return ImportedValue(*words, str(error))
    return ImportedValue(*words, text=proposed.initial, value=parsed)


def _why_not(field: Field, settings: Settings, value: Any) -> str:
    """Return why a value cannot be staged; empty where it can."""
    if field.readonly:
        return _(field.readonly)
    if value is None and not field.nullable:
        return _("It is not set there, and Toggl has no way back to “not set”.")
    if value is not None and not control_of(field, value).is_editable:
        return _("This value is of another kind than the setting takes.")
    return "" if can_stage(field, settings, value) else _("This can only be changed part by part, on its page.")

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

CHANGE, SAME, REFUSED, UNKNOWN = "change", "same", "refused", "unknown"
MOST = 1000  # values that are looked at
LONGEST = 120  # characters of a name that nobody knows


@dataclass(frozen=True, slots=True)
class ImportedValue:
    """One value: what it would change, or why it cannot."""

    name: str
    label: str = ""
    now: str = ""
    becomes: str = ""
    state: str = UNKNOWN
    reason: str = ""
    text: str = ""  # of the control, once it is staged
    value: Any = None


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """Values from elsewhere, by what becomes of them."""

    values: list[ImportedValue]

    @property
    def changes(self) -> list[ImportedValue]:
        """Those that would change something."""
        return self._of(CHANGE)

    @property
    def refused(self) -> list[ImportedValue]:
        """Those that the page cannot take."""
        return self._of(REFUSED)

    @property
    def unknown(self) -> list[ImportedValue]:
        """Those of which nobody knows the name."""
        return self._of(UNKNOWN)

    @property
    def same(self) -> int:
        """How many are on the page already."""
        return len(self._of(SAME))

    def draft(self, settings: Settings, only: Collection[str] = ()) -> SettingsDraft:
        """Return a draft of what would change; of `only` some of it, of all where that is empty."""
        chosen = [one for one in self.changes if not only or one.name in only]
        typed = {one.name: one.text for one in chosen}
        return SettingsDraft(settings.values, typed, {one.name: one.value for one in chosen})

    def _of(self, state: str) -> list[ImportedValue]:
        return [one for one in self.values if one.state == state]


def preview(*, scope: Scope, settings: Settings, values: Mapping[str, Any], names: Names) -> ImportPreview:
    """Compare values with a page, in its order; names that nobody knows come last."""
    known = scope.described(settings).fields
    compared = [_compare(scope, known[name], settings, values[name], names) for name in known if name in values]
    unknown = [name for name in list(values)[:MOST] if name not in known]
    return ImportPreview([*compared, *(ImportedValue(str(name)[:LONGEST]) for name in unknown)])


def _compare(scope: Scope, field: Field, settings: Settings, value: Any, names: Names) -> ImportedValue:
    now, proposed = control_of(field, settings.values.get(field.name), names), control_of(field, value, names)
    told = (field.name, _(field.label), now.sentence, proposed.sentence)
    if scope.same_value(field.name, value, now.value):
        return ImportedValue(*told, SAME)
    if reason := _why_not(field, settings, value):
        return ImportedValue(*told, REFUSED, reason)
    try:
        parsed = now.parse(proposed.initial)
    except InvalidValue as error:
        return ImportedValue(*told, REFUSED, str(error))
    return ImportedValue(*told, CHANGE, text=proposed.initial, value=parsed)


def _why_not(field: Field, settings: Settings, value: Any) -> str:
    """Return why a value cannot be staged; empty where it can."""
    if field.readonly:
        return _(field.readonly)
    if value is None and not field.nullable:
        return _("It is not set there, and Toggl has no way back to “not set”.")
    if value is not None and not control_of(field, value).is_editable:
        return _("This value is of another kind than the setting takes.")
    return "" if can_stage(field, settings, value) else _("This can only be changed part by part, on its page.")

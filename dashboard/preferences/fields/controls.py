"""Which control a field has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dashboard.preferences.fields.base import Control, ReadOnlyControl
from dashboard.preferences.fields.compound import ProjectAndTaskControl, RulesControl
from dashboard.preferences.fields.names import NO_NAMES, Names
from dashboard.preferences.fields.references import ObjectReferenceControl, ReferenceControl
from dashboard.preferences.fields.shortcuts import ShortcutControl
from dashboard.preferences.fields.simple import (
    NumberControl,
    SelectControl,
    TextControl,
    TimeControl,
    ToggleControl,
    ZoneControl,
)
from dashboard.upstream.contract.field_descriptions import Field

CONTROLS: Final[Mapping[str, type[Control]]] = {
    "choice-three": ToggleControl,
    "number": NumberControl,
    "project": ObjectReferenceControl,
    "project-task": ProjectAndTaskControl,
    "rules": RulesControl,
    "select": SelectControl,
    "shortcut": ShortcutControl,
    "tag": ObjectReferenceControl,
    "text": TextControl,
    "time": TimeControl,
    "zone": ZoneControl,
}


def control_of(field: Field, value: Any = None, names: Names = NO_NAMES, typed: str | None = None) -> Control:
    """Return the control of a field that has `value` (None: unset)."""
    return _kind(field, value)(field, value, names, typed)


def _kind(field: Field, value: Any) -> type[Control]:
    if field.readonly:
        return ReadOnlyControl
    kind = ReferenceControl if field.refers_to else CONTROLS.get(field.control, ReadOnlyControl)
    if value is None or kind.holds(field, value):
        return kind
    return TextControl if kind is TimeControl and TextControl.holds(field, value) else ReadOnlyControl

"""The form of a settings page, and one row of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboard.preferences.fields.base import Control
from dashboard.preferences.fields.controls import control_of
from dashboard.preferences.fields.names import NO_NAMES, Names
from dashboard.preferences.page.labels import FieldLabels, labels_of
from dashboard.preferences.services.drafts import SettingsDraft
from dashboard.preferences.services.field_history import FieldChange
from dashboard.preferences.services.scopes import Settings
from dashboard.preferences.services.settings_pages import SettingsPage
from dashboard.upstream.contract.field_descriptions import OTHER, Field, FieldSet

MOST_SUGGESTIONS = 20  # values that a free text offers


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting on the page."""

    labels: FieldLabels
    control: Control
    is_changed: bool = False
    error: str = ""
    suggestions: tuple[str, ...] = ()  # values that a free text offers
    history: str = ""  # HTML: who changed it last
    is_hidden: bool = False  # by a search

    @property
    def is_unknown(self) -> bool:
        """Whether nobody knows what the field is for."""
        return self.control.field.group == OTHER.id


@dataclass(frozen=True, kw_only=True)
class SettingsForm:
    """Everything that the form of a settings page is drawn from."""

    page: SettingsPage
    settings: Settings
    draft: SettingsDraft = field(default_factory=SettingsDraft)
    errors: Mapping[str, str] = field(default_factory=dict)
    names: Names = NO_NAMES
    history: Mapping[str, list[FieldChange]] = field(default_factory=dict)
    suggestions: Mapping[str, frozenset[str]] = field(default_factory=dict)  # values of free texts elsewhere
    query: str = ""

    @cached_property
    def fields(self) -> FieldSet:
        """The fields of the page."""
        return self.page.scope.described(self.settings)

    def labels(self, names: Mapping[str, Any]) -> list[str]:
        """Return the labels of some fields, in the order of the page."""
        return [_(one.label) for one in self.fields.fields.values() if one.name in names]

    def errors_in_order(self) -> list[dict[str, str]]:
        """Return what is wrong in the order of the page: name and label (empty: no field of it), and why."""
        known = [(one.name, _(one.label)) for one in self.fields.fields.values() if one.name in self.errors]
        elsewhere = [(name, "") for name in self.errors if name not in self.fields.fields]
        return [
            {"name": name if label else "", "label": label, "text": self.errors[name]}
            for name, label in (*known, *elsewhere)
        ]

    def row(self, one: Field) -> SettingRow:
        """Return the row of one field."""
        typed = self.draft.typed.get(one.name)
        control = control_of(one, self.settings.values.get(one.name), self.names, typed)
        return SettingRow(
            labels_of(one, self.page.scope.field_set),
            control,
            is_changed=typed is not None,
            error=self.errors.get(one.name, ""),
            suggestions=self._suggestions(control) if one.name in self.suggestions else (),
            history=self._history(one) if one.name in self.history else "",
        )

    def _suggestions(self, control: Control) -> tuple[str, ...]:
        """Return the values that a free text offers: those seen elsewhere, without its own."""
        if control.kind != "text":
            return ()
        return tuple(sorted(self.suggestions[control.field.name] - {control.initial})[:MOST_SUGGESTIONS])

    def _history(self, one: Field) -> SafeString:
        last, url = self.history[one.name][0], self.page.history_url(one.name)
        return render_to_string("preferences/row_history.html", {"label": _(one.label), "last": last, "url": url})

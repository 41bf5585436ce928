"""The rows of a settings page.

Most rows depend on nothing but their field, its value and the language, so their HTML is kept by these, whoever asks:
rendering all 174 anew takes longer than the rest of the page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dashboard.preferences.fields.controls import control_of
from dashboard.preferences.page import search
from dashboard.preferences.page.form import SettingRow, SettingsForm
from dashboard.preferences.page.labels import labels_of
from dashboard.upstream.contract.field_descriptions import Field, FieldGroup, fields

LONGEST_KEPT = 4_000  # characters of a value whose row is kept


@dataclass(frozen=True, slots=True)
class Section:
    """One group of settings; an open one is unfolded, because there is something in it to look at."""

    group: FieldGroup
    rows: list[SafeString]
    is_found: bool  # the search leaves a row of it
    is_open: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """All sections of a page, and how many settings it has and a search leaves."""

    sections: list[Section]
    total: int
    found: int


def grid(form: SettingsForm) -> Grid:
    """Return all rows of a page by their sections, those that the search does not find marked as hidden."""
    described = form.fields.sections(form.settings.values)
    groups = [(group, [form.row(one) for one in _shown(form, members)]) for group, members in described]
    rows = [row for _group, members in groups for row in members]
    query = search.Query.parse(form.query)
    found = search.find(query, rows) if query else None
    sections = [_section(form, group, members, found) for group, members in groups if members]
    return Grid(sections, len(rows), len(rows) if found is None else len(found))


def _shown(form: SettingsForm, members: list[Field]) -> list[Field]:
    """Return what the page's app reads, and what is set or staged for it all the same."""
    app, values, typed = form.page.scope.app, form.settings.values, form.draft.typed
    return [one for one in members if not app or one.read_by(app) or one.name in values or one.name in typed]


def _section(form: SettingsForm, group: FieldGroup, rows: list[SettingRow], found: frozenset[str] | None) -> Section:
    """Return one group; `found` are the names that a search leaves, None where nobody searches."""
    touched = any(row.is_changed or row.error for row in rows)
    if found is not None:
        rows = [replace(row, is_hidden=row.labels.name not in found) for row in rows]
    return Section(
        group,
        [_html(form.page.scope.field_set, row) for row in rows],
        is_found=not all(row.is_hidden for row in rows),
        is_open=group.folded and (found is not None or touched),
    )


class RowKey(NamedTuple):
    """Everything that the HTML of a row depends on while it is neither changed nor wrong."""

    field_set: str
    language: str
    name: str
    value: str  # as JSON
    text: str  # of the control: it has the names that belong to the value
    suggestions: tuple[str, ...]
    history: str
    is_hidden: bool


def _html(set_name: str, row: SettingRow) -> SafeString:
    field, control = row.control.field, row.control
    value = json.dumps(control.value)
    if row.is_changed or row.error or not field.known or len(value) > LONGEST_KEPT:
        return _rendered(row)
    language = get_language() or ""
    return _kept(
        RowKey(set_name, language, field.name, value, control.text, row.suggestions, row.history, row.is_hidden)
    )


@lru_cache(maxsize=8192)
def _kept(key: RowKey) -> SafeString:
    field = fields(key.field_set).fields[key.name]
    control = control_of(field, json.loads(key.value), typed=key.text)
    labels = labels_of(field, key.field_set)
    return _rendered(
        SettingRow(labels, control, suggestions=key.suggestions, history=key.history, is_hidden=key.is_hidden)
    )


def _rendered(row: SettingRow) -> SafeString:
    return render_to_string("preferences/row.html", {"row": row, "control": row.control, "labels": row.labels})

"""The rows of a settings page, as markup.

A row depends on nothing but its field, its value and the language, so its markup is made once and kept by these three;
which is what makes a page of 174 settings cheap. Long texts, objects, lists, changes and mistakes are rendered anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard.preferences.fields import controls, structured
from dashboard.preferences.fields.formatting import readable
from dashboard.preferences.fields.names import NOTHING, Names
from dashboard.preferences.page.labels import words_of
from dashboard.preferences.search import search
from dashboard.preferences.services.field_history import Earlier
from dashboard.preferences.services.scopes import Draft, Settings
from dashboard.preferences.services.settings_pages import Place
from dashboard.upstream.contract.field_descriptions import Field, FieldSet, Group, fields

Row = dict[str, Any]
TEMPLATE, PAST, SECTION = "preferences/row.html", "preferences/row_past.html", "preferences/section.html"
MIDDLE = "<!-- rows -->"
END_OF_WORDS = '</div><div class="setting-control">'
SMALL = 64  # characters of a text whose row is kept
_BREAKS = re.compile(r">\n+<")  # they would be a tenth of the page
MOST_SEEN = 20  # values that a free text offers


@dataclass(frozen=True, slots=True)
class Section:
    """One group of settings: what stands around its rows depends on nothing else but the language."""

    id: str
    label: str
    intro: str
    is_folded: bool
    total: int
    is_found: bool = True  # the search leaves a row of it
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """All sections of a page, and how much of it a search found."""

    markup: SafeString  # of the sections with their rows
    links: SafeString  # to the sections
    total: int  # settings on the page
    found: int  # settings that the search leaves
    best: list[dict[str, str]] = field(default_factory=list)  # name and label of the best hits


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything that one page of settings is drawn from."""

    place: Place
    settings: Settings
    draft: Draft
    mistakes: Mapping[str, str]
    names: Names = NOTHING
    past: Mapping[str, list[Earlier]] = field(default_factory=dict)
    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)  # values of free texts elsewhere
    q: str = ""

    @cached_property
    def described(self) -> FieldSet:
        """The fields of the page."""
        return self.place.scope.described(self.settings)

    def labels(self, names: Mapping[str, Any]) -> list[str]:
        """Return the labels of fields, in the order of the page."""
        return [_(one.label) for one in self.described.fields.values() if one.name in names]

    def mistakes_in_order(self) -> list[dict[str, str]]:
        """Return what is wrong in the order of the page: name and label (empty: no field of it), and why."""
        known = [(one.name, _(one.label)) for one in self.described.fields.values() if one.name in self.mistakes]
        elsewhere = [(name, "") for name in self.mistakes if name not in self.described.fields]
        return [
            {"name": name if label else "", "label": label, "text": self.mistakes[name]}
            for name, label in (*known, *elsewhere)
        ]


def grid(sheet: Sheet) -> Grid:
    """Return every row, those that the search does not find marked as hidden."""
    shown = [(group, _shown(sheet, members)) for group, members in sheet.described.sections(sheet.settings.values)]
    sections = [(group, members) for group, members in shown if members]
    total = sum(len(members) for _group, members in sections)
    query = search.Query.parse(sheet.q)
    if not query:
        return Grid(*_drawn_sections(sheet, sections, None), total, total)
    rows = {one.name: _row(sheet, one) for _group, members in sections for one in members}
    hits = search.hits(query, rows.values())
    best = [{"name": name, "label": rows[name]["label"]} for name in hits.best]
    return Grid(*_drawn_sections(sheet, sections, hits.found), total, len(hits.found), best)


def _shown(sheet: Sheet, members: list[Field]) -> list[Field]:
    """Return what the page's app reads, and what is set or staged for it all the same."""
    app, values, typed = sheet.place.scope.app, sheet.settings.values, sheet.draft.typed
    return [one for one in members if not app or one.read_by(app) or one.name in values or one.name in typed]


def _drawn_sections(
    sheet: Sheet, sections: list[tuple[Group, list[Field]]], found: frozenset[str] | None
) -> tuple[SafeString, SafeString]:
    """Return the sections as markup, and the links to them."""
    language = get_language() or ""
    parts, about = [], []
    for group, members in sections:
        one = _section(sheet, group, members, found)
        about.append(one)
        rows = [_markup(sheet, language, row, hidden=found is not None and row.name not in found) for row in members]
        parts += [_around(one, language)[0], *rows, _around(one, language)[1]]
    return mark_safe("".join(parts)), _links(tuple(about), language)  # noqa: S308 - all of them rendered


def _section(sheet: Sheet, group: Group, members: list[Field], found: frozenset[str] | None) -> Section:
    """Return one group; it is unfolded where there is something in it to look at."""
    is_found = found is None or any(one.name in found for one in members)
    touched = any(one.name in sheet.draft.typed or one.name in sheet.mistakes for one in members)
    is_open = group.folded and (found is not None or touched)
    return Section(group.id, group.label, group.intro, group.folded, len(members), is_found, is_open)


@lru_cache(maxsize=1024)
def _around(section: Section, language: str) -> tuple[str, str]:
    """Return what stands before the rows of a section and what stands after them."""
    del language  # a part of the key
    before, _middle, after = render_to_string(SECTION, {"section": section, "rows": MIDDLE}).partition(MIDDLE)
    return before, after


@lru_cache(maxsize=256)
def _links(sections: tuple[Section, ...], language: str) -> SafeString:
    del language  # a part of the key
    return render_to_string(f"{SECTION}#links", {"sections": sections})


def _markup(sheet: Sheet, language: str, one: Field, *, hidden: bool) -> SafeString:
    if hidden or one.name in sheet.draft.typed or one.name in sheet.mistakes or not one.known:
        return _rendered({**_row(sheet, one), "hidden": hidden})
    value = sheet.settings.values.get(one.name)
    if _is_small(one, value):
        seen = _offered(sheet, one, value) if one.name in sheet.seen else ()
        row = _kept(sheet.place.scope.words, language, one.name, value, seen)
    elif not one.readonly and structured.kind_of(one, value):
        said = controls.text_of(one, value, sheet.names)
        row = _kept_editor(sheet.place.scope.words, language, one.name, json.dumps(value), said)
    else:
        return _rendered(_row(sheet, one))
    return _with_past(sheet, one, row) if one.name in sheet.past else row


def _with_past(sheet: Sheet, one: Field, row: SafeString) -> SafeString:
    """Put into a kept row who changed it last, which is all that time changes in it."""
    line = render_to_string(PAST, {"label": _(one.label), **_past(sheet, one)})
    return mark_safe(row.replace(END_OF_WORDS, line.strip() + END_OF_WORDS, 1))  # noqa: S308 - both are rendered


def _rendered(row: Row) -> SafeString:
    return mark_safe(_BREAKS.sub("><", render_to_string(TEMPLATE, row)))  # noqa: S308 - what a template rendered


def _is_small(one: Field, value: Any) -> bool:
    if structured.kind_of(one, value) and not one.readonly:
        return value is None and not one.is_structured
    return value is None or isinstance(value, bool | int) or (isinstance(value, str) and len(value) <= SMALL)


@lru_cache(maxsize=8192, typed=True)  # typed, because 1 and True are not the same value
def _kept(name: str, language: str, field_name: str, value: Any, seen: tuple[str, ...]) -> SafeString:
    del language  # a part of the key
    one = fields(name).fields[field_name]
    return _rendered({**_drawn(words_of(one, name), one, value, None, NOTHING), "seen": seen})


@lru_cache(maxsize=1024)
def _kept_editor(name: str, language: str, field_name: str, stored: str, said: str) -> SafeString:
    """Return the row of an editor; `said` is its text, which has the names in it."""
    del language  # a part of the key
    one, value = fields(name).fields[field_name], json.loads(stored)
    return _rendered({**_drawn(words_of(one, name), one, value, said, NOTHING), "changed": False})


def _offered(sheet: Sheet, one: Field, value: Any) -> tuple[str, ...]:
    """Return the values that a free text offers: those seen elsewhere, without its own."""
    if controls.kind_of(one, value) != "text":
        return ()
    return tuple(sorted(sheet.seen.get(one.name, frozenset()) - {controls.text_of(one, value)})[:MOST_SEEN])


def _row(sheet: Sheet, one: Field) -> Row:
    words = words_of(one, sheet.place.scope.words)
    value, typed = sheet.settings.values.get(one.name), sheet.draft.typed.get(one.name)
    row = {**_drawn(words, one, value, typed, sheet.names), **_past(sheet, one)}
    return {**row, "mistake": sheet.mistakes.get(one.name, ""), "seen": _offered(sheet, one, value)}


def _past(sheet: Sheet, one: Field) -> Row:
    past = sheet.past.get(one.name, ())
    return {"past": past[0], "past_url": sheet.place.past_url(one.name)} if past else {}


def _drawn(words: Row, one: Field, value: Any, typed: str | None, names: Names) -> Row:
    """Return everything that the template of a row asks for."""
    kind = controls.kind_of(one, value)
    was = controls.text_of(one, value, names) if kind != "shown" else ""
    text = was if typed is None else typed
    return {
        **words,
        "kind": kind,
        "unset": value is None,
        "was": was,
        "text": text,
        "changed": typed is not None,
        "mistake": "",
        "hidden": False,
        "past": None,
        "seen": [],
        "list": (one.refers_to or one.control) if kind in {"ref", "object-ref"} else "zone" if kind == "zone" else "",
        "keys": kind == "shortcut" and ("mac" if one.name.startswith("macos") else "windows"),
        "groups": structured.groups(one, value, text, names) if kind in structured.MANY_INPUTS else [],
        "choices": _choices(one, words["choices"], was, text) if kind == "select" else [],
        "parts": readable(one, value) if kind == "shown" else [],
        "reason": (words["reason"] or _reason(one)) if kind == "shown" else "",
    }


def _choices(one: Field, known: list[tuple[str, str]], was: str, text: str) -> list[tuple[str, str]]:
    """Return what a list offers: the known values, the present one, and "not set" while that is so or can be again."""
    offered = [("", _("Not set")), *known] if not was or one.nullable else list(known)
    names = {value for value, _label in offered}
    return offered + [(value, value) for value in dict.fromkeys((was, text)) if value not in names]


def _reason(one: Field) -> str:
    if one.control == "features":
        return _("Each feature has its own row on the tab Alpha features.")
    if one.is_structured:
        return _("Set in the app itself; shown here as it is stored.")
    return _("Toggl sent a value of another kind than it documents, so it is only shown.")

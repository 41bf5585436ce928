"""What is the same in every row of a field: its words, in the language of the reader."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard.preferences.search import search
from dashboard.preferences.search.vocabulary import Spoken, spoken
from dashboard.preferences.services.scopes import TRACK
from dashboard.upstream.contract.field_descriptions import APP_LABELS, OTHER, Field, fields

Words = dict[str, Any]


def words_of(one: Field, set_name: str) -> Words:
    """Return the words of a field of a described object; made once for those that Tandem knows."""
    return (_all(set_name, get_language() or "").get(one.name) if one.known else None) or _made(one, set_name)


def search_file(set_name: str) -> str:
    """Return what the browser's search needs beyond the page, as JSON: synonyms and apps of each field.

    Under the empty name stand the words of the language that say nothing.
    """
    return _search_file(set_name, get_language() or "")


@cache
def search_version(set_name: str, _language: str) -> str:
    """Return a text that changes when the file does."""
    return hashlib.blake2b(search_file(set_name).encode(), digest_size=6).hexdigest()


@cache
def _search_file(set_name: str, _language: str) -> str:
    known = fields(set_name).fields.values()
    told = {one.name: [_also(one, set_name), " ".join(_clients(one))] for one in known}
    quiet = " ".join(sorted(_spoken().quiet))
    return json.dumps({"": [quiet, ""], **told} if quiet else told, ensure_ascii=False, separators=(",", ":"))


@cache
def _all(set_name: str, _language: str) -> dict[str, Words]:
    return {one.name: _made(one, set_name) for one in fields(set_name).fields.values()}


def _made(one: Field, set_name: str) -> Words:
    label, description = _(one.label), _(one.description)
    apps = [_(app) for app in one.app_labels]
    return {
        "name": one.name,
        "label": label,
        "description": description,
        "badges": mark_safe("".join(f"<span>{escape(app)}</span>" for app in apps)),  # noqa: S308 - escaped
        "unit": _(one.unit) if one.unit else "",
        "limits": _limits(one),
        "choices": [(str(known.value), _(known.label)) for known in one.values],
        "reason": _(one.readonly) if one.readonly else "",
        "clients": _clients(one),
        "group": one.group,
        "unknown": one.group == OTHER.id,
        "unset_is": _unset_is(one) if set_name == TRACK.words and one.name in TRACK.omitted else "",
        "search": search.texts(label, description, one.name, " ".join((_also(one, set_name), *apps))),
    }


def _also(one: Field, set_name: str) -> str:
    return " ".join((*one.synonyms, *_spoken().also(set_name, one.name), *one.apps)).lower()


def _spoken() -> Spoken:
    return spoken(get_language() or "")


def _clients(one: Field) -> tuple[str, ...]:
    return tuple(app for app in APP_LABELS if one.read_by(app))


def _unset_is(one: Field) -> str:
    """Say what a value that Track leaves out is the same as: it leaves out what is off, 0 or empty."""
    if one.type == "boolean":
        return _("Not set counts as off.")
    if one.type == "integer":
        return _("Not set counts as %(value)s.") % {"value": _(one.label_of(0)) if one.label_of(0) else 0}
    return ""


def _limits(one: Field) -> str:
    if one.minimum is not None and one.maximum is not None:
        return _("%(low)s to %(high)s") % {"low": one.minimum, "high": one.maximum}
    if one.minimum is not None:
        return _("%(low)s or more") % {"low": one.minimum}
    return _("up to %(high)s") % {"high": one.maximum} if one.maximum is not None else ""

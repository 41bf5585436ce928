"""What is the same in every row of a field: its words, in the language of the reader."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard.preferences.page.vocabulary import Vocabulary, flat, vocabulary
from dashboard.preferences.services.scopes import TRACK
from dashboard.upstream.contract.field_descriptions import APP_LABELS, Field, fields


@dataclass(frozen=True, slots=True)
class FieldLabels:
    """The words of one field, translated."""

    name: str
    label: str
    description: str
    apps: tuple[str, ...]  # that read it
    clients: tuple[str, ...]  # the same as codes, families included
    unit: str
    limits: str
    unset_note: str  # what a value that is not set counts as
    synonyms: str
    searchable: str  # everything that a search looks into


def labels_of(field: Field, set_name: str) -> FieldLabels:
    """Return the words of a field of a set of fields; made once for those that Tandem knows."""
    return (_all(set_name, get_language() or "").get(field.name) if field.known else None) or _labels(field, set_name)


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
    words = {field.name: [_synonyms(field, set_name), " ".join(_clients(field))] for field in known}
    quiet = " ".join(sorted(_vocabulary().quiet))
    return json.dumps({"": [quiet, ""], **words} if quiet else words, ensure_ascii=False, separators=(",", ":"))


@cache
def _all(set_name: str, _language: str) -> dict[str, FieldLabels]:
    return {field.name: _labels(field, set_name) for field in fields(set_name).fields.values()}


def _labels(field: Field, set_name: str) -> FieldLabels:
    label, description = _(field.label), _(field.description)
    apps, synonyms = tuple(_(app) for app in field.app_labels), _synonyms(field, set_name)
    return FieldLabels(
        name=field.name,
        label=label,
        description=description,
        apps=apps,
        clients=_clients(field),
        unit=_(field.unit) if field.unit else "",
        limits=_limits(field),
        unset_note=_unset_note(field) if set_name == TRACK.field_set and field.name in TRACK.omitted else "",
        synonyms=synonyms,
        searchable=flat(" ".join((label, description, field.name, synonyms, *apps))),
    )


def _synonyms(field: Field, set_name: str) -> str:
    return " ".join((*field.synonyms, *_vocabulary().also(set_name, field.name), *field.apps)).lower()


def _vocabulary() -> Vocabulary:
    return vocabulary(get_language() or "")


def _clients(field: Field) -> tuple[str, ...]:
    return tuple(app for app in APP_LABELS if field.read_by(app))


def _unset_note(field: Field) -> str:
    """Say what a value that Track leaves out is the same as: it leaves out what is off, 0 or empty."""
    if field.type == "boolean":
        return _("Not set counts as off.")
    if field.type == "integer":
        return _("Not set counts as %(value)s.") % {"value": _(field.label_of(0)) if field.label_of(0) else 0}
    return ""


def _limits(field: Field) -> str:
    if field.minimum is not None and field.maximum is not None:
        return _("%(low)s to %(high)s") % {"low": field.minimum, "high": field.maximum}
    if field.minimum is not None:
        return _("%(low)s or more") % {"low": field.minimum}
    return _("up to %(high)s") % {"high": field.maximum} if field.maximum is not None else ""

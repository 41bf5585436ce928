"""Settings as a file: written out as JSON, and read in with everything named that does not fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.preferences.fields.parsing import Mistake
from dashboard.preferences.services.scopes import Settings
from dashboard.preferences.services.settings_pages import PLACES, Place
from dashboard.upstream import documents

KIND, VERSION = "tandem-settings", 1
LARGEST = 500_000  # bytes of a file


def written(place: Place, settings: Settings) -> Iterator[str]:
    """Return the text of a file with every value that the service told."""
    told = {
        "kind": KIND,
        "version": VERSION,
        "page": place.name,
        "of": place.scope.words,
        "told_at": settings.at.isoformat() if settings.at else None,
        "written_at": timezone.now().isoformat(),
        "values": dict(settings.values),
    }
    yield json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def read(place: Place, text: str) -> dict[str, Any]:
    """Return the values in a text: a file of ours, or an object of values alone. Raises Mistake with what is wrong."""
    if len(text) > LARGEST:
        raise Mistake(_("This is longer than %(limit)s characters.") % {"limit": LARGEST})
    if not text.strip():
        raise Mistake(_("Choose a file, or paste its text."))
    try:
        told = documents.parse(text)
    except documents.TooDeep:
        raise Mistake(_("This is nested too deeply to be settings.")) from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        problem = _("This is not a file that Tandem exported: line %(line)s cannot be read.") % {"line": line}
        raise Mistake(problem) from None
    if not isinstance(told, dict):
        raise Mistake(_("This file has no settings in it."))
    if told.get("kind") != KIND:
        return told
    _refuse_others(place, told)
    values = told.get("values")
    if not isinstance(values, dict):
        raise Mistake(_("This file has no settings in it."))
    return values


def _refuse_others(place: Place, told: dict[str, Any]) -> None:
    other = PLACES.get(str(told.get("page")))
    fits = told.get("of") == place.scope.words and (place.name == "track_features") == (
        told.get("page") == "track_features"
    )
    if not fits:
        title = str(other.title) if other else str(told.get("of"))[:80]
        raise Mistake(_("This file holds other settings: %(title)s.") % {"title": title})

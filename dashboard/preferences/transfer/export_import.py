"""Settings as a file: written out as JSON, and read in with everything named that does not fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.preferences.fields.parsing import InvalidValue
from dashboard.preferences.services.scopes import Settings
from dashboard.preferences.services.settings_pages import PAGES, SettingsPage
from dashboard.upstream import documents

KIND, VERSION = "tandem-settings", 1
LARGEST = 500_000  # bytes of a file


def export_file(page: SettingsPage, settings: Settings) -> Iterator[str]:
    """Return the text of a file with every value that the service told."""
    data = {
        "kind": KIND,
        "version": VERSION,
        "page": page.name,
        "of": page.scope.field_set,
        "told_at": settings.at.isoformat() if settings.at else None,
        "written_at": timezone.now().isoformat(),
        "values": dict(settings.values),
    }
    yield json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def read_file(page: SettingsPage, text: str) -> dict[str, Any]:
    """Return the values in a text: a file of ours, or an object of values alone. Raises InvalidValue."""
    if len(text) > LARGEST:
        raise InvalidValue(_("This is longer than %(limit)s characters.") % {"limit": LARGEST})
    if not text.strip():
        raise InvalidValue(_("Choose a file, or paste its text."))
    try:
        data = documents.parse(text)
    except documents.TooDeep:
        raise InvalidValue(_("This is nested too deeply to be settings.")) from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        problem = _("This is not a file that Tandem exported: line %(line)s cannot be read.") % {"line": line}
        raise InvalidValue(problem) from None
    if not isinstance(data, dict):
        raise InvalidValue(_("This file has no settings in it."))
    if data.get("kind") != KIND:
        return data
    _refuse_others(page, data)
    values = data.get("values")
    if not isinstance(values, dict):
        raise InvalidValue(_("This file has no settings in it."))
    return values


def _refuse_others(page: SettingsPage, data: dict[str, Any]) -> None:
    is_features = [name == "track_features" for name in (page.name, data.get("page"))]
    if data.get("of") == page.scope.field_set and is_features[0] == is_features[1]:
        return
    other = PAGES.get(str(data.get("page")))
    title = str(other.title) if other else str(data.get("of"))[:80]
    raise InvalidValue(_("This file holds other settings: %(title)s.") % {"title": title})

"""The three scopes of Track's preferences side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.preferences.fields.controls import control_of
from dashboard.preferences.services import scopes
from dashboard.preferences.services.scopes import TRACK, Settings
from dashboard.preferences.services.settings_pages import PAGES, TABS, SettingsPage, Tab
from dashboard.upstream.contract.field_descriptions import Field
from dashboard.upstream.errors import UpstreamError

COMPARED = tuple(PAGES[name] for name in TABS[:3])


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One field with its value in each scope."""

    field: Field
    label: str
    cells: list[dict[str, str]]  # text and url
    differs: bool


def comparison(*, user: User) -> dict[str, Any]:
    """Return what every scope holds, fields that differ first, and how many scopes are not kept. No request."""
    copies = [scopes.kept_settings(user=user, scope=page.scope) for page in COMPARED]
    values = [copy.values for copy in copies]
    held = [field for field in TRACK.fields.fields.values() if any(field.name in each for each in values)]
    compared = [_compare(field, values) for field in held]
    return {
        "columns": [{"page": page, "copy": copy} for page, copy in zip(COMPARED, copies, strict=True)],
        "differing": [row for row in compared if row.differs],
        "same": [row for row in compared if not row.differs],
        "missing": sum(not _is_kept(copy) for copy in copies),
    }


def load_missing(*, user: User) -> UpstreamError | None:
    """Ask for the scopes that are not kept, one request each. Return why one did not come."""
    for page in COMPARED:
        if not _is_kept(scopes.kept_settings(user=user, scope=page.scope)):
            try:
                scopes.load(user=user, scope=page.scope)
            except UpstreamError as error:
                return error
    return None


def tabs() -> list[Tab]:
    """Return the pages of Track's settings, this one marked."""
    others = [Tab(PAGES[name].tab, PAGES[name].url, is_current=False) for name in TABS]
    return [*others, Tab(_("Compare"), reverse("track_compare"), is_current=True)]


def _is_kept(copy: Settings) -> bool:
    return copy.at is not None


def _compare(field: Field, held: list[Mapping[str, Any]]) -> ComparedField:
    values = [each.get(field.name) for each in held]
    present = [value for value in values if value is not None]
    cells = [_cell(field, page, value) for page, value in zip(COMPARED, values, strict=True)]
    return ComparedField(field, _(field.label), cells, any(value != present[0] for value in present))


def _cell(field: Field, page: SettingsPage, value: Any) -> dict[str, str]:
    return {"text": control_of(field, value).sentence, "url": f"{page.url}#input-{field.name}"}

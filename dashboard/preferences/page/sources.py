"""Where a page takes values from that it stages: an earlier value of a field, another scope, a profile.

The address says it: `?put=`, `?like=` and `?profile=`, the last two with `?only=` for some of the settings. Opening
such an address sends nothing; what it staged is saved by the member or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, QueryDict

from dashboard.accounts.models import User
from dashboard.preferences.fields.names import kept_names
from dashboard.preferences.services import import_preview, profiles, scopes
from dashboard.preferences.services.drafts import SettingsDraft
from dashboard.preferences.services.field_history import stage_earlier
from dashboard.preferences.services.scopes import Settings
from dashboard.preferences.services.settings_pages import PAGES, SettingsPage


def staged(*, user: User, page: SettingsPage, settings: Settings, query: QueryDict) -> SettingsDraft | None:
    """Return what the address of a page asks to be staged, None where it asks for nothing. Raises Http404."""
    if not query:
        return None
    names, scope = kept_names(user=user, kinds=page.reference_kinds), page.scope
    if change := query.get("put", ""):
        return stage_earlier(user=user, scope=scope, settings=settings, change=change, names=names)
    values = _values(user, page, query)
    if values is None:
        return None
    only = {name for text in query.getlist("only") for name in text.split(",") if name}
    return import_preview.preview(scope=scope, settings=settings, values=values, names=names).draft(settings, only)


def _values(user: User, page: SettingsPage, query: QueryDict) -> Mapping[str, Any] | None:
    if like := query.get("like", ""):
        other = PAGES[like].scope if like in PAGES else None
        if other is None or other.field_set != page.scope.field_set or type(other) is not type(page.scope):
            raise Http404
        return scopes.kept_settings(user=user, scope=other).values
    if number := query.get("profile", ""):
        is_number = number.isdecimal() and len(number) < 19  # digits that the database takes
        profile = profiles.visible(user=user).filter(pk=number).first() if is_number else None
        if profile is None or page not in profiles.pages_for(profile):
            raise Http404
        values: Mapping[str, Any] = profile.values
        return values
    return None

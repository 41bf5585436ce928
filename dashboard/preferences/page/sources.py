"""Where a page takes values from that it stages: an earlier value of a field, another scope, a profile.

The address says it: `?put=`, `?like=` and `?profile=`, the last two with `?only=` for some of the settings. Opening
such an address sends nothing; what it staged is saved by the member or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, QueryDict

from dashboard.accounts.models import User
from dashboard.preferences.fields import names
from dashboard.preferences.services import field_history, import_preview, profiles, scopes
from dashboard.preferences.services.scopes import Draft, Settings
from dashboard.preferences.services.settings_pages import PLACES, Place


def staged(*, user: User, place: Place, settings: Settings, asked: QueryDict) -> Draft | None:
    """Return what the address of a page asks to be staged, None where it asks for nothing. Raises Http404."""
    if not asked:
        return None
    known = names.kept(user=user, kinds=place.kinds)
    if put := asked.get("put", ""):
        return field_history.staged(user=user, scope=place.scope, settings=settings, asked=put, names=known)
    values = _values(user, place, asked)
    if values is None:
        return None
    only = {name for text in asked.getlist("only") for name in text.split(",") if name}
    found = import_preview.lines(scope=place.scope, settings=settings, values=values, names=known)
    return import_preview.draft(settings, found, only)


def _values(user: User, place: Place, asked: QueryDict) -> Mapping[str, Any] | None:
    if like := asked.get("like", ""):
        other = PLACES.get(like)
        if other is None or other.scope.words != place.scope.words or type(other.scope) is not type(place.scope):
            raise Http404
        return scopes.kept(user=user, scope=other.scope).values
    if number := asked.get("profile", ""):
        found = profiles.visible(user=user).filter(pk=number) if number.isdecimal() and len(number) < 19 else None
        profile = found.first() if found is not None else None
        if profile is None or place not in profiles.places_for(profile):
            raise Http404
        values: Mapping[str, Any] = profile.values
        return values
    return None

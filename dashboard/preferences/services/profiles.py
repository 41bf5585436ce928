"""Profiles of settings: make one of what is set now, share it with the team, take it away and bring it back."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.preferences.fields.names import NO_NAMES
from dashboard.preferences.fields.parsing import InvalidValue
from dashboard.preferences.models import SettingsProfile
from dashboard.preferences.services import import_preview, scopes
from dashboard.preferences.services.settings_pages import PAGES, SettingsPage

OFFERED = ("track_preferences", "track_web_preferences", "track_desktop_preferences", "focus_preferences")
NUL = "\\u0000"  # Toggl may send it, and PostgreSQL does not store it
LONGEST = 80  # characters of a name
MOST = 100  # profiles of one person


def visible(*, user: User) -> QuerySet[SettingsProfile]:
    """Return a person's own profiles and those that are shared with the team, the removed ones left out."""
    rows = SettingsProfile.objects.filter(Q(owner=user) | Q(shared_at__isnull=False), removed_at=None)
    return rows.select_related("owner").order_by("name", "pk")


def removed(*, user: User) -> QuerySet[SettingsProfile]:
    """Return the profiles that a person took away, the latest first."""
    return SettingsProfile.objects.filter(owner=user, removed_at__isnull=False).order_by("-removed_at")[:MOST]


def pages_for(profile: SettingsProfile) -> list[SettingsPage]:
    """Return the pages that a profile can be put on."""
    return [PAGES[name] for name in OFFERED if PAGES[name].scope.field_set == profile.words]


def make(*, user: User, name: str, page: SettingsPage, groups: Collection[str]) -> SettingsProfile:
    """Make a profile of what is set on a page now, of some groups or of all; one request where nothing is kept.

    Raises InvalidValue, and UpstreamError where the settings are not to be had.
    """
    name = name.strip()[: LONGEST + 1]
    if not name or len(name) > LONGEST:
        raise InvalidValue(_("Give it a name of at most %(limit)s characters.") % {"limit": LONGEST})
    if SettingsProfile.objects.filter(owner=user).count() >= MOST:
        raise InvalidValue(_("You have %(limit)s profiles already.") % {"limit": MOST})
    settings = scopes.load(user=user, scope=page.scope)
    values = _taken(page, settings.values, groups)
    if not values:
        raise InvalidValue(_("Nothing of that is set, so there is nothing to keep."))
    try:
        with transaction.atomic():
            return SettingsProfile.objects.create(owner=user, name=name, words=page.scope.field_set, values=values)
    except IntegrityError:
        raise InvalidValue(_("You have a profile of that name already.")) from None


def share(profile: SettingsProfile, *, shared: bool) -> None:
    """Show a profile to the whole team, or no longer."""
    profile.shared_at = timezone.now() if shared else None
    profile.save(update_fields=["shared_at"])


def remove(profile: SettingsProfile) -> None:
    """Take a profile away from everybody; its owner can bring it back."""
    profile.removed_at, profile.shared_at = timezone.now(), None
    profile.save(update_fields=["removed_at", "shared_at"])


def restore(profile: SettingsProfile) -> None:
    """Restore a profile that was taken away. Raises InvalidValue where another has its name by now."""
    profile.removed_at = None
    try:
        with transaction.atomic():
            profile.save(update_fields=["removed_at"])
    except IntegrityError:
        raise InvalidValue(_("You have a profile of that name already.")) from None


def differing(*, user: User, profile: SettingsProfile) -> int | None:
    """Return in how many settings a person differs from a profile, None where nothing is kept. No request."""
    page = pages_for(profile)[0]
    copy = scopes.kept_settings(user=user, scope=page.scope)
    if copy.at is None:
        return None
    return len(import_preview.preview(scope=page.scope, settings=copy, values=profile.values, names=NO_NAMES).changes)


def _taken(page: SettingsPage, values: Any, groups: Collection[str]) -> dict[str, Any]:
    known = page.scope.fields.fields
    free = page.scope.editable(values)
    chosen = {name: value for name, value in free.items() if not groups or known[name].group in groups}
    return {name: value for name, value in chosen.items() if NUL not in json.dumps(value)}

"""What the profile page shows beside its forms: the picture, and everything else that Track says of an account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dashboard.accounts.models import User
from dashboard.credentials import services as credentials
from dashboard.credentials.models import SecretKind
from dashboard.profile.forms import FIELDS
from dashboard.upstream import timestamps
from dashboard.upstream.contract.field_descriptions import humanised
from dashboard.upstream.records.values import Values
from dashboard.web import times
from dashboard.web.values import plain
from dashboard.workspaces.services import known_workspaces

# What further fields of an account are called; others by their name at Track.
LABELS = {
    "2fa_enabled": gettext_noop("Second factor"),
    "at": gettext_noop("Changed"),
    "authorization_updated_at": gettext_noop("Way of signing in changed"),
    "created_at": gettext_noop("Account since"),
    "has_password": gettext_noop("Has a password"),
    "id": gettext_noop("Number at Track"),
    "intercom_hash": gettext_noop("Key of Toggl's help chat"),
    "oauth_providers": gettext_noop("Signs in by"),
    "openid_email": gettext_noop("E-mail of the sign-in by OpenID"),
    "openid_enabled": gettext_noop("Sign-in by OpenID"),
    "options": gettext_noop("Options"),
    "toggl_accounts_id": gettext_noop("Number of the Toggl account"),
    "toggl_accounts_updated_at": gettext_noop("Toggl account changed"),
    "updated_at": gettext_noop("Updated"),
}
MOMENTS = frozenset({"created_at", "updated_at", "at", "authorization_updated_at", "toggl_accounts_updated_at"})
LONGEST = 200  # characters of one value


def about(*, user: User, profile: Values) -> dict[str, Any]:
    """Return the words of the page that no form has. Costs no request."""
    focus = credentials.connection_of(user, "focus")
    said = profile.values
    return {
        "name": str(said.get("fullname") or said.get("email") or user),
        "email": said.get("email") or "",
        "picture": picture(said.get("image_url")),
        "providers": [one.capitalize() for one in said.get("oauth_providers") or ()],
        "has_password": said.get("has_password"),
        "two_factors": said.get("2fa_enabled"),
        "since": timestamps.parse(said.get("created_at")),
        "rest": [
            _line(user, name, value)
            for name, value in sorted(profile.everything.items())
            if name not in {*FIELDS, "image_url"}
        ],
        "names_missing": known_workspaces(user) is None,
        "focus_by_password": bool(focus and focus.secret_kind == SecretKind.FOCUS_PASSWORD),
    }


def picture(url: Any) -> str:
    """Return the address of a picture that the browser may fetch, else an empty string: initials take its place."""
    text = str(url or "")
    if text.startswith("data:image/"):
        return text
    return text if text.startswith(tuple(f"{host}/" for host in settings.IMAGE_HOSTS)) else ""


def _line(user: User, name: str, value: Any) -> tuple[str, str, str]:
    """Return the name as people read it, the value, and the name as Track spells it."""
    at = timestamps.parse(value) if name in MOMENTS else None
    text = times.in_words(at, user) if at else _("not set") if value is None else plain(value)
    return _(LABELS[name]) if name in LABELS else humanised(name), text[:LONGEST], name

"""What every template of the shell may use. Nothing is computed until a template asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation."""

    name: str  # of the address
    label: str | Promise
    icon: str
    for_admins: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An entry for the request at hand."""

    label: str | Promise
    icon: str
    url: str
    current: bool


# A slice that is not there leaves no gap: names without an address are skipped.
NAVIGATION = (
    Entry("overview", _("Overview"), "home"),
    Entry("calendar", _("Calendar"), "calendar-days"),
    Entry("track_preferences", _("Track preferences"), "adjustments-horizontal"),
    Entry("focus_preferences", _("Focus settings"), "adjustments-vertical"),
    Entry("workspaces", _("Workspaces"), "building-office-2"),
    Entry("statuses", _("Statuses"), "queue-list"),
    Entry("connections", _("Connections"), "link"),
    Entry("history", _("History"), "clock"),
    Entry("directory", _("Directory"), "book-open"),
    Entry("team", _("Team"), "users", for_admins=True),
    Entry("access_tokens", _("Access tokens"), "command-line"),
)
THEMES = (("", _("System")), ("light", _("Light")), ("dark", _("Dark")))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Add the nonce, the navigation and the theme."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "navigation": partial(_navigation, request),
        "theme": partial(_theme, request),
        "themes": THEMES,
    }


def _theme(request: HttpRequest) -> str:
    return str(getattr(request.user, "theme", ""))


def _navigation(request: HttpRequest) -> list[Link]:
    links, path = [], request.path
    for entry in NAVIGATION:
        if entry.for_admins and not getattr(request.user, "is_admin", False):
            continue
        try:
            url = reverse(entry.name)
        except NoReverseMatch:
            continue
        current = path == url or (url != "/" and path.startswith(url))
        links.append(Link(entry.label, entry.icon, url, current))
    return links

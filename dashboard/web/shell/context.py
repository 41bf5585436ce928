"""The navigation, and context for every template, computed when a template uses it."""

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
    """An entry of the navigation."""

    name: str  # of the address
    label: str | Promise
    icon: str
    for_admins: bool = False

    @property
    def url(self) -> str:
        """The URL, or an empty string if the slice is not installed."""
        try:
            return reverse(self.name)
        except NoReverseMatch:
            return ""


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
DENSITIES = (("", _("Comfortable")), ("compact", _("Compact")))


def entries(*, for_admin: bool) -> list[Entry]:
    """Return the entries of the navigation for a member or an admin."""
    return [one for one in NAVIGATION if one.url and (for_admin or not one.for_admins)]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Add the nonce, by the name that django-htmx looks for, theme and density."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "theme": partial(_look, request, "theme"),
        "density": partial(_look, request, "density"),
    }


def _look(request: HttpRequest, what: str) -> str:
    return str(getattr(request.user, what, ""))

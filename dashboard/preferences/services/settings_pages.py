"""The pages of settings: where each is, what it is called, what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard.preferences.services import scopes
from dashboard.preferences.services.features import FEATURES
from dashboard.preferences.services.scopes import Scope
from dashboard.preferences.services.workspaces import scope_of
from dashboard.upstream.errors import NAMES
from dashboard.workspaces.services import Workspace


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """One page of settings."""

    name: str  # of its address; refresh_…, names_… and field_history_… are beside it
    title: str | Promise
    intro: str | Promise
    scope: Scope
    tab: str | Promise = ""
    reference_kinds: tuple[str, ...] = ()  # of things whose names it shows
    args: tuple[Any, ...] = ()
    refresh_cost: int = 1  # requests
    warning: str | Promise = ""
    save_note: str | Promise = ""  # whom a save concerns

    @property
    def key(self) -> str:
        """Name the page for what is staged on it."""
        return ".".join([self.name, *map(str, self.args)])

    @property
    def url(self) -> str:
        """The address of the page."""
        return reverse(self.name, args=self.args)

    @property
    def refresh_url(self) -> str:
        """Where asking anew is sent."""
        return reverse(f"refresh_{self.name}", args=self.args)

    @property
    def names_url(self) -> str:
        """Where loading names is sent; empty where nothing here has one."""
        return reverse(f"names_{self.name}", args=self.args) if self.reference_kinds else ""

    @property
    def service(self) -> str:
        """The name of the service."""
        return str(NAMES[self.scope.service])

    def history_url(self, field_name: str) -> str:
        """Return the address of a field's history."""
        return reverse(f"field_history_{self.name}", args=[*self.args, field_name])


REFERENCES: Final = ("project", "task", "tag")
PAGES: Mapping[str, SettingsPage] = {
    page.name: page
    for page in (
        SettingsPage(
            "track_preferences",
            _("Track preferences"),
            _("Everything that Track keeps about how its apps behave for you, on every device. Changes wait here until "
              "you save them, all with one request."),
            scopes.TRACK,
            _("All apps"),
            REFERENCES,
        ),
        SettingsPage(
            "track_web_preferences",
            _("Track preferences of the web app"),
            _("What Track keeps for its web app alone. What is not set here follows the preferences for all apps."),
            scopes.WEB,
            _("Web"),
        ),
        SettingsPage(
            "track_desktop_preferences",
            _("Track preferences of the desktop apps"),
            _("What Track keeps for its apps on macOS and Windows alone. What is not set here follows the preferences "
              "for all apps."),
            scopes.DESKTOP,
            _("Desktop"),
            REFERENCES,
        ),
        SettingsPage(
            "track_features",
            _("Alpha features of Track"),
            _("Unfinished parts of Track that your account can switch on, for all its apps."),
            FEATURES,
            _("Alpha features"),
            warning=_("Toggl still experiments with these. One can break pages of Track, change, or disappear with "
                      "what was entered in it. Switch one on only if you know what it is for."),
        ),
        SettingsPage(
            "focus_preferences",
            _("Focus settings"),
            _("How Focus looks, plans, tracks and reminds you, in all its apps. Changes wait here until you save them, "
              "all with one request."),
            scopes.FOCUS,
            reference_kinds=("workspace",),
        ),
    )
}  # fmt: skip
TABS: Final = ("track_preferences", "track_web_preferences", "track_desktop_preferences", "track_features")


def workspace_page(workspace: Workspace) -> SettingsPage:
    """Return the page of one workspace's preferences."""
    name = workspace.label
    return SettingsPage(
        "workspace_preferences",
        _("Preferences of %(name)s") % {"name": name},
        _("What holds for the whole workspace. Changes wait here until you save them, all with one request."),
        scope_of(workspace.id),
        args=(workspace.id,),
        refresh_cost=2,
        warning=_("Saving changes Track for everybody in %(name)s, at once, not for you alone.") % {"name": name},
        save_note=_("for everybody in %(name)s") % {"name": name},
    )


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a page beside this one."""

    label: str | Promise
    url: str
    is_current: bool
    is_stale: bool = field(default=False)  # a write on another tab may have changed it

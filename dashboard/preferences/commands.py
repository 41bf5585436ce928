"""Every setting by its name, and the pages around them, for the palette."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.preferences.page.labels import labels_of
from dashboard.preferences.services.settings_pages import PAGES, TABS, SettingsPage, workspace_page
from dashboard.web.commands import PAGE, SETTING, Command, Key, Keys
from dashboard.workspaces.services import Workspace, known_workspaces

SETTINGS_OF = ("track_preferences", "focus_preferences")  # whose fields are offered; those of one app are among them
MOST_WORKSPACES = 3  # workspaces of which every setting is offered
KEYS = Keys(
    _("On pages of settings"),
    (
        Key("/", _("search among the settings")),
        Key("Escape", _("empty the search")),
    ),
    pages=("track_preferences", "focus_preferences", "workspaces"),
)


def commands(user: User) -> Iterator[Command]:
    """Give pages and settings; those of a workspace to its admins, as far as the kept list tells."""
    yield from _pages()
    for name in SETTINGS_OF:
        yield from _settings(name, get_language() or "")
    for workspace in _administered(user):
        page = workspace_page(workspace)
        yield Command(PAGE, page.title, page.url)
        yield from _fields(page, workspace.label)


def _pages() -> Iterator[Command]:
    for name in TABS[1:]:
        yield Command(PAGE, PAGES[name].title, PAGES[name].url)
    yield Command(PAGE, _("Compare Track preferences"), reverse("track_compare"), also=_("web desktop side by side"))
    yield Command(PAGE, _("Profiles of settings"), reverse("settings_profiles"), also=_("template share team"))
    for name in SETTINGS_OF:
        hint = PAGES[name].title
        yield Command(PAGE, _("Import settings"), reverse(f"import_{name}"), hint, _("file upload JSON"))


@cache
def _settings(name: str, _language: str) -> tuple[Command, ...]:
    return tuple(_fields(PAGES[name], PAGES[name].service))


def _fields(page: SettingsPage, hint: str) -> Iterator[Command]:
    for field in page.scope.fields.fields.values():
        labels = labels_of(field, page.scope.field_set)
        also = " ".join((field.name, labels.synonyms, *labels.apps))
        yield Command(SETTING, labels.label, f"{page.url}#input-{field.name}", hint, also)


def _administered(user: User) -> list[Workspace]:
    return [workspace for workspace in known_workspaces(user) or () if workspace.is_admin][:MOST_WORKSPACES]

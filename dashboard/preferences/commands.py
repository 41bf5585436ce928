"""Every setting by its name, and the pages around them, for the palette."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.preferences.page.labels import words_of
from dashboard.preferences.services import settings_pages
from dashboard.preferences.services.settings_pages import PLACES, TABS, Place
from dashboard.web.commands import PAGE, SETTING, Command, Key, Keys
from dashboard.workspaces.services import Workspace, known_workspaces

NAMED = ("track_preferences", "focus_preferences")  # whose fields are offered; those of one app are among them
ADMINISTERED = 3  # workspaces of which every setting is offered
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
    for name in NAMED:
        yield from _settings(name, get_language() or "")
    for one in _administered(user):
        place = settings_pages.workspace(one.id, one.label)
        yield Command(PAGE, place.title, place.url)
        yield from _fields(place, one.label)


def _pages() -> Iterator[Command]:
    for name in TABS[1:]:
        yield Command(PAGE, PLACES[name].title, PLACES[name].url)
    yield Command(PAGE, _("Compare Track preferences"), reverse("track_compare"), also=_("web desktop side by side"))
    yield Command(PAGE, _("Profiles of settings"), reverse("settings_profiles"), also=_("template share team"))
    for name in NAMED:
        hint = PLACES[name].title
        yield Command(PAGE, _("Import settings"), reverse(f"import_{name}"), hint, _("file upload JSON"))


@cache
def _settings(name: str, _language: str) -> tuple[Command, ...]:
    return tuple(_fields(PLACES[name], PLACES[name].service))


def _fields(place: Place, hint: str) -> Iterator[Command]:
    for one in place.scope.fields.fields.values():
        words = words_of(one, place.scope.words)
        also = f"{one.name} {words['search'][1].strip()}"
        yield Command(SETTING, words["label"], f"{place.url}#input-{one.name}", hint, also)


def _administered(user: User) -> list[Workspace]:
    return [one for one in known_workspaces(user) or () if one.is_admin][:ADMINISTERED]

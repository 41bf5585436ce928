"""What the palette shows, and the keys of a page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.palette import ranking
from dashboard.web import commands
from dashboard.web.commands import ACTION, LIST, PAGE, PROJECT, SETTING, TASK, Command, Keys
from dashboard.web.shell.context import entries

TITLES: dict[str, str | Promise] = {
    PAGE: _("Pages"),
    ACTION: _("Actions"),
    SETTING: _("Settings"),
    PROJECT: _("Projects"),
    TASK: _("Tasks"),
    LIST: _("Not loaded yet"),
}
SHOWN = 20  # of each group on the page without scripts, once somebody searches


@dataclass(frozen=True, slots=True)
class Group:
    """What is found of one kind."""

    title: str | Promise
    shown: list[Command]
    more: int  # how many are left out


def everything(user: User) -> list[Command]:
    """Return all that can be opened or done, from what is kept."""
    return [*_pages(user), *commands.of(user)]


def groups(user: User, text: str) -> list[Group]:
    """Return what fits a text, as groups, the one with the best hit first; without a text pages and actions.

    What only a script can do is left out.
    """
    known = [one for one in everything(user) if one.url]
    fit = ranking.found(text, known) if text.strip() else [one for one in known if one.kind in {PAGE, ACTION}]
    kinds = dict.fromkeys(one.kind for one in fit)
    order = chain((kind for kind in kinds if kind != LIST), [LIST] if LIST in kinds else [])
    most = SHOWN if text.strip() else len(fit)
    return [_group(kind, [one for one in fit if one.kind == kind], most) for kind in order]


def keys_of(path: str) -> tuple[list[Keys], list[Keys]]:
    """Return the keys that hold on a page, those of the page itself first, and all others."""
    known = commands.tables()
    here = [one for one in known if one.hold_at(path)]
    everywhere = [one for one in known if not one.pages]
    return [*here, *everywhere], [one for one in known if one.pages and one not in here]


def _group(kind: str, found: list[Command], most: int) -> Group:
    return Group(TITLES[kind], found[:most], len(found) - len(found[:most]))


def _pages(user: User) -> list[Command]:
    return [Command(PAGE, entry.label, entry.url) for entry in entries(for_admin=user.is_admin)]

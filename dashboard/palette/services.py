"""What the palette shows, and the keys of a page."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
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
LONGEST = 200  # characters of a search


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """What is found of one kind."""

    title: str | Promise
    shown: list[Command]
    more: int  # how many are left out


def everything(user: User) -> list[Command]:
    """Return all that can be opened or done, from what is kept."""
    return [*_pages(user), *commands.of(user)]


def groups(user: User, text: str) -> list[CommandGroup]:
    """Return what has every word of a text, as groups; without a text pages and actions.

    This is for the page without scripts: what only a script can do is left out, and nothing is ranked, but that those
    come first whose label has all the words. Lists that are not loaded stay: nobody knows what is in them.
    """
    known = [command for command in everything(user) if command.url]
    words = _flat(text[:LONGEST]).split()
    if words:
        fitting = [command for command in known if command.kind == LIST or _has(command, words)]
        fitting.sort(key=lambda command: not all(word in _flat(str(command.label)) for word in words))
    else:
        fitting = [command for command in known if command.kind in {PAGE, ACTION}]
    most = SHOWN if words else len(fitting)
    of_kind = {kind: [command for command in fitting if command.kind == kind] for kind in TITLES}
    return [CommandGroup(TITLES[kind], each[:most], max(0, len(each) - most)) for kind, each in of_kind.items() if each]


def keys_of(path: str) -> tuple[list[Keys], list[Keys]]:
    """Return the keys that hold on a page, those of the page itself first, and all others."""
    tables = commands.tables()
    here = [table for table in tables if table.hold_at(path)]
    everywhere = [table for table in tables if not table.pages]
    return [*here, *everywhere], [table for table in tables if table.pages and table not in here]


def _has(command: Command, words: list[str]) -> bool:
    text = _flat(f"{command.label} {command.also} {command.hint}")
    return all(word in text for word in words)


def _flat(text: str) -> str:
    """Return a text as it is compared: small letters without accents, words parted by spaces."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))


def _pages(user: User) -> list[Command]:
    return [Command(PAGE, entry.label, entry.url) for entry in entries(for_admin=user.is_admin)]

"""Commands of the slices, for the command palette, and their keyboard shortcuts.

Slices do not know one another, so none of them can collect these. A slice with commands or shortcuts has a
module `commands.py`, and `COMMANDS` in the settings names these modules (docs/decisions/0011):

* `commands(user)` gives what can be opened or done, from what is kept: it costs no request.
* `KEYS` tells the keys of its pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise

PAGE, ACTION, SETTING, PROJECT, TASK, LIST = "page", "action", "setting", "project", "task", "list"
MOST: Final = 1_000  # of one kind of thing; there are pages that search in all of them
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Command:
    """A page to open or an action to run."""

    kind: str  # the group in which it is shown; a LIST is not loaded, and its page loads it
    label: Text
    url: str = ""  # where it is done without a script; empty: only a script can
    hint: Text = ""  # what stands beside it
    also: Text = ""  # other words by which it is found
    press: str = ""  # a selector: where the page has such a button, that is pressed instead


@dataclass(frozen=True, slots=True)
class Key:
    """A keyboard shortcut. A combination is written as Ctrl+D; alternatives are separated by spaces."""

    keys: str
    does: Text

    @property
    def combinations(self) -> list[list[str]]:
        """Return each combination as a list of keys."""
        return [one.split("+") for one in self.keys.split()]


@dataclass(frozen=True, slots=True)
class Keys:
    """The keyboard shortcuts of some pages."""

    title: Text
    keys: tuple[Key, ...]
    pages: tuple[str, ...] = ()  # names of the addresses below which they hold; empty: everywhere
    notes: tuple[Text, ...] = ()  # what mouse and finger do there

    def hold_at(self, path: str) -> bool:
        """Return whether these are the shortcuts of the page at this path."""
        return any(path.startswith(reverse(name)) for name in self.pages)


def of(user: Any) -> Iterator[Command]:
    """Yield the commands of all slices for this user."""
    for name in settings.COMMANDS:
        found: Iterable[Command] = getattr(import_module(name), "commands", _nothing)(user)
        yield from found


def tables() -> list[Keys]:
    """Return the keyboard shortcuts of all slices, global ones first."""
    found = [import_module(name).KEYS for name in settings.COMMANDS if hasattr(import_module(name), "KEYS")]
    return sorted(found, key=lambda one: bool(one.pages))


def _nothing(_user: Any) -> tuple[Command, ...]:
    return ()

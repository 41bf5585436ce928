"""Keyboard shortcuts between the two numbers that Toggl stores and the keys that people press.

Toggl publishes no list. macOS stores virtual key codes (Carbon's kVK_…) and the modifier flags of NSEvent; Windows
stores virtual-key codes and the ModifierKeys of its desktop framework. What has no name here is shown by its number.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dashboard.preferences.fields.base import Control
from dashboard.preferences.fields.parsing import InvalidValue
from dashboard.preferences.fields.references import Numbers

_MAC_KEYS = {
    **dict(
        zip(
            "ASDFHGZXCVBQWERYT123465=97-80]OU[IPLJ'K;\\,/NM.`",
            (*range(10), *range(11, 36), *range(37, 48), 50),
            strict=True,
        )
    ),
    "Enter": 36,
    "Tab": 48,
    "Space": 49,
    "Backspace": 51,
    "Esc": 53,
    "Delete": 117,
    "Home": 115,
    "End": 119,
    "PageUp": 116,
    "PageDown": 121,
    "Left": 123,
    "Right": 124,
    "Down": 125,
    "Up": 126,
    "F1": 122,
    "F2": 120,
    "F3": 99,
    "F4": 118,
    "F5": 96,
    "F6": 97,
    "F7": 98,
    "F8": 100,
    "F9": 101,
    "F10": 109,
    "F11": 103,
    "F12": 111,
}
_WINDOWS_KEYS = {
    **{letter: ord(letter) for letter in string.ascii_uppercase + string.digits},
    "Enter": 13,
    "Tab": 9,
    "Space": 32,
    "Backspace": 8,
    "Esc": 27,
    "Delete": 46,
    "Insert": 45,
    "Home": 36,
    "End": 35,
    "PageUp": 33,
    "PageDown": 34,
    "Left": 37,
    "Up": 38,
    "Right": 39,
    "Down": 40,
    **{f"F{number}": 111 + number for number in range(1, 25)},
    ";": 186,
    "=": 187,
    ",": 188,
    "-": 189,
    ".": 190,
    "/": 191,
    "`": 192,
    "[": 219,
    "\\": 220,
    "]": 221,
    "'": 222,
}
_ALIASES = {
    "⌘": "command", "cmd": "command", "meta": "command", "⌥": "option", "opt": "option", "⌃": "control",
    "⇧": "shift", "return": "enter", "escape": "esc", "windows": "win", "ins": "insert", "del": "delete",
}  # fmt: skip
_NUMBER = re.compile(r"(?:key|#)\s*([0-9]{1,10})")
HIGHEST = 65_535  # of a key
MOST_MODIFIERS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Keyboard:
    """How one system counts its keys."""

    name: str
    modifiers: Mapping[str, int]
    keys: Mapping[str, int]
    aliases: Mapping[str, str]
    shift: int

    def text(self, value: Mapping[str, Any]) -> str:
        """Return the keys in words, such as Ctrl+Shift+T."""
        key, left = value.get("key"), value.get("modifiers") or 0
        words = []
        for name, bit in self.modifiers.items():
            if left & bit:
                words.append(name)
                left &= ~bit
        names = [name for name, code in self.keys.items() if code == key]
        return "+".join([*words, *([f"#{left}"] if left else []), names[0] if names else f"Key {key}"])

    def parse(self, text: str) -> dict[str, int]:
        """Return what Toggl stores for keys in words. Raises InvalidValue."""
        pressed, modifiers = [], 0
        known = {name.casefold(): code for name, code in self.keys.items()}
        bits = {name.casefold(): bit for name, bit in self.modifiers.items()}
        for piece in _pieces(text):
            word = piece.casefold()
            word = word if word in bits else self.aliases.get(word, _ALIASES.get(word, word))
            number = _NUMBER.fullmatch(word)
            if word in bits:
                modifiers |= bits[word]
            elif number and word.startswith("#"):
                modifiers |= _limited(int(number[1]), MOST_MODIFIERS)
            elif word in known or number:
                pressed.append(known[word] if word in known else _limited(int(number[1] if number else 0), HIGHEST))
            else:
                raise InvalidValue(_("“%(key)s” is not a key that Tandem knows.") % {"key": piece[:40]})
        return {"key": self._only(pressed, modifiers), "modifiers": modifiers}

    def _only(self, pressed: list[int], modifiers: int) -> int:
        if len(pressed) != 1:
            raise InvalidValue(_("A shortcut is one key, with Ctrl, Alt or others held down."))
        writes = any(len(name) == 1 and code == pressed[0] for name, code in self.keys.items())
        if writes and not modifiers & ~self.shift:
            raise InvalidValue(
                _("Hold down at least one key besides Shift, or the shortcut would be in the way of typing.")
            )
        return pressed[0]


MAC = Keyboard(
    "mac",
    {"Control": 1 << 18, "Option": 1 << 19, "Shift": 1 << 17, "Command": 1 << 20},
    _MAC_KEYS,
    {"ctrl": "control", "alt": "option"},
    1 << 17,
)
WINDOWS = Keyboard(
    "windows", {"Ctrl": 2, "Alt": 1, "Shift": 4, "Win": 8}, _WINDOWS_KEYS, {"control": "ctrl", "option": "alt"}, 4
)


class ShortcutControl(Control):
    """A keyboard shortcut in words."""

    kind = "shortcut"
    shape = Numbers
    needed_part = "key"

    @property
    def keyboard(self) -> Keyboard:
        """Whose keys the field stores."""
        return MAC if self.field.name.startswith("macos") else WINDOWS

    @property
    def keys(self) -> str:
        """The name of the keyboard."""
        return self.keyboard.name

    def _value_text(self) -> str:
        return self.keyboard.text(self.value)

    def _read(self, text: str) -> dict[str, Any]:
        return {**(self.value or {}), **self.keyboard.parse(text)}

    @property
    def lines(self) -> list[str]:
        """The keys in words."""
        return [self.initial]


def _pieces(text: str) -> list[str]:
    """Split at plus signs and spaces; `Key 7` stays one piece."""
    joined = re.sub(r"(?i)\bkey\s+(?=[0-9])", "key", text.strip())
    joined = re.sub(r"([⌘⌥⌃⇧])", r"\1+", joined)
    return [piece for piece in re.split(r"[+\s]+", joined) if piece]


def _limited(number: int, highest: int) -> int:
    if number > highest:
        raise InvalidValue(_("Type a number that is not above %(limit)s.") % {"limit": highest})
    return number

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

from dashboard.preferences.fields.parsing import Mistake

_MAC_LETTERS = dict(
    zip(
        "ASDFHGZXCVBQWERYT123465=97-80]OU[IPLJ'K;\\,/NM.`",
        (
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
            30, 31, 32, 33, 34, 35, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 50,
        ),
        strict=True,
    )
)  # fmt: skip
_MAC_KEYS = {
    **_MAC_LETTERS,
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
    **dict(
        zip(
            (f"F{one}" for one in range(1, 13)),
            (122, 120, 99, 118, 96, 97, 98, 100, 101, 109, 103, 111),
            strict=True,
        )
    ),
}
_WINDOWS_KEYS = {
    **{one: ord(one) for one in string.ascii_uppercase + string.digits},
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
    **{f"F{one}": 111 + one for one in range(1, 25)},
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
        """Return what Toggl stores for keys in words. Raises Mistake."""
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
                raise Mistake(_("“%(key)s” is not a key that Tandem knows.") % {"key": piece[:40]})
        return {"key": self._only(pressed, modifiers), "modifiers": modifiers}

    def _only(self, pressed: list[int], modifiers: int) -> int:
        if len(pressed) != 1:
            raise Mistake(_("A shortcut is one key, with Ctrl, Alt or others held down."))
        writes = any(len(name) == 1 and code == pressed[0] for name, code in self.keys.items())
        if writes and not modifiers & ~self.shift:
            raise Mistake(_("Hold down at least one key besides Shift, or the shortcut would be in the way of typing."))
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


def keyboard_of(field_name: str) -> Keyboard:
    """Return whose keys a field stores."""
    return MAC if field_name.startswith("macos") else WINDOWS


def _pieces(text: str) -> list[str]:
    """Split at plus signs and spaces; `Key 7` stays one piece."""
    joined = re.sub(r"(?i)\bkey\s+(?=[0-9])", "key", text.strip())
    joined = re.sub(r"([⌘⌥⌃⇧])", r"\1+", joined)
    return [piece for piece in re.split(r"[+\s]+", joined) if piece]


def _limited(number: int, highest: int) -> int:
    if number > highest:
        raise Mistake(_("Type a number that is not above %(limit)s.") % {"limit": highest})
    return number

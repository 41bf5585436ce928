"""What every control does with a text: make it one line, refuse what cannot be saved, read numbers and times."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

LARGEST: Final = 2**53 - 1  # beyond it JSON numbers lose digits in many programs, Toggl's web app among them
LONGEST: Final = 10_000  # characters
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Mistake(ValueError):
    """A text that its field cannot take. `str()` is a translated sentence to show beside it."""


def one_line(text: str) -> str:
    """Return `text` as a browser's one-line input holds it."""
    return text.replace("\r", "").replace("\n", "")


def is_time(text: str) -> bool:
    """Whether `text` is a time of day as Toggl stores it."""
    return bool(_TIME.fullmatch(text))


def number(text: str, minimum: int | None, maximum: int | None) -> int:
    """Read a whole number between two limits, both allowed. Raises Mistake."""
    if not _NUMBER.fullmatch(text):
        raise Mistake(_("Type a whole number."))
    lowest = -LARGEST if minimum is None else minimum
    highest = LARGEST if maximum is None else maximum
    found = int(text)
    if found > highest:
        raise Mistake(_("Type a number that is not above %(limit)s.") % {"limit": highest})
    if found < lowest:
        raise Mistake(_("Type a number that is not below %(limit)s.") % {"limit": lowest})
    return found


def time_of_day(text: str, before: str | None) -> str:
    """Read a time of day; with seconds where the one before had them. Raises Mistake."""
    padded = f"0{text}" if text[1:2] == ":" else text
    if not is_time(padded):
        raise Mistake(_("Type a time of day from 00:00 to 23:59."))
    with_seconds = before is not None and before.count(":") == 2
    return f"{padded}:00" if with_seconds and padded.count(":") == 1 else padded


def plain(text: str) -> str:
    """Return any text that can be saved. Raises Mistake."""
    if len(text) > LONGEST:
        raise Mistake(_("This is longer than %(limit)s characters.") % {"limit": LONGEST})
    if _CONTROL_CHARACTERS.search(text):
        raise Mistake(_("This holds a character that cannot be saved. Type it instead of pasting it."))
    return text

"""What every control does with a text: make it one line, refuse what cannot be saved, read numbers and times."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

LARGEST: Final = 2**53 - 1  # beyond it JSON numbers lose digits in many programs, Toggl's web app among them
LONGEST_TEXT: Final = 10_000  # characters
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}")
TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"  # of day, as Toggl stores it
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class InvalidValue(ValueError):
    """A text that its field cannot take. `str()` is a translated sentence to show beside it."""


def one_line(text: str) -> str:
    """Return `text` as a browser's one-line input holds it."""
    return text.replace("\r", "").replace("\n", "")


def number(text: str, minimum: int | None, maximum: int | None) -> int:
    """Read a whole number between two limits, both allowed. Raises InvalidValue."""
    if not _NUMBER.fullmatch(text):
        raise InvalidValue(_("Type a whole number."))
    lowest = -LARGEST if minimum is None else minimum
    highest = LARGEST if maximum is None else maximum
    parsed = int(text)
    if parsed > highest:
        raise InvalidValue(_("Type a number that is not above %(limit)s.") % {"limit": highest})
    if parsed < lowest:
        raise InvalidValue(_("Type a number that is not below %(limit)s.") % {"limit": lowest})
    return parsed


def time_of_day(text: str, before: str | None) -> str:
    """Read a time of day; with seconds where the one before had them. Raises InvalidValue."""
    padded = f"0{text}" if text[1:2] == ":" else text
    if not re.fullmatch(TIME, padded):
        raise InvalidValue(_("Type a time of day from 00:00 to 23:59."))
    with_seconds = before is not None and before.count(":") == 2
    return f"{padded}:00" if with_seconds and padded.count(":") == 1 else padded


def plain(text: str) -> str:
    """Return any text that can be saved. Raises InvalidValue."""
    if len(text) > LONGEST_TEXT:
        raise InvalidValue(_("This is longer than %(limit)s characters.") % {"limit": LONGEST_TEXT})
    if _CONTROL_CHARACTERS.search(text):
        raise InvalidValue(_("This holds a character that cannot be saved. Type it instead of pasting it."))
    return text


def seven_days(text: str) -> str:
    """Read days as seven digits. Toggl publishes no format, so other short texts pass. Raises InvalidValue."""
    if text.isdigit() and (len(text) != 7 or set(text) - {"0", "1"}):
        raise InvalidValue(_("Type seven digits, one a day from Monday: 1 for a day on which it holds, 0 for another."))
    return plain(text)

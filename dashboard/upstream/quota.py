"""What an answer says is left of the hourly quota."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

REMAINING = "X-Toggl-Quota-Remaining"
RESETS_IN = "X-Toggl-Quota-Resets-In"
LONGEST_WINDOW = 24 * 3600  # seconds; more than that is not believed


@dataclass(frozen=True, slots=True)
class Quota:
    """Requests left in the bucket that the call was counted in, and seconds until it is full again."""

    remaining: int
    resets_in: int


def quota_of(headers: Mapping[str, str]) -> Quota | None:
    """Read both quota headers; None where either is missing or no sensible number.

    https://support.toggl.com/en/articles/11484112-api-webhook-limits
    """
    remaining, resets_in = whole_number(headers.get(REMAINING)), whole_number(headers.get(RESETS_IN))
    if remaining is None or resets_in is None:
        return None
    return Quota(max(remaining, 0), min(max(resets_in, 0), LONGEST_WINDOW))


def whole_number(text: str | None) -> int | None:
    """Return the number that a header holds, None for anything else or a number of more than nine digits."""
    if text is None:
        return None
    text = text.strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None

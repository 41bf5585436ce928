"""Times as Track and Focus write them: RFC 3339, in UTC where no zone is named (facts.md, section 4)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

FIRST_YEAR, LAST_YEAR = 1970, 2100  # beyond them no calendar of ours reaches, and a zone may overflow
# The vendor's server is written in Go, which reads neither a small t or z nor a leap second.
_COMPLETE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def parse(value: object) -> datetime | None:
    """Return a time in UTC; None for what is none or is out of bounds, such as Go's time that is not set."""
    try:
        return bounded(value if isinstance(value, datetime) else datetime.fromisoformat(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def seconds_of(value: object) -> int | None:
    """Return a time as whole seconds since 1970; None for what is none."""
    at = parse(value)
    return int(at.timestamp()) if at else None


def stored(text: str) -> datetime:
    """Return a time that Tandem itself wrote with `isoformat`. Raises ValueError."""
    return datetime.fromisoformat(text)


def is_complete(text: str) -> bool:
    """Whether a text is a full date and time with an offset, as Toggl demands."""
    if not _COMPLETE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def text_of(at: datetime | float) -> str:
    """Return an aware time, or seconds since 1970, as Toggl writes it."""
    moment = at if isinstance(at, datetime) else datetime.fromtimestamp(at, UTC)
    return moment.isoformat().replace("+00:00", "Z")


def bounded(at: datetime) -> datetime:
    """Return a time in UTC, which is meant where no zone is named. Raises ValueError where it is out of bounds."""
    try:
        moment = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time out of bounds") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("a time out of bounds")
    return moment

"""Times as a member reads and writes them: in the zone and formats that their account at Toggl names."""

from __future__ import annotations

import re
from datetime import date as datetime_date
from datetime import datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import dateformat, formats, timezone
from django.utils.translation import gettext as _

CLOCK = "H:mm"
DATE = "YYYY-MM-DD"

# Track names formats as moment.js does: https://momentjs.com/docs/#/displaying/format/
_TOKENS = {
    "YYYY": "Y", "YY": "y", "MMMM": "F", "MMM": "M", "MM": "m", "M": "n", "DD": "d", "D": "j",
    "HH": "H", "H": "G", "hh": "h", "h": "g", "mm": "i", "ss": "s", "A": "A", "a": "A",
}  # fmt: skip
_TOKEN = re.compile("|".join(sorted(_TOKENS, key=len, reverse=True)))


def zone_of(person: object) -> ZoneInfo:
    """Return the person's zone at Toggl; the site's own where Toggl has named none that there is."""
    try:
        return ZoneInfo(str(getattr(person, "timezone", "")) or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def date_of(text: str) -> datetime_date | None:
    """Return the day that an address or a form names, YYYY-MM-DD; None for anything else."""
    try:
        return datetime_date.fromisoformat(text)
    except ValueError:
        return None


def clock(at: datetime, person: object) -> str:
    """Return the time of day in the current zone, 14:05 or 2:05 PM as the person has it."""
    return _formatted(at, str(getattr(person, "time_format", "")) or CLOCK)


def date(at: datetime, person: object) -> str:
    """Return the date in the current zone, as the person has it."""
    return _formatted(at, str(getattr(person, "date_format", "")) or DATE)


def day(on: datetime_date, person: object) -> str:
    """Return a day that has no time, as the person writes dates."""
    noon = datetime.combine(on, time(12), tzinfo=timezone.get_current_timezone())
    return date(noon, person)


def in_words(at: datetime, person: object) -> str:
    """Return date and time of day."""
    return f"{date(at, person)} {clock(at, person)}"


def length(seconds: int, style: str, mark: str = "") -> str:
    """Return a length as the member has it at Toggl: classic, improved (the default) or decimal.

    `mark` is their decimal mark; where Toggl has not named it, that of the language.
    """
    if style == "decimal":
        mark = mark or str(formats.get_format("DECIMAL_SEPARATOR"))
        return _("%(hours)s h") % {"hours": f"{seconds / 3600:.2f}".replace(".", mark)}
    hours, minutes = divmod(round(seconds / 60), 60)
    if style == "classic" and hours == 0:
        return _("%(minutes)d min") % {"minutes": minutes}
    return f"{hours}:{minutes:02d}" if style != "classic" else _("%(time)s h") % {"time": f"{hours}:{minutes:02d}"}


def _formatted(at: datetime, pattern: str) -> str:
    local = timezone.localtime(at)
    # Everything that is no token is literal; dateformat would read its letters. AM and PM are so in every language.
    told = {"A": "AM" if local.hour < 12 else "PM"}
    return _TOKEN.sub(lambda match: told.get(_TOKENS[match[0]]) or dateformat.format(local, _TOKENS[match[0]]), pattern)

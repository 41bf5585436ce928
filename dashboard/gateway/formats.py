"""A member's zone and formats, kept on their row and refreshed by any read that brings them."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from dashboard.accounts.models import User
from dashboard.upstream.records.account import Account, FocusSettings, FormatPreferences
from dashboard.upstream.records.decoding import one_or_none

FOCUS_TIMES = {"12h": "h:mm A", "24h": "H:mm"}  # Focus's words for Track's formats (facts.md, section 4)
LONGEST = 10  # characters of the longest format there is
FOCUS_DATES = {"US": "MM/DD/YYYY", "EU": "DD/MM/YYYY", "ISO": "YYYY-MM-DD"}


ACCOUNT = frozenset({"track.get_me", "track.update_me"})
PREFERENCES = frozenset({"track.get_preferences"})
SETTINGS = frozenset({"focus.get_settings", "focus.update_settings"})

Formats = dict[str, str | int | None]  # by the name of the member's field


def sync_formats(user: User, operation_id: str, data: Any, *, before: Any = None) -> None:
    """Refresh the member's zone and formats from an answer that names them. Track goes before Focus.

    `before` is the answer that this one replaces; what it named is known.
    """
    found = _formats_in(operation_id, data)
    if not found or (before is not None and _formats_in(operation_id, before) == found):
        return
    if unread := user.get_deferred_fields():
        user.refresh_from_db(fields=sorted(unread))  # all at once, instead of one query a field
    known = {name: value for name, value in found.items() if _is_usable(name, value)}
    if operation_id in SETTINGS:
        known = {name: value for name, value in known.items() if getattr(user, name) in {"", None}}
    changed = [name for name, value in known.items() if getattr(user, name) != value]
    if changed:
        for name in changed:
            setattr(user, name, known[name])
        user.save(update_fields=changed)


def _formats_in(operation_id: str, data: Any) -> Formats:
    if operation_id in ACCOUNT and (account := one_or_none(Account, data)):
        return {"timezone": account.timezone, "first_day_of_week": account.beginning_of_week}
    if operation_id in PREFERENCES and (preferences := one_or_none(FormatPreferences, data)):
        return {
            "timezone": preferences.pg_time_zone_name,
            "first_day_of_week": preferences.beginning_of_week,
            "time_format": preferences.timeofday_format,
            "date_format": preferences.date_format,
            "duration_format": preferences.duration_format,
            "decimal_separator": preferences.decimal_separator,
        }
    if operation_id in SETTINGS and (settings := one_or_none(FocusSettings, data)):
        return {
            "timezone": settings.timezone,
            "first_day_of_week": settings.start_week_on,
            "time_format": FOCUS_TIMES.get(settings.time_format),
            "date_format": FOCUS_DATES.get(settings.date_format),
            "duration_format": settings.duration_format,
        }
    return {}


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # walks the zone files: milliseconds


def _is_usable(name: str, value: str | int | None) -> bool:
    if name == "timezone":
        return value in _zones()
    if name == "decimal_separator":
        return value in {",", "."}
    if name == "first_day_of_week":
        return value is not None
    text = str(value or "")
    return 0 < len(text) <= LONGEST and text.isprintable()

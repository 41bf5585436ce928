"""A member's zone and formats, kept on their row and refreshed by any read that brings them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from dashboard.accounts.models import User

FOCUS_TIMES = {"12h": "h:mm A", "24h": "H:mm"}  # Focus's words for Track's formats (facts.md, section 4)
LONGEST = 10  # characters of the longest format there is
FOCUS_DATES = {"US": "MM/DD/YYYY", "EU": "DD/MM/YYYY", "ISO": "YYYY-MM-DD"}


def _track_me(data: dict[str, Any]) -> dict[str, Any]:
    return {"timezone": data.get("timezone"), "first_day_of_week": data.get("beginning_of_week")}


def _track_preferences(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "timezone": data.get("pg_time_zone_name"),
        "first_day_of_week": data.get("beginningOfWeek"),
        "time_format": data.get("timeofday_format"),
        "date_format": data.get("date_format"),
        "duration_format": data.get("duration_format"),
        "decimal_separator": data.get("decimal_separator"),
    }


def _focus_settings(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "timezone": data.get("timezone"),
        "first_day_of_week": data.get("start_week_on"),
        "time_format": FOCUS_TIMES.get(data.get("time_format") or ""),
        "date_format": FOCUS_DATES.get(data.get("date_format") or ""),
        "duration_format": data.get("duration_format"),
    }


SOURCES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "track.get_me": _track_me,
    "track.update_me": _track_me,
    "track.get_preferences": _track_preferences,
    "focus.get_settings": _focus_settings,
    "focus.update_settings": _focus_settings,
}


def sync_formats(user: User, operation_id: str, data: Any, *, before: Any = None) -> None:
    """Refresh the member's zone and formats from an answer that names them. Track goes before Focus.

    `before` is the answer that this one replaces; what was in it has been learnt.
    """
    source = SOURCES.get(operation_id)
    if source is None or not isinstance(data, dict):
        return
    if isinstance(before, dict) and source(before) == source(data):
        return
    if unread := user.get_deferred_fields():
        user.refresh_from_db(fields=sorted(unread))  # all at once, instead of one query a field
    known = {name: value for name, value in source(data).items() if _is_usable(name, value)}
    if operation_id.startswith("focus."):
        known = {name: value for name, value in known.items() if getattr(user, name) in {"", None}}
    changed = [name for name, value in known.items() if getattr(user, name) != value]
    if changed:
        for name in changed:
            setattr(user, name, known[name])
        user.save(update_fields=changed)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # walks the zone files: milliseconds


def _is_usable(name: str, value: Any) -> bool:
    if name == "timezone":
        return value in _zones()
    if name == "first_day_of_week":
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6
    if name == "decimal_separator":
        return value in {",", "."}
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable()

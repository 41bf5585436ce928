"""The address holds the view: what `/calendar/?…` says, and how to say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import available_timezones

from dashboard.web import times

KINDS = ("day", "days", "week", "agenda")
STEPS = {"day": 1, "days": 3, "week": 7, "agenda": 7}
ZOOMS = {"far": 48, "middle": 64, "near": 96}  # pixels an hour, classes of static/css/calendar-grid.css
HIGH_ENOUGH = 25  # pixels, one of them the gap below; https://www.w3.org/TR/WCAG22/#target-size-minimum
MOST_NUMBER = 10**18 - 1  # of ids; a database holds more
FIRST, LAST = date(1970, 1, 8), date(2099, 12, 24)  # far from where Python's and the zones' calendars end


@dataclass(frozen=True, slots=True)
class View:
    """What is shown, and how. Filters are numbers of Focus; None and "" filter nothing."""

    on: date
    kind: str = "week"
    zoom: str = "middle"
    hours: tuple[int, int] | None = None  # None: the working day and whatever lies outside it
    task: int | None = None
    project: int | None = None
    status: int | None = None
    who: str = ""  # "mine", or somebody's number in Focus
    workspace: int | None = None
    zone: str = ""  # instead of the member's own
    tasks: bool = False  # the unscheduled tasks beside the grid

    @property
    def shortest(self) -> int:
        """The height in minutes of what is just high enough to be hit."""
        return -(-HIGH_ENOUGH * 60 // ZOOMS[self.zoom])

    def days(self, first_weekday: int) -> list[date]:
        """Return the dates that are shown; `first_weekday` is 0 for Sunday, as at Toggl."""
        first = self.on if self.kind in {"day", "days"} else week_start(self.on, first_weekday)
        return [first + timedelta(days=number) for number in range(STEPS[self.kind])]

    def moved(self, steps: int) -> View:
        """Return the same view some periods later."""
        return self.at(self.on + timedelta(days=steps * STEPS[self.kind]))

    def at(self, on: date) -> View:
        """Return the same view of another date."""
        return replace(self, on=min(max(on, FIRST), LAST))

    def query(self, **changes: Any) -> str:
        """Return the view as a query, changed where that is asked for; what is usual is left out."""
        view = replace(self, **changes)
        fields: dict[str, Any] = {"date": view.on.isoformat()}
        fields |= {"view": view.kind} if view.kind != "week" else {}
        fields |= {"zoom": view.zoom} if view.zoom != "middle" else {}
        fields |= {"from": view.hours[0], "to": view.hours[1]} if view.hours else {}
        for name in ("task", "project", "status", "who", "workspace", "zone"):
            if (value := getattr(view, name)) not in {None, ""}:
                fields[name] = value
        return urlencode(fields | ({"tasks": "1"} if view.tasks else {}))


def view_of(data: Mapping[str, str], today: date) -> tuple[View, list[str]]:
    """Return the view that an address asks for, and the names of what in it makes no sense and was left out."""
    wrong: list[str] = []
    on = _date(data.get("date", ""), today, wrong)
    kind, zoom = data.get("view") or "week", data.get("zoom") or "middle"
    wrong += ["view"] if kind not in KINDS else []
    wrong += ["zoom"] if zoom not in ZOOMS else []
    zone, who = data.get("zone", ""), data.get("who", "")
    wrong += ["zone"] if zone and zone not in available_timezones() else []
    wrong += ["who"] if who and who != "mine" and whole_number(who) is None else []
    view = View(
        on=on,
        kind=kind if kind in KINDS else "week",
        zoom=zoom if zoom in ZOOMS else "middle",
        hours=_hours(data.get("from", ""), data.get("to", ""), wrong),
        who="" if "who" in wrong else who,
        zone="" if "zone" in wrong else zone,
        tasks=data.get("tasks") == "1",
        **{name: _filter(data, name, wrong) for name in ("task", "project", "status", "workspace")},
    )
    return view, wrong


def week_start(on: date, first_weekday: int) -> date:
    """Return the first day of the week of a date; `first_weekday` is 0 for Sunday."""
    return on - timedelta(days=(on.isoweekday() - first_weekday) % 7)


def _date(text: str, today: date, wrong: list[str]) -> date:
    if not text:
        return today
    on = times.date_of(text)
    if on is None or not FIRST <= on <= LAST:
        wrong.append("date")
        return today
    return on


def _hours(first: str, last: str, wrong: list[str]) -> tuple[int, int] | None:
    if not first and not last:
        return None
    start, end = whole_number(first or "0"), whole_number(last or "24")
    if start is None or end is None or not 0 <= start < end <= 24:
        wrong.append("from")
        return None
    return start, end


def _filter(data: Mapping[str, str], name: str, wrong: list[str]) -> int | None:
    number = whole_number(data.get(name, ""))
    if data.get(name) and not number:
        wrong.append(name)
    return number or None


def whole_number(text: str, most: int = MOST_NUMBER) -> int | None:
    """Return a number of an address or a form; None for anything but digits, and for more than `most`."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 19 else None
    return number if number is not None and number <= most else None

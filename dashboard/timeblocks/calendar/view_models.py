"""What the calendar page shows, ready for its template: words, classes and addresses, no decisions left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _

from dashboard.timeblocks.calendar import grid, html
from dashboard.timeblocks.calendar.colors import hue
from dashboard.timeblocks.calendar.grid import DayColumn, Piece
from dashboard.timeblocks.calendar.lane_layout import MOST_LANES
from dashboard.timeblocks.services import clock, labels
from dashboard.timeblocks.services.address import View
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.context import CalendarContext, Viewer

LONGEST_CHOICE = 60  # characters

Row = dict[str, Any]


@dataclass
class Page:
    """The grid or the agenda of a view."""

    days: list[Row] = field(default_factory=list)
    hours: Sequence[tuple[str, str]] = ()  # that are shown, each with its label
    count: int = 0


def page(calendar: CalendarContext, blocks: Sequence[Block], *, as_rows: bool = False) -> Page:
    """Return the blocks of a view as a grid, or as the rows of an agenda."""
    view, viewer = calendar.view, calendar.viewer
    days = [clock.day(viewer.zone, on) for on in calendar.days]
    columns, hours = grid.lay_out(blocks, days, shortest=view.shortest, hours=view.hours)
    today, minute, _fold = clock.wall(viewer.zone, calendar.now)
    seen: set[int] = set()
    rows = [_day(view, column, viewer, today) for column in columns]
    for row, column in zip(rows, columns, strict=True):
        if as_rows or view.kind == "agenda":
            row["pieces"] = [_piece(piece, viewer, seen) for piece in column.pieces]
        else:
            row.update(_grid(view, column, viewer, seen, hours))
        row["now"] = html.hours_and_minutes(minute) if row["is_today"] and _within(minute, hours) else ""
    labeled = [(str(hour), labels.time_of_day(hour * 60, viewer.clock)) for hour in range(*hours)]
    return Page(rows, labeled, len(seen))


def _within(minute: int, hours: tuple[int, int]) -> bool:
    return hours[0] * 60 <= minute < hours[1] * 60


def _day(view: View, column: DayColumn, viewer: Viewer, today: date) -> Row:
    on, sums = column.day.date, grid.totals(column)
    at = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - a date has no zone
    return {
        "iso": on.isoformat(),
        "name": dateformat.format(at, "D"),
        "number": on.day,
        "title": labels.day_in_words(on),
        "is_today": on == today,
        "is_on": on == view.on,
        "exists": bool(column.day.spans),
        "new": f"{reverse('new_time_block')}?date={on.isoformat()}",
        "planned": viewer.length(sums.planned),
        "done": viewer.length(sums.done),
        "without_entry": viewer.length(sums.without_entry),
        "has_any": bool(column.pieces),
    }


def _grid(view: View, column: DayColumn, viewer: Viewer, seen: set[int], hours: tuple[int, int]) -> Row:
    """Return what the grid shows of a day."""
    shape, href = column.day, view.query(on=column.day.date, kind="day")
    return {
        "lanes": min(column.lanes, MOST_LANES),
        "skipped": _ranges(shape.skipped),
        "repeated": _ranges(shape.repeated),
        "gaps": [_band(pair, hours) for pair in shape.skipped],
        "twice": [_twice(column, pair, viewer, hours) for pair in shape.repeated],
        "earlier": column.earlier,
        "later": column.later,
        "href": f"?{href}",
        "href_in_strip": f"?{view.query(on=shape.date)}",
        "blocks": html.blocks(column.pieces, viewer, seen, reverse("calendar")),
    }


def _piece(piece: Piece, viewer: Viewer, seen: set[int]) -> Row:
    """Return a part of a block as the row of an agenda."""
    block, other = piece.block, viewer.is_other(piece.block)
    is_main = block.id not in seen
    seen.add(block.id)
    return {
        "id": block.id,
        "task": block.task_id,
        "is_main": is_main,
        "marks": html.marks(piece, is_other=other),
        "hue": hue(block.task.color),
        "name": block.name,
        "times": html.times(piece, viewer),
        "completed": block.completed,
        "other": other,
        "project": block.task.project,
        "status": f"{block.task.emoji} {block.task.status}".strip(),
        "length_text": "" if block.seconds is None else viewer.length(block.seconds),
        "has_entry": block.has_entry,
    }


def _ranges(pairs: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{first}-{end}" for first, end in pairs)


def _band(pair: tuple[int, int], hours: tuple[int, int]) -> Row:
    """Return where a stretch of a day is drawn, as far as it is shown."""
    first, end = max(pair[0], hours[0] * 60), min(pair[1], hours[1] * 60)
    start, length = html.hours_and_minutes(first), html.hours_and_minutes(max(0, end - first))
    return {"start": start, "length": length, "visible": end > first}


def _twice(column: DayColumn, pair: tuple[int, int], viewer: Viewer, hours: tuple[int, int]) -> Row:
    names = [clock.abbreviation(viewer.zone, span.starts) for span in column.day.spans if span.fold is not None]
    return _band(pair, hours) | {"names": names}


# ------------------------------------------------------------------ ways through the calendar
def navigation(view: View, today: date, first_weekday: int) -> Row:
    """Return the addresses of the toolbar."""
    days = view.days(first_weekday)
    kinds = (("day", _("Day")), ("days", _("3 days")), ("week", _("Week")), ("agenda", _("Agenda")))
    zooms = (("far", _("Small")), ("middle", _("Medium")), ("near", _("Large")))
    return {
        "heading": labels.period_in_words(days[0], days[-1]),
        "previous": f"?{view.moved(-1).query()}",
        "next": f"?{view.moved(1).query()}",
        "today": f"?{view.query(on=today)}",
        "is_today": today in days,
        "kinds": [(kind, label, f"?{view.query(kind=kind)}", kind == view.kind) for kind, label in kinds],
        "zooms": [(zoom, label, zoom == view.zoom) for zoom, label in zooms],
        "no_filter": f"?{view.query(task=None, project=None, status=None, who='')}",
        "own_zone": f"?{view.query(zone='')}",
        "hour_from": view.hours[0] if view.hours else "",
        "hour_to": view.hours[1] if view.hours else "",
        "is_filtered": any((view.task, view.project, view.status, view.who)),
    }


def choices(view: View, blocks: Sequence[Block], own: int | None) -> Row:
    """Return what can be filtered by: what the blocks of these days have, and what is chosen."""
    tasks = {block.task_id: block.task.label for block in blocks}
    projects = {block.task.project_id: block.task.project for block in blocks if block.task.project_id}
    statuses = {block.task.status_id: block.task.status for block in blocks if block.task.status_id}
    others = sorted({block.owner for block in blocks if block.owner is not None and block.owner != own})
    people = ([("mine", _("Mine"))] if own is not None else []) + [
        (str(number), _("Member %(number)s") % {"number": number}) for number in others
    ]
    return {
        "task": _sorted(tasks, view.task),
        "project": _sorted(projects, view.project),
        "status": _sorted(statuses, view.status),
        "who": [(value, label, value == view.who) for value, label in people],
    }


def _sorted(names: dict[int, str], chosen: int | None) -> list[tuple[str, str, bool]]:
    if chosen and chosen not in names:
        names[chosen] = f"#{chosen}"
    rows = sorted(names.items(), key=lambda row: row[1].casefold())
    return [(str(value), _short(name), value == chosen) for value, name in rows]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_CHOICE else f"{name[: LONGEST_CHOICE - 1]}\N{HORIZONTAL ELLIPSIS}"


def filtered(view: View, blocks: Sequence[Block], own: int | None) -> list[Block]:
    """Return the blocks that the filters of a view let through."""
    owner = own if view.who == "mine" else int(view.who) if view.who else None
    return [
        block
        for block in blocks
        if (view.task is None or block.task_id == view.task)
        and (view.project is None or block.task.project_id == view.project)
        and (view.status is None or block.task.status_id == view.status)
        and (owner is None or block.owner == owner)
    ]


def next_free(blocks: Sequence[Block], zone: ZoneInfo, on: date, now: int, seconds: int) -> tuple[date, int, int]:
    """Return date, minute and fold of the first gap of a day that holds `seconds`, from nine o'clock or from now on."""
    start = max(clock.first_moment(zone, on) + 9 * 3600, -(-now // 900) * 900 if clock.wall(zone, now)[0] == on else 0)
    for block in sorted(blocks, key=lambda block: block.starts):
        if block.starts < start + seconds and block.ends > start:
            start = -(-block.ends // 900) * 900
    end = clock.first_moment(zone, on + timedelta(days=1))
    return clock.wall(zone, min(start, end - 900))

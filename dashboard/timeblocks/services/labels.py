"""Words for times, lengths and blocks, in a member's own formats."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dashboard.audit.models import Entry
from dashboard.gateway.undo.stacks import UndoGroup
from dashboard.timeblocks.services import clock
from dashboard.timeblocks.services.blocks import Block
from dashboard.web.times import length

__all__ = ["day_in_words", "describe", "length", "period_in_words", "time_of_day", "times", "undo_label"]

DASH = "\N{EN DASH}"


@lru_cache(maxsize=8192)
def time_of_day(minute: int, pattern: str) -> str:
    """Return a minute of the day as 14:05 or 2:05 PM; `pattern` is Track's (`H:mm`, `h:mm A`)."""
    hour, rest = divmod(minute % clock.DAY, 60)
    if "A" not in pattern.upper():
        return f"{hour:02d}:{rest:02d}" if pattern.startswith("HH") else f"{hour}:{rest:02d}"
    return f"{(hour + 11) % 12 + 1}:{rest:02d} {'AM' if hour < 12 else 'PM'}"


def day_in_words(on: date) -> str:
    """Return a date as a heading: Tuesday 17 November."""
    return _date(on, pgettext("letters of Django's date filter", "l j F"))


def period_in_words(first: date, last: date) -> str:
    """Return a heading for some days: 16 to 22 November 2026, with a dash."""
    whole = pgettext("letters of Django's date filter", "j F Y")
    if first == last:
        return f"{_date(first, 'l')}, {_date(last, whole)}"
    if first.year != last.year:
        pattern = whole
    elif first.month != last.month:
        pattern = pgettext("letters of Django's date filter", "j F")
    else:
        pattern = pgettext("letters of Django's date filter", "j")
    return f"{_date(first, pattern)} {DASH} {_date(last, whole)}"


def _date(on: date, pattern: str) -> str:
    return dateformat.format(datetime(on.year, on.month, on.day), pattern)  # noqa: DTZ001 - a date has no zone


def times(block: Block, zone: ZoneInfo, pattern: str) -> str:
    """Return from when to when a block lasts; with the zone's abbreviation where that is what tells hours apart."""
    on, minute, _fold = clock.wall(zone, block.starts)
    start = _time_at(zone, block.starts, on, minute, pattern)
    if block.seconds is None:
        return start
    end_on, end_minute, _end_fold = clock.wall(zone, block.ends)
    return f"{start}{DASH}{_time_at(zone, block.ends, end_on, end_minute, pattern)}"


def describe(block: Block, zone: ZoneInfo, pattern: str, overlaps: int | None = None) -> str:
    """Return a block as a sentence: Design review, Tuesday 17 November, 14:00 to 15:30, overlaps 1."""
    on, minute, _fold = clock.wall(zone, block.starts)
    words = {"start": _time_at(zone, block.starts, on, minute, pattern)}
    if block.seconds is None:
        when = _("%(start)s, no duration") % words
    else:
        end_on, end_minute, _fold = clock.wall(zone, block.ends)
        words["end"] = _time_at(zone, block.ends, end_on, end_minute, pattern)
        when = pgettext("from when to when", "%(start)s to %(end)s") % words
    parts = [block.name, day_in_words(on), when]
    if overlaps:
        parts.append(ngettext("overlaps %(n)d", "overlaps %(n)d", overlaps) % {"n": overlaps})
    return ", ".join(parts)


def _time_at(zone: ZoneInfo, at: int, on: date, minute: int, pattern: str) -> str:
    text = time_of_day(minute, pattern)
    return f"{text} {clock.abbreviation(zone, at)}" if clock.day(zone, on).repeats(minute) else text


# ------------------------------------------------------------------ what can be undone
def undo_label(group: UndoGroup) -> str:
    """Return what a group of changes was, in words: Moving, Deleting 3 blocks."""
    what = _change(group.entries[0])
    if group.count < 2 or len({entry.operation for entry in group.entries}) > 1:  # as the two writes of a split
        return what
    return ngettext("%(what)s %(n)d block", "%(what)s %(n)d blocks", group.count) % {"what": what, "n": group.count}


def _change(entry: Entry) -> str:
    name, after = entry.operation, entry.after
    if name == "focus.update_time_blocks" and isinstance(after, list) and after:
        after = {key: value for key, value in after[0].items() if key != "id"}
    if name.startswith("focus.update_time_block") and isinstance(after, dict):
        if "completed" in after and len(after) == 1:
            return _("Completing") if after["completed"] else _("Reopening")
        return _("Moving") if set(after) == {"start"} else _("Changing")
    verb = name.removeprefix("focus.").partition("_")[0]
    return {
        "create": _("Creating"),
        "delete": _("Deleting"),
        "restore": _("Restoring"),
        "archive": _("Archiving"),
        "unarchive": _("Unarchiving"),
    }.get(verb, _("Changing"))

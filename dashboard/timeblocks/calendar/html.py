"""Markup that is made in one go, because a template's loop takes three times as long: blocks, hours, choices."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dashboard.timeblocks.calendar.colors import shade
from dashboard.timeblocks.calendar.grid import Piece
from dashboard.timeblocks.calendar.lane_layout import MOST_LANES
from dashboard.timeblocks.services import clock, labels
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.viewer import Eyes

LONGEST_CHOICE = 60  # characters
LOW = 45  # minutes of height below which name and times share a line


def blocks(pieces: Iterable[Piece], eyes: Eyes, seen: set[int], base: str) -> SafeString:
    """Return the list items of a day. `base` is the calendar's own address; names are escaped here.

    `seen` holds the blocks that stand on the page already, so that only the first piece of a block is a tab stop.
    """
    tick = f'<i class="tick">{escape(_("completed"))}</i>'
    whose = f'<i class="whose">{escape(_("not yours"))}</i>'
    rows = []
    for piece in pieces:
        block = piece.block
        is_other = eyes.is_other(block)
        marks = f"{tick if block.completed else ''}{whose if is_other else ''}"
        rows.append(
            f'<li class="block {classes(piece, is_other=is_other)}"{_head(block.id, seen)} '
            f'href="{base}block/{block.task_id}/{block.id}/"{_place(piece)}><b>{escape(block.task.name)}</b> '
            f"<span>{escape(times(piece, eyes))}</span>{marks}</a></li>"
        )
    return mark_safe("".join(rows))  # noqa: S308 - every value is a number, a class of ours or escaped


def _head(block_id: int, seen: set[int]) -> str:
    if block_id in seen:
        return ' aria-hidden="true"><a tabindex="-1"'
    seen.add(block_id)
    return f'><a id="b{block_id}"'


def _place(piece: Piece) -> str:
    """Return where a block begins, its half of a repeated hour and its length, in minutes, as scripts want them.

    What the classes say already is left out, and filled in by static/js/calendar-places.js.
    """
    length = (piece.block.seconds or 0) // 60
    rest = "" if piece.first else " data-rest"  # it began before this day: scripts move it by days and minutes alone
    at = "" if piece.minute == piece.top else f' data-at="{piece.minute}"'
    fold = ' data-fold="1"' if piece.fold else ""
    return f"{at}{fold}{rest}" if length == piece.bottom - piece.top else f'{at}{fold}{rest} data-for="{length}"'


def classes(piece: Piece, *, is_other: bool) -> str:
    """Return where and how a piece is drawn, as classes of static/css/calendar-grid.css."""
    block, height = piece.block, piece.bottom - piece.top
    place = f"{where(piece.top, height)} k{piece.lane % MOST_LANES} n{min(piece.lanes, MOST_LANES)}"
    half = "" if piece.fold is None else f" half{piece.fold}"
    marks = f"{' done' if block.completed else ''}{' bare' if block.seconds is None else ''}"
    more = f"{' other' if is_other else ''}{' low' if height < LOW else ''}"
    return f"p{shade(block.task.color)} {place}{half}{marks}{more}"


def where(top: int, height: int) -> str:
    """Return the classes for a place and a height, both in minutes."""
    return f"h{top // 60} m{top % 60} H{height // 60} M{height % 60}"


def times(piece: Piece, eyes: Eyes) -> str:
    """Return from when to when a block lasts; one that lies in this piece alone needs no look at the zone."""
    block: Block = piece.block
    is_whole = piece.fold is None and piece.first and piece.seconds == block.seconds
    if not is_whole or piece.until >= clock.DAY or block.starts % 60 or piece.seconds % 60:
        return labels.times(block, eyes.zone, eyes.clock)
    start, end = labels.time_of_day(piece.minute, eyes.clock), labels.time_of_day(piece.until, eyes.clock)
    return f"{start}{labels.DASH}{end}"


def slots(hours: tuple[int, int], new: str) -> SafeString:
    """Return the free hours of a day, each a link to the form of a new block; `new` is its address for that day."""
    row = '<a class="slot h{0}" data-sheet href="{1}&amp;hour={0}" tabindex="-1"></a>'
    return mark_safe("".join(row.format(hour, escape(new)) for hour in range(*hours)))  # noqa: S308 - see blocks


def hours(shown: tuple[int, int], eyes: Eyes) -> SafeString:
    """Return the labels of the hours beside the grid."""
    rows = [f'<span class="h{hour}">{labels.time_of_day(hour * 60, eyes.clock)}</span>' for hour in range(*shown)]
    return mark_safe("".join(rows))  # noqa: S308 - see blocks


def link_to_day(query: str, day: dict[str, Any], *, in_strip: bool = False) -> SafeString:
    """Return the link to a day: in the strip of a phone, which is shown there, or at the head of its column."""
    marks = ""
    if in_strip:
        current = ' aria-current="date"' if day["is_on"] else ""
        today = ' class="is-today"' if day["is_today"] else ""
        marks = f'{current}{today} id="strip-{day["iso"]}"'
    href = f"?{escape(query)}"
    return mark_safe(  # noqa: S308 - see blocks
        f'<a href="{href}" hx-get="{href}" hx-target="#calendar" hx-swap="outerHTML" hx-push-url="true"{marks}>'
        f'<span aria-hidden="true">{escape(day["name"])} <b>{day["number"]}</b></span>'
        f'<span class="visually-hidden">{escape(day["title"])}</span></a>'
    )


def spans(texts: Iterable[str]) -> SafeString:
    """Return each text as an element of its own."""
    return mark_safe(" ".join(f"<span>{escape(text)}</span>" for text in texts))  # noqa: S308 - see blocks


def options(rows: Iterable[tuple[Any, str, bool]]) -> SafeString:
    """Return the options of a list, each of a value, a name and whether it is chosen."""
    found = [
        f'<option value="{escape(str(value))}"{" selected" if chosen else ""}>{escape(_short(name))}</option>'
        for value, name, chosen in rows
    ]
    return mark_safe("".join(found))  # noqa: S308 - see blocks


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_CHOICE else f"{name[: LONGEST_CHOICE - 1]}\N{HORIZONTAL ELLIPSIS}"

"""The blocks of a day as markup, and the attributes for its position in the grid."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dashboard.timeblocks.calendar.colors import hue
from dashboard.timeblocks.calendar.grid import Piece
from dashboard.timeblocks.calendar.lane_layout import MOST_LANES
from dashboard.timeblocks.services import clock, labels
from dashboard.timeblocks.services.context import Viewer

LOW = 45  # minutes of height below which name and times share a line


def blocks(pieces: Iterable[Piece], viewer: Viewer, seen: set[int], base: str) -> SafeString:
    """Return the list items of a day. `base` is the calendar's own address; names are escaped here.

    `seen` holds the blocks that are on the page already, so that only the first piece of a block is a tab stop.
    A template's loop takes 20 ms for 500 blocks, `format_html_join` 10 and this one.
    """
    tick = f'<i class="tick">{escape(_("completed"))}</i>'
    whose = f'<i class="whose">{escape(_("not yours"))}</i>'
    rows = []
    for piece in pieces:
        block, is_other = piece.block, viewer.is_other(piece.block)
        hidden, link = ' aria-hidden="true"', 'tabindex="-1"'
        if block.id not in seen:
            seen.add(block.id)
            hidden, link = "", f'id="b{block.id}"'
        rows.append(
            f'<li class="block{marks(piece, is_other=is_other)}"{attributes(piece)}{hidden}><a {link} '
            f'href="{base}block/{block.task_id}/{block.id}/"><b>{escape(block.task.name)}</b> '
            f"<span>{escape(times(piece, viewer))}</span>{tick if block.completed else ''}{whose if is_other else ''}"
            f"</a></li>"
        )
    return mark_safe("".join(rows))  # noqa: S308 - every value is a number, an attribute of ours or escaped


def marks(piece: Piece, *, is_other: bool) -> str:
    """Return the states of a piece as classes, each after a space."""
    block = piece.block
    done, bare = " done" if block.completed else "", " bare" if block.seconds is None else ""
    return f"{done}{bare}{' other' if is_other else ''}{' low' if piece.bottom - piece.top < LOW else ''}"


def attributes(piece: Piece) -> str:
    """Return the position of a piece, for scripts and for static/css/calendar-grid.css, each attribute after a space.

    `data-start` and `data-length` tell of the block, in hours and minutes; `data-top` and `data-height` are added where
    it is drawn otherwise: at the edge of what is shown, over midnight, or higher so that it can be hit.
    """
    length, height = (piece.block.seconds or 0) // 60, piece.bottom - piece.top
    found = (
        f' data-hue="{hue(piece.block.task.color)}" data-start="{hours_and_minutes(piece.minute)}"'
        f' data-length="{hours_and_minutes(length)}"'
        f' data-lane="{piece.lane % MOST_LANES}" data-lanes="{min(piece.lanes, MOST_LANES)}"'
    )
    if piece.top != piece.minute:
        found += f' data-top="{hours_and_minutes(piece.top)}"'
    if height != length:
        found += f' data-height="{hours_and_minutes(height)}"'
    if piece.fold is not None:
        found += f' data-fold="{piece.fold}"'
    if not piece.first:
        found += " data-rest"  # it began before this day: scripts move it by days and minutes alone
    return found


@lru_cache(maxsize=4096)
def hours_and_minutes(minutes: int) -> str:
    """Return minutes as attributes of the grid have them: 9:05."""
    return f"{minutes // 60}:{minutes % 60:02}"


def times(piece: Piece, viewer: Viewer) -> str:
    """Return from when to when a block lasts; one that lies in this piece alone needs no look at the zone."""
    block = piece.block
    is_whole = piece.fold is None and piece.first and piece.seconds == block.seconds
    if not is_whole or piece.until >= clock.DAY or block.starts % 60 or piece.seconds % 60:
        return labels.times(block, viewer.zone, viewer.clock)
    start, end = labels.time_of_day(piece.minute, viewer.clock), labels.time_of_day(piece.until, viewer.clock)
    return f"{start}{labels.DASH}{end}"

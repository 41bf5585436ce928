"""Markup that is made in one go, because a template's loop takes three times as long: blocks, hours, choices."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Drawn = dict[str, Any]

LONGEST_CHOICE = 60  # characters


def blocks(pieces: Iterable[Drawn], base: str) -> SafeString:
    """Return the list items of a day. `base` is the calendar's own address; names are escaped here."""
    tick = f'<i class="tick">{escape(_("completed"))}</i>'
    whose = f'<i class="whose">{escape(_("not yours"))}</i>'
    rows = [_row(piece, base, tick if piece["completed"] else "", whose if piece["other"] else "") for piece in pieces]
    return mark_safe("".join(rows))  # noqa: S308 - every value is a number, a class of ours or escaped


def slots(hours: tuple[int, int], new: str) -> SafeString:
    """Return the free hours of a day, each a link to the form of a new block; `new` is its address for that day."""
    row = '<a class="slot h{0} m0" data-sheet href="{1}&amp;hour={0}" tabindex="-1" aria-hidden="true"></a>'
    return mark_safe("".join(row.format(hour, escape(new)) for hour in range(*hours)))  # noqa: S308 - see blocks


def options(rows: Iterable[tuple[Any, str, bool]]) -> SafeString:
    """Return the options of a list, each of a value, a name and whether it is chosen."""
    found = [
        f'<option value="{escape(str(value))}"{" selected" if chosen else ""}>{escape(_short(name))}</option>'
        for value, name, chosen in rows
    ]
    return mark_safe("".join(found))  # noqa: S308 - see blocks


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_CHOICE else f"{name[: LONGEST_CHOICE - 1]}\N{HORIZONTAL ELLIPSIS}"


def _row(piece: Drawn, base: str, tick: str, whose: str) -> str:
    head, mark = (f'id="b{piece["id"]}"', "") if piece["is_main"] else ('tabindex="-1"', ' aria-hidden="true"')
    fold = ' data-fold="1"' if piece["fold"] else ""
    return (
        f'<li class="block {piece["css"]}"{mark}><a {head} href="{base}block/{piece["task"]}/{piece["id"]}/" '
        f'data-at="{piece["at"]}"{fold} data-for="{piece["length"]}"><b>{escape(piece["name"])}</b> '
        f"<span>{escape(piece['times'])}</span>{tick}{whose}</a></li>"
    )

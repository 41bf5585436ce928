"""What leads out of the calendar: CSV, iCalendar and a page for the printer, of what the view shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.timeblocks.block import dialog
from dashboard.timeblocks.calendar import rendering, view_models
from dashboard.timeblocks.calendar.decorators import calendar_context
from dashboard.timeblocks.export import icalendar
from dashboard.timeblocks.services import labels, reads
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.context import CalendarContext, Viewer
from dashboard.web import downloads

PRINT = "timeblocks/printed.html"


def _failed(request: AuthenticatedRequest, calendar: CalendarContext, _error: Exception) -> HttpResponse:
    """Show the calendar, which says what is the matter."""
    return rendering.back(request, calendar)


@require_safe
@calendar_context(_failed)
def download(_request: AuthenticatedRequest, calendar: CalendarContext, form: str) -> HttpResponseBase:
    """Send the blocks of the view as csv or ics: no request where they are kept, else one a week."""
    if form not in {"csv", "ics"}:
        raise Http404
    shown = reads.read_days(calendar)
    blocks, first, last = rendering.in_view(calendar, shown.blocks), calendar.days[0], calendar.days[-1]
    if form == "csv":
        lines = downloads.csv_lines(_header(), _rows(blocks, calendar.viewer))
    else:
        lines = icalendar.lines(blocks, name=labels.period_in_words(first, last), said_at=shown.at)
    return downloads.answer(lines, name=f"blocks-{first.isoformat()}-to-{last.isoformat()}", form=form)


@require_safe
@calendar_context(_failed)
def printed(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponseBase:
    """Show the blocks of the view as a page that is made for paper."""
    shown = reads.read_days(calendar)
    blocks = rendering.in_view(calendar, shown.blocks)
    whole = replace(calendar, view=replace(calendar.view, hours=None))
    context = {
        **dialog.shared(calendar),
        "page": view_models.page(whole, blocks, as_rows=True),
        "shown": shown,
        "total": calendar.viewer.length(sum(block.seconds or 0 for block in blocks)),
        "period": labels.period_in_words(calendar.days[0], calendar.days[-1]),
    }
    return render(request, PRINT, context)


def _header() -> list[str]:
    return [
        _("Start"), _("End"), _("Hours"), _("Task"), _("Project"), _("Status"), _("Completed"), _("Time entry"),
        _("Description"), _("Member"), _("Task number"), _("Block number"),
    ]  # fmt: skip


def _rows(blocks: list[Block], viewer: Viewer) -> Iterator[list[Any]]:
    yes, no = _("yes"), _("no")
    for block in blocks:
        yield [
            _local(block.starts, viewer),
            "" if block.seconds is None else _local(block.ends, viewer),
            "" if block.seconds is None else round(block.seconds / 3600, 4),
            block.name,
            block.task.project,
            block.task.status,
            yes if block.completed else no,
            yes if block.has_entry else no,
            block.description,
            "" if block.owner is None else block.owner,
            block.task_id,
            block.id,
        ]


def _local(at: int, viewer: Viewer) -> str:
    """Return a time as every spreadsheet reads it: on the wall of the member's zone, with the zone's offset."""
    return datetime.fromtimestamp(at, viewer.zone).isoformat(sep=" ", timespec="minutes")

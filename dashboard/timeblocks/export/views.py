"""What leads out of the calendar: CSV, iCalendar and a sheet for the printer, of what the view shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.timeblocks.block import dialog
from dashboard.timeblocks.calendar import rendering, view_models
from dashboard.timeblocks.calendar.rendering import CalendarContext
from dashboard.timeblocks.export import icalendar
from dashboard.timeblocks.services import labels, reads
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.reads import DaysOfBlocks
from dashboard.timeblocks.services.viewer import Viewer
from dashboard.upstream.errors import UpstreamError
from dashboard.web import downloads
from dashboard.workspaces.services import WorkspaceUnknown

PRINT = "timeblocks/printed.html"


@require_safe
def download(request: AuthenticatedRequest, form: str) -> HttpResponseBase:
    """Send the blocks of the view as csv or ics: no request where they are kept, else one a week."""
    if form not in {"csv", "ics"}:
        raise Http404
    calendar = rendering.calendar_context(request)
    try:
        shown, blocks = _shown(request, calendar)
    except (UpstreamError, WorkspaceUnknown):
        return rendering.back(request, calendar)  # which says what is the matter
    days = calendar.view.days(reads.first_weekday_of(request.user))
    if form == "csv":
        lines = downloads.csv_lines(_header(), _rows(blocks, calendar.viewer))
    else:
        lines = icalendar.lines(blocks, name=labels.period_in_words(days[0], days[-1]), said_at=shown.at)
    return downloads.answer(lines, name=f"blocks-{days[0].isoformat()}-to-{days[-1].isoformat()}", form=form)


@require_safe
def printed(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the blocks of the view as a sheet that is made for paper."""
    calendar = rendering.calendar_context(request)
    try:
        shown, blocks = _shown(request, calendar)
    except (UpstreamError, WorkspaceUnknown):
        return rendering.back(request, calendar)
    whole = replace(calendar.view, hours=None)
    agenda = view_models.page(whole, blocks, calendar.viewer, calendar.now, as_rows=True)
    days = calendar.view.days(reads.first_weekday_of(request.user))
    context = {**dialog.shared(calendar), "page": agenda, "shown": shown, "total": calendar.viewer.length(_sum(blocks))}
    return render(request, PRINT, context | {"period": labels.period_in_words(days[0], days[-1])})


def _sum(blocks: list[Block]) -> int:
    return sum(block.seconds or 0 for block in blocks)


def _shown(request: AuthenticatedRequest, calendar: CalendarContext) -> tuple[DaysOfBlocks, list[Block]]:
    """Return what was read, and of it the blocks of the view, filters applied.

    Raises UpstreamError and WorkspaceUnknown.
    """
    workspace = reads.place_of(request.user, calendar.view.workspace)
    days = calendar.view.days(reads.first_weekday_of(request.user))
    shown = reads.read_days(user=request.user, workspace=workspace, days=days, zone=calendar.zone)
    return shown, rendering.in_view(calendar, shown.blocks)


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

"""The dialog: a block's own page, the form of a new one, and what both need."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import shortcuts
from django.http import HttpRequest, HttpResponse

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.timeblocks.block.forms import BlockForm, initial_of
from dashboard.timeblocks.calendar import grid
from dashboard.timeblocks.services import clock, labels, reads, tasks, writes
from dashboard.timeblocks.services.address import FIRST, LAST, whole_number
from dashboard.timeblocks.services.blocks import Block, Task
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.timeblocks.services.failures import failure_of, refused_by
from dashboard.upstream.errors import Gone, UpstreamError
from dashboard.web import pages, times

GONE = "timeblocks/gone.html"
HALF_HOUR = 1800  # seconds
MOST_TASKS = 60  # that are offered at once; a search finds the others


def render(
    request: AuthenticatedRequest,
    calendar: CalendarContext,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Render a page of the dialog, whole or as the part that fills it."""
    fragment = pages.target_of(request) == "sheet"
    context = {"fragment": fragment, "failure": None, **shared(calendar), **context}
    response = pages.render(request, template, context, partials={"sheet"}, status=status)
    if fragment or not pages.target_of(request) or "HX-Retarget" not in response:
        return response
    # The form was to fill something else: open the dialog instead.
    response = shortcuts.render(request, f"{template}#sheet", context | {"fragment": True}, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#sheet", "innerHTML"
    return response


def failed(request: AuthenticatedRequest, calendar: CalendarContext, error: Exception) -> HttpResponse:
    """Show that there is no such block, no answer or no connection."""
    context = {"failure": failure_of(calendar, refused_by(error)), "again": ""}
    status = 404 if isinstance(error, Gone) and not request.htmx else 200
    return render(request, calendar, GONE, context, status=status)


def shared(calendar: CalendarContext) -> dict[str, Any]:
    """Return what every page of the dialog shows."""
    return {"query": calendar.query, "zone": calendar.zone.key, "clock": calendar.viewer.clock}


def describe_with_overlaps(calendar: CalendarContext, block: Block) -> str:
    """Return a block as a sentence, with how many others share its time, without a request."""
    on = clock.wall(calendar.zone, block.starts)[0]
    try:
        shown = reads.read_days(calendar, [on], ask=False)
    except UpstreamError:
        return calendar.viewer.describe(block)
    others = [other for other in shown.blocks if not calendar.viewer.is_other(other)]
    return calendar.viewer.describe(block, grid.overlaps(block, others))


def block_context(calendar: CalendarContext, block: Block, form: BlockForm | None = None) -> dict[str, Any]:
    """Return what the page of a block shows."""
    viewer, zone = calendar.viewer, calendar.zone
    half = clock.wall(zone, writes.half_of(block))[1]
    return {
        "item": block,
        "form": form or BlockForm(initial=initial_of(block, zone), zone=zone, pattern=viewer.clock, prefix="block"),
        "when": viewer.describe(block).removeprefix(f"{block.name}, "),
        "length": viewer.length(block.seconds) if block.seconds is not None else "",
        "other": viewer.is_other(block),
        "seen": json.dumps(writes.editable_fields(block), separators=(",", ":")),
        "half": labels.time_of_day(half, "HH:mm") if block.seconds else "",
        "sync": sync_choice(calendar),
        "statuses": tasks.known_statuses(calendar.user, calendar.tasks.values()),
        "workspace": calendar.workspace.workspace_id,
        **choice_of_task(calendar, block.task_id, ""),
    }


def sync_choice(calendar: CalendarContext) -> str:
    """Return never, always or ask: the member's own setting for calendars that are kept in step."""
    setting = reads.settings_of(calendar.user).sync_external_calendar
    return setting if setting in {"never", "always", "ask"} else "ask"


def choice_of_task(calendar: CalendarContext, chosen: int | None, words: str) -> dict[str, Any]:
    """Return the tasks to choose from: those already seen cost nothing, a search costs one request."""
    known, notice = list(calendar.tasks.values()), None
    if words:
        try:
            known = tasks.search_tasks(calendar.user, calendar.workspace, words)
        except UpstreamError as error:
            known, notice = _matching(known, words), notice_of(error, calendar.user)
    offered = sorted(known, key=lambda task: (task.id != chosen, task.name.casefold()))[:MOST_TASKS]
    return {"tasks": offered, "chosen_task": chosen, "q": words, "tasks_notice": notice}


def _matching(known: Sequence[Task], words: str) -> list[Task]:
    return [task for task in known if words.casefold() in task.label.casefold()]


def initial_of_new(request: HttpRequest, calendar: CalendarContext) -> dict[str, Any]:
    """Return the first values of a new block: the slot that was asked for, half an hour long."""
    on = _date(request.GET.get("date", "")) or calendar.view.on
    minute = whole_number(request.GET.get("minute", ""), 1439)
    if minute is None and (hour := whole_number(request.GET.get("hour", ""), 23)) is not None:
        minute = hour * 60
    if minute is None:
        today, present_minute, _fold = clock.wall(calendar.zone, calendar.now)
        minute = min(-(-present_minute // 15) * 15, 1425) if on == today else 9 * 60
    fold = 1 if request.GET.get("fold") == "1" else 0
    try:
        starts = clock.instant(calendar.zone, on, minute, fold)
    except clock.NoSuchTime as error:
        starts = int(error.next_valid.timestamp())
    task = whole_number(request.GET.get("task", ""), 2**63 - 1)
    seconds = 60 * (whole_number(request.GET.get("length", ""), 7 * 1440) or 30)
    stub = Block(0, task or 0, None, starts, seconds or HALF_HOUR, Task(task or 0, ""))
    return initial_of(stub, calendar.zone) | ({} if task else {"task": None})


def _date(text: str) -> date | None:
    on = times.date_of(text)
    return on if on and FIRST <= on <= LAST else None

"""The sheet: a block's own page, the form of a new one, and what both need."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import shortcuts
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.timeblocks.block.forms import BlockForm, initial_of
from dashboard.timeblocks.calendar import grid
from dashboard.timeblocks.calendar.rendering import CalendarContext
from dashboard.timeblocks.services import clock, labels, reads, writes
from dashboard.timeblocks.services.address import FIRST, LAST
from dashboard.timeblocks.services.blocks import Block, Task
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages, times
from dashboard.workspaces.services import FocusWorkspace

UNDO = (
    '{} <button class="button" data-size="small" type="submit" form="undo-form" data-undo name="step" value="{}">'
    "{}</button>"
)
HALF_HOUR = 1800  # seconds
MOST_TASKS = 60  # that are offered at once; a search finds the others


def render(request: AuthenticatedRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page of the sheet, whole or as the part that fills it."""
    usual = {"fragment": pages.target_of(request) == "sheet", "failure": None}
    context = {**usual, **context}
    response = pages.render(request, template, context, partials={"sheet"}, status=status)
    if pages.wants_fragment(request) and pages.target_of(request) not in {"sheet", ""} and "HX-Retarget" in response:
        del response["HX-Retarget"], response["HX-Reswap"], response["HX-Reselect"]
        return _into_sheet(request, template, context, status)
    return response


def _into_sheet(request: AuthenticatedRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """Open the sheet from a form that was to fill something else."""
    response = shortcuts.render(request, f"{template}#sheet", context | {"fragment": True}, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#sheet", "innerHTML"
    return response


def with_undo_button(text: str, step: str) -> str:
    """Return a message with a button that takes back what it tells of."""
    return format_html(UNDO, text, step, _("Undo"))


def shared(calendar: CalendarContext) -> dict[str, Any]:
    """Return what every page of the sheet shows."""
    return {"query": calendar.view.query(), "zone": calendar.zone.key, "clock": calendar.viewer.clock}


def describe_with_overlaps(calendar: CalendarContext, workspace: FocusWorkspace, block: Block) -> str:
    """Return a block as a sentence, with how many others share its time, without a request."""
    on = clock.wall(calendar.zone, block.starts)[0]
    try:
        shown = reads.read_days(
            user=calendar.viewer.user, workspace=workspace, days=[on], zone=calendar.zone, ask=False
        )
    except UpstreamError:
        return labels.describe(block, calendar.zone, calendar.viewer.clock)
    others = [one for one in shown.blocks if not calendar.viewer.is_other(one)]
    return labels.describe(block, calendar.zone, calendar.viewer.clock, grid.overlaps(block, others))


def block_context(
    calendar: CalendarContext, workspace: FocusWorkspace, block: Block, form: BlockForm | None = None
) -> dict[str, Any]:
    """Return what the page of a block shows."""
    viewer = calendar.viewer
    form = form or BlockForm(
        initial=initial_of(block, calendar.zone), zone=calendar.zone, pattern=viewer.clock, prefix="block"
    )
    return {
        **shared(calendar),
        "item": block,
        "form": form,
        "when": labels.describe(block, calendar.zone, viewer.clock).removeprefix(f"{block.name}, "),
        "length": viewer.length(block.seconds) if block.seconds is not None else "",
        "other": viewer.is_other(block),
        "seen": json.dumps(writes.editable_fields(block), separators=(",", ":")),
        "half": labels.time_of_day(clock.wall(calendar.zone, writes.half_of(block))[1], "HH:mm")
        if block.seconds
        else "",
        "sync": sync_choice(calendar),
        "statuses": reads.known_statuses(viewer.user),
        "workspace": workspace.workspace_id,
        **choice_of_task(calendar, workspace, block.task_id, ""),
    }


def sync_choice(calendar: CalendarContext) -> str:
    """Return never, always or ask: the member's own setting for calendars that are kept in step."""
    setting = reads.settings_of(calendar.viewer.user).get("sync_external_calendar")
    return setting if setting in {"never", "always", "ask"} else "ask"


def choice_of_task(
    calendar: CalendarContext, workspace: FocusWorkspace, chosen: int | None, words: str
) -> dict[str, Any]:
    """Return the tasks to choose from: those already seen cost nothing, a search costs one request."""
    tasks, notice = list(reads.known_tasks(calendar.viewer.user).values()), None
    if words:
        try:
            tasks = reads.search_tasks(user=calendar.viewer.user, workspace=workspace, words=words)
        except UpstreamError as error:
            tasks, notice = _matching(tasks, words), notice_of(error, calendar.viewer.user)
    found = sorted(tasks, key=lambda task: (task.id != chosen, task.name.casefold()))[:MOST_TASKS]
    return {"tasks": found, "chosen_task": chosen, "q": words, "tasks_notice": notice}


def _matching(tasks: Sequence[Task], words: str) -> list[Task]:
    return [task for task in tasks if words.casefold() in task.label.casefold()]


def initial_of_new(request: HttpRequest, calendar: CalendarContext) -> dict[str, Any]:
    """Return the first values of a new block: the slot that was asked for, half an hour long."""
    on = _date(request.GET.get("date", "")) or calendar.view.on
    minute = _number(request.GET.get("minute", ""), 1439)
    if minute is None and (hour := _number(request.GET.get("hour", ""), 23)) is not None:
        minute = hour * 60
    if minute is None:
        today, present_minute, _fold = clock.wall(calendar.zone, calendar.now)
        minute = min(-(-present_minute // 15) * 15, 1425) if on == today else 9 * 60
    fold = 1 if request.GET.get("fold") == "1" else 0
    try:
        starts = clock.instant(calendar.zone, on, minute, fold)
    except clock.NoSuchTime as error:
        starts = int(error.next_valid.timestamp())
    task = _number(request.GET.get("task", ""), 2**63 - 1)
    seconds = 60 * (_number(request.GET.get("length", ""), 7 * 1440) or 30)
    stub = Block(0, task or 0, None, starts, seconds or HALF_HOUR, Task(task or 0, ""))
    return initial_of(stub, calendar.zone) | ({} if task else {"task": None})


def _date(text: str) -> date | None:
    on = times.date_of(text)
    return on if on and FIRST <= on <= LAST else None


def _number(text: str, most: int) -> int | None:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 19 else None
    return number if number is not None and number <= most else None

"""How the calendar page is put together, for every view that ends on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import shortcuts
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import Notice, notice_of
from dashboard.gateway.undo.stacks import stacks_of
from dashboard.timeblocks.calendar import view_models
from dashboard.timeblocks.services import clock, jobs, labels, reads, tasks
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.context import CalendarContext, first_weekday_of
from dashboard.timeblocks.services.failures import failure_of, refused_by
from dashboard.timeblocks.services.reads import DaysOfBlocks
from dashboard.timeblocks.services.writes import BlockWriteResult
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages
from dashboard.workspaces.services import WorkspaceUnknown, known_workspaces

PAGE = "timeblocks/calendar.html"
RESOURCE = "time-blocks"  # of which Undo and Redo tell here
UNDO = (
    '{} <button class="button" data-size="small" type="submit" form="undo-form" data-undo name="step" value="{}">'
    "{}</button>"
)


def is_on_calendar(request: AuthenticatedRequest) -> bool:
    """Whether the answer is put into a calendar page that stays."""
    address = pages.own_address(request, request.headers.get("HX-Current-URL", ""))
    return pages.wants_fragment(request) and address.partition("?")[0] == reverse("calendar")


def done(
    request: AuthenticatedRequest, calendar: CalendarContext, text: str, undo: str = "", focus: int | None = None
) -> HttpResponse:
    """Say what was done, with Undo where `undo` names it, and show the calendar."""
    messages.success(request, with_undo(text, undo))
    return back(request, calendar, focus=focus)


def with_undo(text: str, undo: str) -> str:
    """Return a message with a button that undoes what it tells of, where `undo` names that."""
    return format_html(UNDO, text, undo, _("Undo")) if undo else text


def back(request: AuthenticatedRequest, calendar: CalendarContext, *, focus: int | None = None) -> HttpResponse:
    """Answer an action that is done: the calendar anew, from cached responses."""
    if is_on_calendar(request):
        return _swapped(request, calendar, focus=focus)
    anchor = f"#b{focus}" if focus else ""
    return shortcuts.redirect(f"{reverse('calendar')}?{calendar.query}{anchor}")


def refused(request: AuthenticatedRequest, calendar: CalendarContext, result: BlockWriteResult) -> HttpResponse:
    """Show the calendar as it was, with what went wrong and Retry."""
    if result.outcome == "unchanged":
        return back(request, calendar, focus=result.block_id)
    fields = [(name, value) for name, value in request.POST.items() if isinstance(value, str)]
    failure = failure_of(calendar, result, request.path, fields)
    return _with_failure(request, calendar, failure, focus=result.block_id)


def failed(request: AuthenticatedRequest, calendar: CalendarContext, error: Exception) -> HttpResponse:
    """Show the calendar with why nothing could be done."""
    return _with_failure(request, calendar, failure_of(calendar, refused_by(error)), focus=None)


def _with_failure(
    request: AuthenticatedRequest, calendar: CalendarContext, failure: Notice, *, focus: int | None
) -> HttpResponse:
    if is_on_calendar(request):
        return _swapped(request, calendar, failure=failure, focus=focus)
    return render(request, calendar, failure=failure)


def _swapped(request: AuthenticatedRequest, calendar: CalendarContext, **options: Any) -> HttpResponse:
    """Put the calendar anew into the page that stays, whatever was to be filled."""
    response = render(request, calendar, partial=True, **options)
    response["HX-Retarget"], response["HX-Reswap"] = "#calendar", "outerHTML"
    return response


def render(
    request: AuthenticatedRequest,
    calendar: CalendarContext,
    *,
    refresh: bool = False,
    focus: int | None = None,
    failure: Notice | None = None,
    partial: bool = False,
) -> HttpResponse:
    """Render the calendar, whole or as the part that is swapped. `failure` tells of a change that did not succeed."""
    context = _frame(request, calendar) | {"failure": failure, "focus": focus}
    try:
        shown = reads.read_days(calendar, refresh=refresh)
    except WorkspaceUnknown:
        context["no_place"] = True
    except UpstreamError as error:
        context["notice"] = notice_of(error, request.user)
    else:
        context |= _filled(calendar, shown)
    context["fragment"] = partial or pages.target_of(request) == "calendar"
    status = 422 if failure else 200
    if partial:
        return shortcuts.render(request, f"{PAGE}#calendar", context, status=status)
    return pages.render(request, PAGE, context, partials={"calendar"}, status=status)


def _frame(request: AuthenticatedRequest, calendar: CalendarContext) -> dict[str, Any]:
    """Return what the page shows before anybody is asked for blocks."""
    job = jobs.load(request.session)
    return {
        "view": calendar.view,
        "query": calendar.query,
        "wrong": calendar.wrong,
        "base": reverse("calendar"),
        "zone": calendar.zone.key,
        "shown": None,
        "no_place": False,
        "notice": None,
        "job": jobs.progress(job) if job else None,
        "undo": None,
        "redo": None,
        "unscheduled": None,
        **view_models.navigation(calendar.view, calendar.today, first_weekday_of(request.user)),
    }


def _filled(calendar: CalendarContext, shown: DaysOfBlocks) -> dict[str, Any]:
    blocks = view_models.filtered(calendar.view, shown.blocks, calendar.viewer.own)
    stacks = stacks_of(calendar.user, RESOURCE)
    return {
        "shown": shown,
        "notice": notice_of(shown.problem, calendar.user) if shown.problem else None,
        "page": view_models.page(calendar, blocks),
        "choices": view_models.choices(calendar.view, shown.blocks, calendar.viewer.own),
        "undo": stacks.undo,
        "undo_label": labels.undo_label(stacks.undo) if stacks.undo else "",
        "redo": stacks.redo,
        "redo_label": labels.undo_label(stacks.redo) if stacks.redo else "",
        "focus_workspace": calendar.workspace,
        "workspaces": [row for row in known_workspaces(calendar.user) or () if row.organization_id],
    } | (_unscheduled(calendar, shown) if calendar.view.tasks else {})


def _unscheduled(calendar: CalendarContext, shown: DaysOfBlocks) -> dict[str, Any]:
    """Return the tasks that have no block in the days that are shown; where they cannot be had, why."""
    user, length = calendar.user, calendar.viewer.length
    try:
        answer = tasks.open_tasks(user, calendar.workspace)
    except UpstreamError as error:
        return {"unscheduled": [], "tasks_notice": notice_of(error, user), "tasks_at": None}
    planned = {block.task_id for block in shown.blocks}
    rows = [
        (task, length(task.estimated * 60) if task.estimated else "")
        for task in tasks.tasks_of(answer.data)
        if task.id not in planned
    ]
    problem = notice_of(answer.problem, user) if answer.problem else None
    return {"unscheduled": rows, "tasks_notice": problem, "tasks_at": answer.at}


def in_view(calendar: CalendarContext, blocks: Sequence[Block]) -> list[Block]:
    """Return of the blocks that were read those that lie in the days of the view and pass its filters."""
    days, zone = calendar.days, calendar.zone
    begin, end = clock.first_moment(zone, days[0]), clock.first_moment(zone, days[-1] + timedelta(days=1))
    inside = [block for block in blocks if block.starts < end and (block.ends > begin or block.starts >= begin)]
    return view_models.filtered(calendar.view, inside, calendar.viewer.own)

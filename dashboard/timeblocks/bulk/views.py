"""Several blocks at once: choosing them from a list, starting what is to be done, and going on with it."""

from __future__ import annotations

from typing import Any

from django import shortcuts
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.timeblocks.block import dialog
from dashboard.timeblocks.block.actions import InvalidInput
from dashboard.timeblocks.bulk import selection
from dashboard.timeblocks.calendar import rendering
from dashboard.timeblocks.calendar.rendering import CalendarContext
from dashboard.timeblocks.services import failures, jobs, labels, reads, undo
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.jobs import Job
from dashboard.timeblocks.services.writes import BlockWriteResult
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages, times
from dashboard.web.idempotency import FIELD, key_of
from dashboard.workspaces.services import FocusWorkspace, WorkspaceUnknown

SELECT, ASK = "timeblocks/select.html", "timeblocks/confirm_bulk.html"
SHOWN = 5  # names in the question before a large job
SLICE = 1.5  # seconds after which a page that can go on by itself shows how far it is
LONG_SLICE = 6.0  # seconds, where somebody has to press a button for more


@require_safe
def select(request: AuthenticatedRequest) -> HttpResponse:
    """Show the blocks of the view as a list to tick, with everything that can be done to several."""
    calendar = rendering.calendar_context(request)
    context = dialog.shared(calendar) | {"notice": None, "rows": [], "no_place": False}
    try:
        _place, blocks = shown_blocks(request, calendar)
    except WorkspaceUnknown:
        context["no_place"] = True
    except UpstreamError as error:
        context["notice"] = notice_of(error, request.user)
    else:
        context["rows"] = [
            {
                "id": block.id,
                "name": labels.describe(block, calendar.zone, calendar.viewer.clock),
                "done": block.completed,
            }
            for block in blocks
            if not calendar.viewer.is_other(block)
        ]
    return dialog.render(request, SELECT, context)


@require_POST
def start(request: AuthenticatedRequest) -> HttpResponse:
    """Begin with what is to be done to some blocks; what is large, or more than is left, is asked for first."""
    calendar, action = rendering.calendar_context(request), selection.action_of(request.POST)
    if not action:
        raise Http404
    try:
        workspace, blocks = shown_blocks(request, calendar)
        wanted = set(selection.ids_of(request.POST))
        shift = selection.shift_of(request.POST) if action == "shift" else selection.Shift()
        chosen = [block for block in blocks if block.id in wanted]
        job = selection.job_of(calendar, key_of(request), action, chosen, shift)
    except (UpstreamError, WorkspaceUnknown, InvalidInput) as error:
        return _not_begun(request, calendar, error)
    if not chosen:
        messages.info(request, _("Choose the blocks first."))
        return rendering.back(request, calendar)
    return begin(request, calendar, workspace, job)


def begin(
    request: AuthenticatedRequest, calendar: CalendarContext, workspace: FocusWorkspace, job: Job
) -> HttpResponse:
    """Ask for a job first where that is due, else do its first part."""
    if "sure" not in request.POST and job.todo and selection.needs_confirmation(calendar, workspace, job):
        return dialog.render(request, ASK, dialog.shared(calendar) | _asking(request, calendar, workspace, job))
    return _go_on(request, calendar, workspace, job)


@require_POST
def go(request: AuthenticatedRequest) -> HttpResponse:
    """Go on with the job of this session, or do what was pressed: resume, retry, halves, stop, drop."""
    calendar, job, do = rendering.calendar_context(request), jobs.load(request.session), request.POST.get("do", "")
    if do == "stop" and job:
        jobs.ask_to_stop(job)
        return HttpResponse(status=204) if request.htmx else rendering.back(request, calendar)
    if do == "drop" or job is None:
        jobs.keep(request.session, None)
        return rendering.back(request, calendar)
    if do in {"resume", "retry", "halves"}:
        jobs.again(job, failed=do != "resume", halves=do == "halves")
    try:
        workspace = reads.place_of(request.user, calendar.view.workspace)
    except (UpstreamError, WorkspaceUnknown) as error:
        return _not_begun(request, calendar, error)
    return _go_on(request, calendar, workspace, job)


# ------------------------------------------------------------------ answers
def shown_blocks(request: AuthenticatedRequest, calendar: CalendarContext) -> tuple[FocusWorkspace, list[Block]]:
    """Return the blocks that the page shows, filters applied. Raises UpstreamError and WorkspaceUnknown."""
    workspace = reads.place_of(request.user, calendar.view.workspace)
    days = calendar.view.days(reads.first_weekday_of(request.user))
    shown = reads.read_days(user=request.user, workspace=workspace, days=days, zone=calendar.zone, ask=False)
    return workspace, rendering.in_view(calendar, shown.blocks)


def _go_on(
    request: AuthenticatedRequest, calendar: CalendarContext, workspace: FocusWorkspace, job: Job
) -> HttpResponse:
    seconds = SLICE if rendering.is_on_calendar(request) else LONG_SLICE
    jobs.run(user=request.user, workspace=workspace, job=job, seconds=seconds)
    jobs.keep(request.session, job)
    if job.is_running and pages.target_of(request) == "job":
        context = {"job": jobs.shown(job), "query": calendar.view.query(), "fragment": True}
        return shortcuts.render(request, "timeblocks/job.html#job", context)
    if not job.todo and job.done:
        tell(request, job)
    return rendering.back(request, calendar)


def tell(request: AuthenticatedRequest, job: Job) -> None:
    """Say what was done, with one Undo for the whole."""
    if job.action == "undo":
        messages.success(request, _("Undone: %s") % job.label)
        return
    text = str(selection.DONE[job.action] % {"n": job.done})
    step = undo.steps_of(request.user).undo
    messages.success(request, dialog.with_undo_button(text, step.name) if step else text)


def _not_begun(request: AuthenticatedRequest, calendar: CalendarContext, error: Exception) -> HttpResponse:
    problem = error if isinstance(error, UpstreamError) else None
    mistake = str(error) if isinstance(error, InvalidInput) else _("Choose the workspace of Focus first.")
    failure = failures.failure_of(BlockWriteResult("refused", None, problem, mistake), request.user)
    return rendering.refused(request, calendar, failure)


def _asking(
    request: AuthenticatedRequest, calendar: CalendarContext, workspace: FocusWorkspace, job: Job
) -> dict[str, Any]:
    """Return what is asked before a large job: what, what it costs, and whether the quota will do."""
    left = selection.remaining_quota(calendar, workspace)
    cost, many = job.cost, job.total
    kept = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    return {
        "doing": str(jobs.DOING[job.action]),
        "count": ngettext("%(n)d block", "%(n)d blocks", many) % {"n": many},
        "cost": ngettext("%(n)d request", "%(n)d requests", cost) % {"n": cost},
        "left": left.remaining if left else None,
        "short": left is not None and cost > left.remaining,
        "until": times.clock(left.resets_at, request.user) if left and left.resets_at else "",
        "action": request.path,
        "kept": [(name, value) for name, value in kept if name not in {"csrfmiddlewaretoken", FIELD}],
        "names": [item["name"] for part in job.todo for item in part][:SHOWN],
        "more": max(0, many - SHOWN),
        "back": f"{reverse('calendar')}?{calendar.view.query()}",
    }

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
from dashboard.gateway.undo.stacks import stacks_of
from dashboard.timeblocks.block import dialog
from dashboard.timeblocks.bulk import selection
from dashboard.timeblocks.calendar import rendering
from dashboard.timeblocks.calendar.decorators import calendar_context
from dashboard.timeblocks.services import jobs, reads
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.timeblocks.services.jobs import Job
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages, times
from dashboard.web.idempotency import FIELD, key_of
from dashboard.workspaces.services import WorkspaceUnknown

SELECT, CONFIRM = "timeblocks/select.html", "timeblocks/confirm_bulk.html"
SHOWN = 5  # names in the question before a large job
SLICE = 1.5  # seconds after which a page that can go on by itself shows how far it is
LONG_SLICE = 6.0  # seconds, where somebody has to press a button for more


@require_safe
@calendar_context(dialog.failed, needs_workspace=False)
def select(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Show the blocks of the view as a list to tick, with everything that can be done to several."""
    context: dict[str, Any] = {"notice": None, "rows": [], "no_place": False}
    try:
        own = [block for block in shown_blocks(calendar) if not calendar.viewer.is_other(block)]
    except WorkspaceUnknown:
        context["no_place"] = True
    except UpstreamError as error:
        context["notice"] = notice_of(error, request.user)
    else:
        describe = calendar.viewer.describe
        context["rows"] = [{"id": block.id, "name": describe(block), "done": block.completed} for block in own]
    return dialog.render(request, calendar, SELECT, context)


@require_POST
@calendar_context(rendering.failed)
def start(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Begin with what is to be done to some blocks; what is large, or more than is left, is asked for first."""
    action, ids = selection.action_of(request.POST), set(selection.ids_of(request.POST))
    if not action:
        raise Http404
    chosen = [block for block in shown_blocks(calendar) if block.id in ids]
    shift = selection.shift_of(request.POST) if action == "shift" else selection.STAY
    if not chosen:
        messages.info(request, _("Choose the blocks first."))
        return rendering.back(request, calendar)
    return begin(request, calendar, selection.job_of(calendar, key_of(request), action, chosen, shift))


def begin(request: AuthenticatedRequest, calendar: CalendarContext, job: Job) -> HttpResponse:
    """Ask for a job first where that is due, else do its first part."""
    if "sure" not in request.POST and job.todo and selection.needs_confirmation(calendar, job):
        return dialog.render(request, calendar, CONFIRM, _confirmation(request, calendar, job))
    return _run(request, calendar, job)


@require_POST
@calendar_context(rendering.failed, needs_workspace=False)
def go(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Go on with the job of this session, or do what was pressed: resume, retry, halves, stop, drop."""
    job, do = jobs.load(request.session), request.POST.get("do", "")
    if do == "stop" and job:
        jobs.ask_to_stop(job)
        return HttpResponse(status=204) if request.htmx else rendering.back(request, calendar)
    if do == "drop" or job is None:
        jobs.save(request.session, None)
        return rendering.back(request, calendar)
    if do in {"resume", "retry", "halves"}:
        jobs.resume(job, failed=do != "resume", halves=do == "halves")
    return _run(request, calendar, job)


# ------------------------------------------------------------------ answers
def shown_blocks(calendar: CalendarContext) -> list[Block]:
    """Return the blocks that the page shows, filters applied. Raises UpstreamError and WorkspaceUnknown."""
    return rendering.in_view(calendar, reads.read_days(calendar, ask=False).blocks)


def _run(request: AuthenticatedRequest, calendar: CalendarContext, job: Job) -> HttpResponse:
    """Do parts of a job for a while, and show how far it is."""
    calendar.workspace  # noqa: B018 - raises before anything is sent
    jobs.run(calendar, job, seconds=SLICE if rendering.is_on_calendar(request) else LONG_SLICE)
    jobs.save(request.session, job)
    if job.is_running and pages.target_of(request) == "job":
        context = {"job": jobs.progress(job), "query": calendar.query, "fragment": True}
        return shortcuts.render(request, "timeblocks/job.html#job", context)
    if job.todo or not job.done:
        return rendering.back(request, calendar)
    if job.action == "undo":
        return rendering.done(request, calendar, _("Undone: %s") % job.label)
    group = stacks_of(request.user, rendering.RESOURCE).undo
    text = str(selection.DONE[job.action] % {"n": job.done})
    return rendering.done(request, calendar, text, group.name if group else "")


def _confirmation(request: AuthenticatedRequest, calendar: CalendarContext, job: Job) -> dict[str, Any]:
    """Return what is asked before a large job: what, what it costs, and whether the quota will do."""
    left = selection.remaining_quota(calendar)
    cost, many = job.cost, job.total
    kept = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    return {
        "doing": str(jobs.LABELS[job.action]),
        "count": ngettext("%(n)d block", "%(n)d blocks", many) % {"n": many},
        "cost": ngettext("%(n)d request", "%(n)d requests", cost) % {"n": cost},
        "left": left.remaining if left else None,
        "short": left is not None and cost > left.remaining,
        "until": times.clock(left.resets_at, request.user) if left and left.resets_at else "",
        "action": request.path,
        "kept": [(name, value) for name, value in kept if name not in {"csrfmiddlewaretoken", FIELD}],
        "names": [item["name"] for part in job.todo for item in part][:SHOWN],
        "more": max(0, many - SHOWN),
        "back": f"{reverse('calendar')}?{calendar.query}",
    }

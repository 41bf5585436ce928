"""One block: its page, its form, and every action on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.timeblocks.block import actions, dialog
from dashboard.timeblocks.block.actions import InvalidInput
from dashboard.timeblocks.block.forms import BlockForm
from dashboard.timeblocks.bulk import selection
from dashboard.timeblocks.bulk import views as bulk_views
from dashboard.timeblocks.calendar import rendering
from dashboard.timeblocks.calendar.rendering import CalendarContext
from dashboard.timeblocks.services import clock, failures, reads, writes
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.undo import Step, steps_of
from dashboard.timeblocks.services.writes import BlockWriteResult, DesiredBlock
from dashboard.upstream import documents
from dashboard.upstream.contract import ContractError
from dashboard.upstream.errors import Gone, UpstreamError
from dashboard.web.idempotency import key_of
from dashboard.workspaces.services import FocusWorkspace, WorkspaceUnknown

AT_ONCE = 3  # requests that an undo makes in one go
BLOCK, NEW, GONE, TWO = (f"timeblocks/{name}.html" for name in ("block", "new", "gone", "two_versions"))


@require_http_methods(["GET", "HEAD", "POST"])
def block(request: AuthenticatedRequest, task_id: int, block_id: int) -> HttpResponse:
    """Show one block with all its fields and actions; POST saves its form."""
    calendar = rendering.calendar_context(request)
    try:
        workspace = reads.place_of(request.user, calendar.view.workspace)
        if request.method == "POST":
            return _save(request, calendar, workspace, task_id, block_id)
        found = reads.find_block(user=request.user, workspace=workspace, task_id=task_id, block_id=block_id)
    except ContractError:
        raise Http404 from None
    except (UpstreamError, WorkspaceUnknown) as error:
        return _nothing(request, calendar, error)
    context = dialog.block_context(calendar, workspace, found)
    if (words := request.GET.get("q", "").strip()[:100]) or "q" in request.GET:
        context |= dialog.choice_of_task(calendar, workspace, found.task_id, words)
    return dialog.render(request, BLOCK, context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Show the form of a new block; POST makes it."""
    calendar = rendering.calendar_context(request)
    pattern = calendar.viewer.clock
    try:
        workspace = reads.place_of(request.user, calendar.view.workspace)
    except (UpstreamError, WorkspaceUnknown) as error:
        return _nothing(request, calendar, error)
    if request.method != "POST":
        words = request.GET.get("q", "").strip()[:100]
        form = BlockForm(
            initial=dialog.initial_of_new(request, calendar), zone=calendar.zone, pattern=pattern, prefix="block"
        )
        return dialog.render(request, NEW, _new_context(calendar, workspace, form, words))
    form = BlockForm(request.POST, zone=calendar.zone, pattern=pattern, prefix="block")
    if not form.is_valid():
        return dialog.render(request, NEW, _new_context(calendar, workspace, form), status=422)
    result = writes.create(
        user=request.user, workspace=workspace, wanted=_wanted(request, form), key=key_of(request, "new")
    )
    if not result.is_done:
        return _not_made(request, calendar, workspace, form, result)
    return _done(request, calendar, workspace, result, _("Created"))


@require_POST
def act(request: AuthenticatedRequest, task_id: int, block_id: int, action: str) -> HttpResponse:
    """Do one thing to a block: move, complete, archive, delete and so on."""
    if action not in actions.VERBS:
        raise Http404
    calendar, verb, key = (
        rendering.calendar_context(request),
        str(actions.VERBS[action]),
        key_of(request, f"{action}{block_id}"),
    )
    try:
        workspace = reads.place_of(request.user, calendar.view.workspace)
        # A drag says what it began with; that is compared with a young copy, or Focus is asked first.
        young = "seen" in request.POST
        found = reads.find_block(
            user=request.user, workspace=workspace, task_id=task_id, block_id=block_id, fresh=young
        )
        if writes.was_done(request.user, key):
            return _done(request, calendar, workspace, BlockWriteResult("done", block_id, repeated=True), verb, found)
        if actions.differs_from_seen(request, calendar, found):
            return _meanwhile(request, calendar, workspace, found)
    except ContractError:
        raise Http404 from None
    except (UpstreamError, WorkspaceUnknown, InvalidInput) as error:
        return _not_found(request, calendar, error, block_id)
    result = actions.act(request, calendar, workspace, found, action, key)
    return (
        _done(request, calendar, workspace, result, verb, found)
        if result.is_done
        else _refused(request, calendar, result)
    )


@require_POST
def plan(request: AuthenticatedRequest, task_id: int) -> HttpResponse:
    """Send an unscheduled task into the day: where it was dropped, else its first free time."""
    calendar = rendering.calendar_context(request)
    try:
        workspace = reads.place_of(request.user, calendar.view.workspace)
        days = calendar.view.days(reads.first_weekday_of(request.user))
        shown = reads.read_days(user=request.user, workspace=workspace, days=days, zone=calendar.zone, ask=False)
        task = reads.known_tasks(request.user).get(task_id)
        wanted = actions.planned(request, calendar, shown.blocks, task, task_id)
    except (UpstreamError, WorkspaceUnknown, InvalidInput) as error:
        return _not_found(request, calendar, error)
    result = writes.create(user=request.user, workspace=workspace, wanted=wanted, key=key_of(request, f"plan{task_id}"))
    if not result.is_done:
        return _refused(request, calendar, result)
    return _done(request, calendar, workspace, result, _("Planned"))


@require_POST
def undo(request: AuthenticatedRequest) -> HttpResponse:
    """Take a change back, or do it again. Where the block is not what was written, both are shown first."""
    calendar = rendering.calendar_context(request)
    step, is_redo = actions.step_of(request)
    if step is None:
        messages.info(request, _("There is nothing left to undo."))
        return rendering.back(request, calendar)
    if step.cost > AT_ONCE:
        return _undo_in_parts(request, calendar, step)
    key = key_of(request, "u")
    result = writes.take_back(user=request.user, step=step, key=key, force="force" in request.POST)
    if result.outcome == "differs":
        context = dialog.shared(calendar) | actions.differing(calendar, step, result.differs)
        return dialog.render(request, TWO, context, status=409 if not request.htmx else 200)
    if not result.is_done:
        return _refused(request, calendar, result)
    messages.success(request, (_("Done again: %s") if is_redo else _("Undone: %s")) % step.label)
    return rendering.back(request, calendar, focus=result.block_id)


def _undo_in_parts(request: AuthenticatedRequest, calendar: CalendarContext, step: Step) -> HttpResponse:
    """Take back what needs many requests as a job, with progress, a pause when the quota ends, and the rest later."""
    job = selection.undo_job(key_of(request), step, force="force" in request.POST)
    try:
        workspace = reads.place_of(request.user, calendar.view.workspace)
    except (UpstreamError, WorkspaceUnknown) as error:
        return _nothing(request, calendar, error)
    return bulk_views.begin(request, calendar, workspace, job)


# ------------------------------------------------------------------ answers
def _meanwhile(
    request: AuthenticatedRequest, calendar: CalendarContext, workspace: FocusWorkspace, now: Block
) -> HttpResponse:
    """Show both versions of a block that was changed while somebody moved it. Nothing was sent. Raises Nonsense."""
    wanted, form = actions.moved_form(request, calendar, now)
    context = dialog.block_context(calendar, workspace, now, form) | actions.versions(calendar, now, wanted)
    return dialog.render(request, TWO, context, status=409 if not request.htmx else 200)


def _not_found(
    request: AuthenticatedRequest, calendar: CalendarContext, error: Exception, block_id: int | None = None
) -> HttpResponse:
    """Say why nothing could be done: no answer, no place, or what was sent makes no sense."""
    if isinstance(error, WorkspaceUnknown):
        return _nothing(request, calendar, error)
    problem, mistake = (error, "") if isinstance(error, UpstreamError) else (None, str(error))
    return _refused(request, calendar, BlockWriteResult("refused", block_id, problem, mistake))


def _save(
    request: AuthenticatedRequest, calendar: CalendarContext, workspace: FocusWorkspace, task_id: int, block_id: int
) -> HttpResponse:
    """Save a block's form. It is compared with Focus first, so that a colleague's change is not lost."""
    form = BlockForm(request.POST, zone=calendar.zone, pattern=calendar.viewer.clock, prefix="block")
    kept = reads.find_block(user=request.user, workspace=workspace, task_id=task_id, block_id=block_id)
    if not form.is_valid():
        return dialog.render(request, BLOCK, dialog.block_context(calendar, workspace, kept, form), status=422)
    wanted = _wanted(request, form)
    try:
        now = reads.read_block(user=request.user, workspace=workspace, task_id=task_id, block_id=block_id)
    except Gone:
        return dialog.render(request, GONE, dialog.shared(calendar) | _gone(calendar, wanted, kept), status=200)
    except UpstreamError as error:
        return _unsaved(request, calendar, workspace, kept, form, BlockWriteResult("refused", block_id, error))
    if (seen := _seen(request)) and seen != writes.editable_fields(now):
        context = dialog.block_context(calendar, workspace, now, form) | actions.versions(calendar, now, wanted)
        return dialog.render(request, TWO, context, status=200)
    result = writes.change(
        user=request.user, workspace=workspace, block=now, wanted=wanted, key=key_of(request, f"save{block_id}")
    )
    if not result.is_done and result.outcome != "unchanged":
        return _unsaved(request, calendar, workspace, kept, form, result)
    return _done(request, calendar, workspace, result, _("Saved"), now)


def _done(
    request: AuthenticatedRequest,
    calendar: CalendarContext,
    workspace: FocusWorkspace,
    result: BlockWriteResult,
    verb: str,
    before: Block | None = None,
) -> HttpResponse:
    """Say what was done, with Undo, and show the calendar."""
    # No copy has a block that went to a week of which none is kept.
    now = reads.kept_block(request.user, workspace, result.block_id) if result.block_id else None
    shown = now or (reads.named(request.user, result.block) if result.block else before)
    text = f"{verb}: {dialog.describe_with_overlaps(calendar, workspace, shown)}" if shown else verb
    step = _latest(request) if result.outcome != "unchanged" else ""
    messages.success(request, dialog.with_undo_button(text, step) if step else text)
    return rendering.back(request, calendar, focus=result.block_id)


def _latest(request: AuthenticatedRequest) -> str:
    step = steps_of(request.user).undo
    return step.name if step else ""


def _refused(request: AuthenticatedRequest, calendar: CalendarContext, result: BlockWriteResult) -> HttpResponse:
    """Show the calendar as it was, with what went wrong and Retry."""
    if result.outcome == "unchanged":
        return rendering.back(request, calendar, focus=result.block_id)
    fields = [(name, value) for name, value in request.POST.items() if isinstance(value, str)]
    failure = failures.failure_of(result, request.user, request.path, fields)
    return rendering.refused(request, calendar, failure, focus=result.block_id)


def _unsaved(
    request: AuthenticatedRequest,
    calendar: CalendarContext,
    workspace: FocusWorkspace,
    kept: Block,
    form: BlockForm,
    result: BlockWriteResult,
) -> HttpResponse:
    failure = failures.failure_of(result, request.user)
    return dialog.render(
        request, BLOCK, dialog.block_context(calendar, workspace, kept, form) | {"failure": failure}, status=422
    )


def _not_made(
    request: AuthenticatedRequest,
    calendar: CalendarContext,
    workspace: FocusWorkspace,
    form: BlockForm,
    result: BlockWriteResult,
) -> HttpResponse:
    """Show the form again with what was typed. A task that vanished is a mistake of its field."""
    failure = failures.failure_of(result, request.user)
    if isinstance(result.problem, Gone) or (result.problem and result.problem.field == "task_id"):
        failure |= {"title": _("This task is no longer there"), "text": _("Choose another one."), "check": False}
    return dialog.render(request, NEW, _new_context(calendar, workspace, form) | {"failure": failure}, status=422)


def _nothing(request: AuthenticatedRequest, calendar: CalendarContext, error: Exception) -> HttpResponse:
    """Show that there is no such block, no answer or no connection."""
    problem = error if isinstance(error, UpstreamError) else None
    failure = failures.failure_of(
        BlockWriteResult("refused", None, problem, _("Choose the workspace of Focus first.")), request.user
    )
    status = 404 if isinstance(error, Gone) and not request.htmx else 200
    return dialog.render(request, GONE, dialog.shared(calendar) | {"failure": failure, "again": ""}, status=status)


# ------------------------------------------------------------------ what a form says
def _wanted(request: AuthenticatedRequest, form: BlockForm) -> DesiredBlock:
    data: dict[str, Any] = form.cleaned_data
    sync = writes.sync_of(request.user, data["outbound_sync"])
    return DesiredBlock(data["task"], data["starts"], data["seconds"], data["completed"], sync)


def _seen(request: AuthenticatedRequest) -> dict[str, Any]:
    try:
        seen = documents.parse(request.POST.get("seen", ""))
    except ValueError:
        return {}
    return seen if isinstance(seen, dict) else {}


def _new_context(
    calendar: CalendarContext, workspace: FocusWorkspace, form: BlockForm, words: str = ""
) -> dict[str, Any]:
    task = form["task"].value()
    chosen = int(task) if str(task or "").isdecimal() else None
    context = dialog.shared(calendar) | {"form": form, "sync": dialog.sync_choice(calendar), "failure": None}
    on = form["date"].value()
    context["on"] = on.isoformat() if isinstance(on, date) else on or ""
    return context | dialog.choice_of_task(calendar, workspace, chosen, words)


def _gone(calendar: CalendarContext, wanted: DesiredBlock, kept: Block) -> dict[str, Any]:
    """Return what is shown of a block that a colleague deleted meanwhile: one's own version, to make again."""
    on, minute, fold = clock.wall(calendar.zone, wanted.starts)
    length = (wanted.seconds or 0) // 60
    query = f"date={on.isoformat()}&minute={minute}&fold={fold}&task={wanted.task_id}&length={length}"
    failure = {"title": _("Somebody deleted this block meanwhile"), "text": kept.name, "quote": "", "tone": "warn"}
    extra = {"code": "gone", "action": "", "retry": [], "check": False, "reconnect": False}
    return {"failure": failure | extra, "again": f"{reverse('new_time_block')}?{query}"}

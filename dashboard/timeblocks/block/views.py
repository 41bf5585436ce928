"""One block: its page, its form, and every action on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import Notice
from dashboard.gateway.undo.stacks import stacks_of
from dashboard.timeblocks.block import actions, dialog
from dashboard.timeblocks.block.forms import BlockForm
from dashboard.timeblocks.bulk import selection
from dashboard.timeblocks.bulk import views as bulk_views
from dashboard.timeblocks.calendar import rendering
from dashboard.timeblocks.calendar.decorators import calendar_context
from dashboard.timeblocks.services import clock, labels, reads, writes
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.timeblocks.services.failures import failure_of, refused_by
from dashboard.timeblocks.services.writes import BlockWriteResult, DesiredBlock
from dashboard.upstream import documents
from dashboard.upstream.errors import Gone, UpstreamError
from dashboard.web.idempotency import key_of
from dashboard.workspaces.services import WorkspaceUnknown

AT_ONCE = 3  # requests that an undo makes in one go
BLOCK, NEW, TWO = (f"timeblocks/{name}.html" for name in ("block", "new", "two_versions"))


def _failed(request: AuthenticatedRequest, calendar: CalendarContext, error: Exception) -> HttpResponse:
    """Say on the calendar why nothing was done; where no workspace is known there is none to show."""
    if isinstance(error, WorkspaceUnknown):
        return dialog.failed(request, calendar, error)
    block_id = request.resolver_match.kwargs.get("block_id") if request.resolver_match else None
    return rendering.refused(request, calendar, refused_by(error, block_id))


@require_http_methods(["GET", "HEAD", "POST"])
@calendar_context(dialog.failed)
def block(request: AuthenticatedRequest, calendar: CalendarContext, task_id: int, block_id: int) -> HttpResponse:
    """Show one block with all its fields and actions; POST saves its form."""
    found = reads.find_block(calendar, task_id, block_id)
    if request.method == "POST":
        return _save(request, calendar, found)
    context = dialog.block_context(calendar, found)
    if "q" in request.GET:
        context |= dialog.choice_of_task(calendar, found.task_id, request.GET["q"].strip()[:100])
    return dialog.render(request, calendar, BLOCK, context)


@require_http_methods(["GET", "HEAD", "POST"])
@calendar_context(dialog.failed)
def new(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Show the form of a new block; POST makes it."""
    if request.method != "POST":
        form = _form(calendar, initial=dialog.initial_of_new(request, calendar))
        return _new_page(request, calendar, form, request.GET.get("q", "").strip()[:100])
    form = _form(calendar, request.POST)
    if not form.is_valid():
        return _new_page(request, calendar, form)
    result = writes.create(calendar, _desired(request, form), key=key_of(request, "new"))
    if result.is_done:
        return _done(request, calendar, result, _("Created"))
    return _new_page(request, calendar, form, failure=_creation_failure(calendar, result))


@require_POST
@calendar_context(_failed)
def act(
    request: AuthenticatedRequest, calendar: CalendarContext, task_id: int, block_id: int, action: str
) -> HttpResponse:
    """Do one thing to a block: move, complete, archive, delete and so on."""
    if action not in actions.VERBS:
        raise Http404
    verb, key = str(actions.VERBS[action]), key_of(request, f"{action}{block_id}")
    # A drag says what it began with; that is compared with a fresh copy, or Focus is asked first.
    found = reads.find_block(calendar, task_id, block_id, fresh="seen" in request.POST)
    if write_id := writes.earlier_write(request.user, key):
        return _done(request, calendar, BlockWriteResult("done", block_id, write_id=write_id), verb, found)
    if actions.differs_from_seen(request, calendar, found):
        desired, form = actions.moved_form(request, calendar, found)
        return _two_versions(request, calendar, found, form, desired)
    result = actions.act(request, calendar, found, action, key=key)
    return (
        _done(request, calendar, result, verb, found)
        if result.is_done
        else rendering.refused(request, calendar, result)
    )


@require_POST
@calendar_context(_failed)
def plan(request: AuthenticatedRequest, calendar: CalendarContext, task_id: int) -> HttpResponse:
    """Send an unscheduled task into the day: where it was dropped, else its first free time."""
    shown = reads.read_days(calendar, ask=False)
    desired = actions.planned(request, calendar, shown.blocks, task_id)
    result = writes.create(calendar, desired, key=key_of(request, f"plan{task_id}"))
    return (
        _done(request, calendar, result, _("Planned"))
        if result.is_done
        else rendering.refused(request, calendar, result)
    )


@require_POST
@calendar_context(dialog.failed)
def undo(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Undo a change, or do it again. Where the block is not what was written, both are shown first."""
    stacks, name = stacks_of(request.user, rendering.RESOURCE), request.POST.get("step", "")
    group = stacks.group_of(name) if name else stacks.undo
    force = "force" in request.POST
    if group is None:
        messages.info(request, _("There is nothing left to undo."))
        return rendering.back(request, calendar)
    if group.cost > AT_ONCE:  # a job, with progress, a pause when the quota ends, and the rest later
        return bulk_views.begin(request, calendar, selection.undo_job(key_of(request), group, force=force))
    result = writes.undo(calendar, group, key=key_of(request, "u"), force=force)
    if result.outcome == "differs":
        context = actions.undo_versions(calendar, group, result.differs)
        return dialog.render(request, calendar, TWO, context, status=200 if request.htmx else 409)
    if not result.is_done:
        return rendering.refused(request, calendar, result)
    text = _("Done again: %s") if group == stacks.redo else _("Undone: %s")
    return rendering.done(request, calendar, text % labels.undo_label(group), focus=result.block_id)


# ------------------------------------------------------------------ answers
def _save(request: AuthenticatedRequest, calendar: CalendarContext, kept: Block) -> HttpResponse:
    """Save a block's form. It is compared with Focus first, so that a colleague's change is not lost."""
    form = _form(calendar, request.POST)
    if not form.is_valid():
        return dialog.render(request, calendar, BLOCK, dialog.block_context(calendar, kept, form), status=422)
    desired = _desired(request, form)
    try:
        now = reads.read_block(calendar, kept.task_id, kept.id)
    except Gone:
        return dialog.render(request, calendar, dialog.GONE, _deleted_meanwhile(calendar, desired, kept))
    except UpstreamError as error:
        return _unsaved(request, calendar, kept, form, BlockWriteResult("refused", kept.id, error))
    if (seen := _seen(request)) and seen != writes.editable_fields(now):
        return _two_versions(request, calendar, now, form, desired, status=200)
    result = writes.change(calendar, now, desired, key=key_of(request, f"save{kept.id}"))
    if not result.is_done and result.outcome != "unchanged":
        return _unsaved(request, calendar, kept, form, result)
    return _done(request, calendar, result, _("Saved"), now)


def _done(
    request: AuthenticatedRequest,
    calendar: CalendarContext,
    result: BlockWriteResult,
    verb: str,
    before: Block | None = None,
) -> HttpResponse:
    """Say what was done, with Undo, and show the calendar."""
    # No copy has a block that went to a week of which none is kept.
    kept = reads.kept_block(calendar, result.block_id) if result.block_id else None
    shown = kept or result.block or before
    text = f"{verb}: {dialog.describe_with_overlaps(calendar, shown)}" if shown else verb
    undo = result.write_id.hex if result.write_id else ""
    return rendering.done(request, calendar, text, undo, focus=result.block_id)


def _two_versions(
    request: AuthenticatedRequest,
    calendar: CalendarContext,
    now: Block,
    form: BlockForm,
    desired: DesiredBlock,
    *,
    status: int = 409,
) -> HttpResponse:
    """Show both versions of a block that was changed while somebody edited it. Nothing was sent."""
    context = dialog.block_context(calendar, now, form) | actions.edit_versions(calendar, now, desired)
    return dialog.render(request, calendar, TWO, context, status=200 if request.htmx else status)


def _unsaved(
    request: AuthenticatedRequest, calendar: CalendarContext, kept: Block, form: BlockForm, result: BlockWriteResult
) -> HttpResponse:
    """Show the form again with what was typed, and why it was not saved."""
    context = dialog.block_context(calendar, kept, form) | {"failure": failure_of(calendar, result)}
    return dialog.render(request, calendar, BLOCK, context, status=422)


def _new_page(
    request: AuthenticatedRequest,
    calendar: CalendarContext,
    form: BlockForm,
    words: str = "",
    *,
    failure: Notice | None = None,
) -> HttpResponse:
    """Show the form of a new block, also with what was typed and why it was not made."""
    task, on = form["task"].value(), form["date"].value()
    context: dict[str, Any] = {
        "form": form,
        "sync": dialog.sync_choice(calendar),
        "failure": failure,
        "on": on.isoformat() if isinstance(on, date) else on or "",
        **dialog.choice_of_task(calendar, int(task) if str(task or "").isdecimal() else None, words),
    }
    return dialog.render(request, calendar, NEW, context, status=422 if form.is_bound else 200)


def _creation_failure(calendar: CalendarContext, result: BlockWriteResult) -> Notice:
    """Return why a block was not made. A task that vanished is a mistake of its field."""
    failure = failure_of(calendar, result)
    if not isinstance(result.problem, Gone) and not (result.problem and result.problem.field == "task_id"):
        return failure
    title, text = _("This task is no longer there"), _("Choose another one.")
    return replace(failure, title=title, text=text, action="", follow_ups=())


# ------------------------------------------------------------------ what a form says
def _form(calendar: CalendarContext, data: Any = None, **options: Any) -> BlockForm:
    return BlockForm(data, zone=calendar.zone, pattern=calendar.viewer.clock, prefix="block", **options)


def _desired(request: AuthenticatedRequest, form: BlockForm) -> DesiredBlock:
    data: dict[str, Any] = form.cleaned_data
    sync = writes.sync_of(request.user, data["outbound_sync"])
    return DesiredBlock(data["task"], data["starts"], data["seconds"], data["completed"], sync)


def _seen(request: AuthenticatedRequest) -> dict[str, Any]:
    try:
        seen = documents.parse(request.POST.get("seen", ""))
    except ValueError:
        return {}
    return seen if isinstance(seen, dict) else {}


def _deleted_meanwhile(calendar: CalendarContext, desired: DesiredBlock, kept: Block) -> dict[str, Any]:
    """Return what is shown of a block that a colleague deleted meanwhile: one's own version, to make again."""
    on, minute, fold = clock.wall(calendar.zone, desired.starts)
    length = (desired.seconds or 0) // 60
    query = f"date={on.isoformat()}&minute={minute}&fold={fold}&task={desired.task_id}&length={length}"
    failure = Notice("gone", _("Somebody deleted this block meanwhile"), kept.name, tone="warn")
    return {"failure": failure, "again": f"{reverse('new_time_block')}?{query}"}

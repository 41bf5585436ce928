"""`/statuses/<id>/`: one status, what was done with it, and the tasks of this week that have it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Kind
from dashboard.gateway import notices
from dashboard.gateway import services as gateway
from dashboard.statuses.list.address import parse_address, parse_id
from dashboard.statuses.list.rendering import address_of_form, redirect_to_list, tell_failure
from dashboard.statuses.list.view_models import type_label
from dashboard.statuses.services import writes
from dashboard.statuses.services.deleted import deleted_statuses
from dashboard.statuses.services.reads import StatusList, peek_list
from dashboard.statuses.services.refusals import refusals
from dashboard.statuses.services.workspaces import workspace_choices
from dashboard.statuses.status.this_week import week_of
from dashboard.upstream.contract import operation
from dashboard.upstream.errors import Gone, NotConnected, UpstreamError
from dashboard.upstream.records.reads import STATUS, STATUSES
from dashboard.upstream.records.statuses import Status
from dashboard.web import pages
from dashboard.web.idempotency import key_of
from dashboard.web.toasts import undoable
from dashboard.workspaces.services import WorkspaceUnknown, focus_workspace

MOST_CHANGES = 50  # of its history


@require_safe
def status(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Show one status: from the kept list where that is fresh, else 1 request."""
    address = parse_address(request.GET)
    workspace_id = address.workspace or workspace_choices(request.user).default
    if not workspace_id:
        return redirect("statuses")
    kept = peek_list(request.user, workspace_id)
    problem: UpstreamError | None = None
    try:
        current, at, problem = _read_status(request.user, workspace_id, status_id, kept)
    except UpstreamError as error:
        current, at, problem = None, None, error
    context = _context(request.user, workspace_id, status_id, kept, current) | {"address": address, "at": at}
    context["notice"] = notices.notice_of(problem, request.user) if problem else None
    return pages.render(request, "statuses/status.html", context, status=404 if isinstance(problem, Gone) else 200)


@require_POST
def refresh(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Ask Focus for this status again: 1 request."""
    address = address_of_form(request)
    workspace_id = address.workspace or workspace_choices(request.user).default
    if workspace_id is None:
        return redirect_to_list(address)
    try:
        answer = gateway.read(request.user, STATUS, refresh=True, workspace_id=workspace_id, status_id=status_id)
        problem = answer.problem
    except UpstreamError as error:
        problem = error
    if problem:
        notices.tell(request, problem)
    return redirect(address.status_url(status_id))


@require_POST
def assign(request: AuthenticatedRequest, task_id: int) -> HttpResponse:
    """Give a task another status: 1 request. `next` is the page of ours to go back to, `before` what it had."""
    address, form = address_of_form(request), request.POST
    status_id, before = parse_id(form.get("status_id")), parse_id(form.get("before"))
    back = pages.own_address(request, form.get("next", ""))
    try:
        workspace = focus_workspace(request.user, address.workspace)
    except (NotConnected, WorkspaceUnknown):
        workspace = None
    if not status_id or not workspace:
        messages.error(request, _("Choose a status. Nothing was sent."))
    else:
        key = key_of(request, f"assign{status_id}-{task_id}")
        write = writes.assign(request.user, workspace, task_id=task_id, status_id=status_id, before=before, key=key)
        if write.is_done:
            write_id = write.write_id if before and "next" not in form else None
            undoable(request, _("The task has another status now."), write_id, at="undo_status")
        else:
            tell_failure(request, write, _("Nobody knows yet whether the task has another status."))
    return redirect(back or (address.status_url(before) if before else address.url))


def _read_status(
    user: User, workspace_id: int, status_id: int, kept: StatusList | None
) -> tuple[Status | None, datetime | None, UpstreamError | None]:
    """Return the status, when Focus said so, and why that is a copy. Raises UpstreamError where there is none."""
    alone = gateway.peek(user, STATUS, workspace_id=workspace_id, status_id=status_id)
    if kept and _is_fresh(kept) and not (alone and kept.at and alone.at > kept.at) and (row := kept.find(status_id)):
        return row, kept.at, None
    answer = gateway.read(user, STATUS, workspace_id=workspace_id, status_id=status_id)
    return answer.data, answer.at, answer.problem


def _is_fresh(kept: StatusList) -> bool:
    fresh_for = operation(STATUSES.operation_id).fresh_for
    return bool(kept.at and not kept.is_stale and (timezone.now() - kept.at).total_seconds() < fresh_for)


def _context(
    user: User, workspace_id: int, status_id: int, kept: StatusList | None, current: Status | None
) -> dict[str, Any]:
    refused = refusals(user, workspace_id)
    # Whoever has no list of this workspace was not shown it by Focus, and hears nothing of what others did in it.
    gone = deleted_statuses(user, workspace_id, kept) if kept and (current is None or current.deleted_at) else []
    return {
        "status": current,
        "status_id": status_id,
        "deleted": next((status for status in gone if status.id == status_id), None),
        "type_label": type_label(current.type) if current else "",
        "rank": kept.ids.index(status_id) + 1 if kept and kept.find(status_id) else None,
        "count": len(kept.rows) if kept else 0,
        "edit_blocked_reason": refused.update.get(status_id, ""),
        "delete_blocked_reason": refused.delete.get(status_id, ""),
        "history": _history(user, workspace_id, status_id),
        "week": week_of(user, workspace_id, status_id),
        "choices": kept.rows if kept else (),
    }


def _history(user: User, workspace_id: int, status_id: int) -> list[audit.Change]:
    """Return what this person did with a status through Tandem, newest first."""
    rows = Entry.objects.filter(
        actor_id=user.pk, target__workspace_id=workspace_id, target__status_id=status_id, kind=Kind.WRITE_INTENT
    )
    return audit.changes(rows.order_by("-id")[:MOST_CHANGES])

"""`/statuses/<id>/`: one status, what was done with it, and the tasks of this week that have it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.audit import services as audit
from dashboard.gateway import notices
from dashboard.gateway import services as gateway
from dashboard.statuses.list import rendering, view_models
from dashboard.statuses.list.address import Asked, asked_of, number
from dashboard.statuses.list.undo_toast import with_undo
from dashboard.statuses.services import learned, writes
from dashboard.statuses.services import reads as lists
from dashboard.statuses.services.reads import Status, Where
from dashboard.statuses.services.workspaces import Places, places
from dashboard.statuses.status import week
from dashboard.upstream.contract import operation
from dashboard.upstream.errors import Gone, Unreadable, UpstreamError
from dashboard.web import pages
from dashboard.web.idempotency import key_of

READ = "focus.get_status"


@require_safe
def status(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Show one status: from the kept list where that is fresh, else 1 request."""
    asked = asked_of(request.GET)
    there = places(user=request.user)
    workspace_id = asked.workspace or there.default
    if not workspace_id:
        return redirect("statuses")
    where = Where(user=request.user, workspace_id=workspace_id)
    found, at, problem = _found(where, status_id)
    context = _context(where, asked, there, status_id, found) | {"at": at}
    context["notice"] = notices.notice_of(problem, request.user) if problem else None
    return pages.render(request, "statuses/status.html", context, status=404 if isinstance(problem, Gone) else 200)


@require_POST
def refresh(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Ask Focus for this status again: 1 request."""
    asked = rendering.sent_from(request)
    workspace_id = asked.workspace or places(user=request.user).default
    if workspace_id is None:
        return rendering.back(asked)
    try:
        problem = gateway.read(request.user, READ, refresh=True, workspace_id=workspace_id, status_id=status_id).problem
    except UpstreamError as error:
        problem = error
    if problem:
        notices.tell(request, problem)
    return redirect(_address(asked, status_id))


@require_POST
def give(request: AuthenticatedRequest, task_id: int) -> HttpResponse:
    """Give a task another status: 1 request. `next` is the page of ours to go back to, `before` what it had."""
    asked, form = rendering.sent_from(request), request.POST
    status_id, before = number(form.get("status_id")), number(form.get("before"))
    result = _given(request, asked, task_id, status_id, before)
    if result is None:
        messages.error(request, _("Choose a status. Nothing was sent."))
    elif result.is_done:
        _tell(request, task_id, status_id, before)
    else:
        rendering.tell_failure(request, result, _("Nobody knows yet whether the task has another status."))
    return redirect(_next(request, asked, before))


def give_back(request: AuthenticatedRequest, asked: Asked, inverse: dict[str, Any]) -> HttpResponse:
    """Undo giving a task another status."""
    task_id, status_id, before = (number(str(inverse.get(name))) for name in ("id", "status_id", "before"))
    undoes = audit.latest_write(request.user, "_task", "task_id", task_id or 0)
    result = _given(request, asked, task_id or 0, status_id, before, undoes) if task_id else None
    if result and result.is_done:
        messages.success(request, _("Undone."))
    else:
        rendering.tell_failure(
            request, result or writes.Result("refused"), _("Nobody knows yet whether this was undone.")
        )
    return redirect(_address(asked, status_id) if status_id else asked.address)


def _given(
    request: AuthenticatedRequest,
    asked: Asked,
    task_id: int,
    status_id: int | None,
    before: int | None,
    undoes: UUID | None = None,
) -> writes.Result | None:
    """Send it; None where the form does not say what."""
    there = places(user=request.user)
    workspace_id = asked.workspace or there.default
    organization_id = there.find(workspace_id).organization_id if workspace_id else None
    if not status_id or not workspace_id or not organization_id:
        return None
    place, key = (organization_id, workspace_id), key_of(request, f"give{status_id}.{task_id}")
    given = {"task_id": task_id, "status_id": status_id}
    return writes.give(user=request.user, place=place, **given, before=before, key=key, undoes=undoes)


def _tell(request: AuthenticatedRequest, task_id: int, status_id: int | None, before: int | None) -> None:
    text = _("The task has another status now.")
    if before and "next" not in request.POST:
        messages.success(request, with_undo(text, do="give", id=task_id, status_id=before, before=status_id))
    else:
        messages.success(request, text)


def _found(where: Where, status_id: int) -> tuple[Status | None, Any, UpstreamError | None]:
    """Return the status, when Focus said so, and why it did not."""
    kept = lists.peek(**where)
    alone = gateway.peek(where["user"], READ, workspace_id=where["workspace_id"], status_id=status_id)
    newer = alone is None or (kept is not None and kept.at is not None and kept.at >= alone.at)
    if newer and kept and not kept.is_stale and _is_fresh(kept) and (one := kept.find(status_id)):
        return one, kept.at, None
    try:
        answer = gateway.read(where["user"], READ, workspace_id=where["workspace_id"], status_id=status_id)
    except UpstreamError as error:
        return None, None, error
    found = lists.status_of(answer.data)
    problem = answer.problem or (None if found else Unreadable(service="focus", operation_id=READ))
    return found, answer.at, problem


def _is_fresh(kept: lists.Listing) -> bool:
    return bool(kept.at and (timezone.now() - kept.at).total_seconds() < operation(lists.READ).fresh_for)


def _context(where: Where, asked: Asked, there: Places, status_id: int, found: Status | None) -> dict[str, Any]:
    kept = lists.peek(**where)
    refusals = learned.refusals(**where)
    # Whoever has no list of this workspace was not shown it by Focus, and hears nothing of what others did in it.
    gone = [one for one in learned.deleted(**where, listing=kept) if one.status.id == status_id] if kept else []
    return {
        "asked": asked,
        "workspace": there.find(where["workspace_id"]),
        "status": found,
        "deleted": gone[0] if gone and (found is None or found.deleted_at) else None,
        "status_id": status_id,
        "type_label": view_models.type_label(found.type) if found else "",
        "rank": kept.ids.index(status_id) + 1 if kept and status_id in kept.ids else None,
        "count": len(kept.rows) if kept else 0,
        "keeps": refusals.update.get(status_id, ""),
        "stays": refusals.delete.get(status_id, ""),
        "history": learned.history(**where, status_id=status_id),
        "week": week.week_of(where, status_id),
        "choices": kept.rows if kept else (),
    }


def _address(asked: Asked, status_id: int) -> str:
    address = reverse("status", args=[status_id])
    return f"{address}?{asked.query}" if asked.query else address


def _next(request: AuthenticatedRequest, asked: Asked, before: int | None) -> str:
    wanted = pages.own_address(request, request.POST.get("next", ""))
    return wanted or (_address(asked, before) if before else asked.address)

"""Undo of everything done with statuses: gateway/undo decides; only an order goes back as a whole."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.audit.services import Change
from dashboard.gateway.undo import services as undoing
from dashboard.gateway.undo.services import NoSuchChange, Undone
from dashboard.statuses.list.address import ListAddress, parse_address
from dashboard.statuses.list.rendering import load_page, tell_failure
from dashboard.statuses.order.views import render_result
from dashboard.statuses.services import reorder, writes
from dashboard.statuses.services.reads import read_current_list
from dashboard.statuses.services.writes import StatusWrite
from dashboard.upstream.errors import Gone, UpstreamError
from dashboard.web import pages
from dashboard.web.idempotency import key_of

UNDOABLE = {writes.CREATE, writes.UPDATE, writes.DELETE, writes.RESTORE, writes.ASSIGN}


@require_POST
def undo(request: AuthenticatedRequest) -> HttpResponse:
    """Undo the write that a toast names, unless somebody changed the same thing since."""
    try:
        change = undoing.change_of(request.user, UUID(request.POST.get("undo", "")))
    except (ValueError, NoSuchChange):
        change = None
    if change is None or change.entry.operation not in UNDOABLE:
        messages.error(request, _("This cannot be undone any more."))
        return _back(request)
    try:
        moves = undoing.changes_of_form(request.user, change)
        if any(_is_move(change) for change in moves):
            return _undo_moves(request, moves)
        if change.entry.operation == writes.UPDATE:
            read_current_list(request.user, change.entry.target["workspace_id"])  # which the undo compares with
        _tell_undone(request, change, undoing.undo(request.user, change.entry.write_id))
    except UpstreamError as problem:
        tell_failure(request, StatusWrite("refused", problem=problem), "")
    return _back(request)


def _undo_moves(request: AuthenticatedRequest, moves: list[Change]) -> HttpResponse:
    workspace_id: int = moves[0].entry.target["workspace_id"]
    result = reorder.undo_order(request.user, workspace_id, moves, key_of(request, "order"))
    if result is None:
        messages.warning(request, _("Somebody changed the order meanwhile, so nothing was sent."))
        return _back(request)
    return render_result(request, load_page(request, _open_address(request), ask=False), result)


def _tell_undone(request: AuthenticatedRequest, change: Change, undone: Undone) -> None:
    comparison = undone.comparison
    if undone.is_done:
        messages.success(request, _("Undone."))
    elif undone.outcome == "conflict" and comparison.differences and comparison.now:
        words = {"mine": _label(change.entry.after or {}), "now": _label(comparison.now)}
        messages.warning(
            request, _("Not undone: you had made it “%(mine)s”, and somebody made it “%(now)s” since.") % words
        )
    elif undone.outcome == "impossible":
        messages.error(request, undone.reason)
    else:
        problem = undone.problem or Gone(service="focus", operation_id=change.entry.operation)
        write = StatusWrite(undone.outcome, problem=problem)
        tell_failure(request, write, _("Nobody knows yet whether this was undone."))


def _is_move(change: Change) -> bool:
    before, after = change.entry.before or {}, change.entry.after or {}
    return change.entry.operation == writes.UPDATE and before.get("position") != after.get("position")


def _label(fields: dict[str, str]) -> str:
    return f"{fields.get('emoji', '')} {fields.get('name', '')}".strip()


def _open_address(request: AuthenticatedRequest) -> ListAddress:
    """Return the list that is open where a toast was pressed, without its forms."""
    try:
        return parse_address(QueryDict(pages.open_page(request).partition("?")[2][:2000])).without_form()
    except ValueError:
        return ListAddress()


def _back(request: AuthenticatedRequest) -> HttpResponse:
    """Go to the page on which Undo was pressed."""
    return redirect(pages.open_page(request) or "statuses")

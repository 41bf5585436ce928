"""`/calendar/today/`: the short list of the first page, filled and acted upon in place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.timeblocks.services import failures
from dashboard.timeblocks.services.context import CalendarContext, context_of
from dashboard.timeblocks.services.writes import BlockWriteResult
from dashboard.timeblocks.today import plan as today
from dashboard.upstream.contract import ContractError
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages
from dashboard.web.idempotency import key_of
from dashboard.web.toasts import undoable
from dashboard.workspaces.services import WorkspaceUnknown

PAGE = "timeblocks/today.html"
SAID = {
    "complete": gettext_lazy("Completed: %(name)s"),
    "reopen": gettext_lazy("Open again: %(name)s"),
    "archive": gettext_lazy("Archived: %(name)s"),
}


@require_safe
def todays_blocks(request: AuthenticatedRequest) -> HttpResponse:
    """Show today and tomorrow, asking Focus once where no copy is fresh."""
    return _page(request, today.plan(user=request.user, ask=True))


@require_POST
def refresh(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Focus again: one request."""
    plan = today.plan(user=request.user, refresh=True)
    if plan.notice and not pages.wants_fragment(request):
        messages.error(request, plan.notice.title)
    return _answer(request, plan)


@require_POST
def act(request: AuthenticatedRequest, task_id: int, block_id: int, state: str) -> HttpResponse:
    """Complete, reopen or archive a block in place: one request."""
    if state not in today.STATES:
        raise Http404
    calendar, key = context_of(request.user), key_of(request, f"{state}{block_id}")
    try:
        result = today.act(calendar, task_id, block_id, state, key=key)
    except ContractError:
        raise Http404 from None
    except WorkspaceUnknown:
        return redirect("connection_place")
    except UpstreamError as error:
        result = failures.refused_by(error, block_id)
    _tell(request, calendar, state, result)
    response = _answer(request, today.plan(user=request.user))
    response["HX-Trigger"] = "changed"  # the list of the last changes fills itself anew
    return response


def template_context(plan: today.Plan, back: str) -> dict[str, Any]:
    """Return what the template of the list needs; `back` is the page to come back to without scripts."""
    return {"plan": plan, "back": back}


def _tell(request: AuthenticatedRequest, calendar: CalendarContext, state: str, result: BlockWriteResult) -> None:
    """Say how it ended, with Undo where it was done."""
    if not result.is_done and result.outcome != "unchanged":
        messages.error(request, failures.failure_of(calendar, result).line)
        return
    name = request.POST.get("name", "")[:100] or _("the block")
    undoable(request, str(SAID[state]) % {"name": name}, result.write_id)


def _answer(request: AuthenticatedRequest, plan: today.Plan) -> HttpResponse:
    if pages.target_of(request) == "today":
        return _page(request, plan)
    return pages.back_to(request, request.POST.get("back", ""), "todays_blocks")


def _page(request: AuthenticatedRequest, plan: today.Plan) -> HttpResponse:
    fragment = pages.target_of(request) == "today"
    context = template_context(plan, request.POST.get("back", "/") if fragment else request.path)
    return pages.render(request, PAGE, context | {"fragment": fragment}, partials={"today"})

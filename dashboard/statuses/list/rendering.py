"""How every view of the statuses answers: load the list once, render the page or its part, or go back to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway import notices
from dashboard.statuses.list import view_models
from dashboard.statuses.list.address import Asked, asked_of
from dashboard.statuses.list.view_models import Shown
from dashboard.statuses.services import reads as lists
from dashboard.statuses.services.reads import Listing, Where
from dashboard.statuses.services.workspaces import places
from dashboard.statuses.services.writes import Result
from dashboard.upstream.errors import NotConnected, UpstreamError
from dashboard.web import pages

TEMPLATE = "statuses/statuses.html"
AS_KEPT = "statuses_as_kept"  # in the session: the next page shows the kept list, which is known to be in order


def opened(request: AuthenticatedRequest, asked: Asked, *, ask: bool = True, **more: Any) -> Shown:
    """Return the page with its list. Without `ask` a kept list is enough, however old."""
    known = places(user=request.user)
    workspace_id = asked.workspace or known.default
    shown = Shown(asked, known, workspace_id)
    if workspace_id is None:
        lacks = None if "focus" in known.connected else NotConnected(service="focus", operation_id=lists.READ)
        return replace(shown, problem=lacks)
    try:
        found = _list(request, workspace_id, asked, ask=ask)
    except UpstreamError as error:
        return replace(shown, problem=error, **more)
    return replace(shown, listing=found, **more)


def answer(request: AuthenticatedRequest, shown: Shown) -> HttpResponse:
    """Render the page, or the part that HTMX asked for."""
    context = view_models.context(request.user, shown) | {"fragment": pages.target_of(request) == "statuses"}
    return pages.render(request, TEMPLATE, context, partials={"statuses"}, status=shown.status)


def back(asked: Asked) -> HttpResponse:
    """Go to the page as it was before a form was opened."""
    return redirect(asked.without_panel().address)


def sent_from(request: AuthenticatedRequest) -> Asked:
    """Return the page from which a form was sent."""
    try:
        return asked_of(QueryDict(request.POST.get("query", "")[:2000]))
    except ValueError:
        return Asked()


def tell_failure(request: AuthenticatedRequest, result: Result, unknown: str) -> None:
    """Say why a write that has no form did not happen; `unknown` is for the one that may have."""
    if result.outcome == "unknown":
        messages.warning(request, f"{unknown} {_('Below is what Focus says now.')}")
    elif result.problem:
        notices.tell(request, result.problem)
    elif result.mistakes:
        messages.error(request, " ".join(result.mistakes.values()))


def _list(request: AuthenticatedRequest, workspace_id: int, asked: Asked, *, ask: bool) -> Listing:
    of = Where(user=request.user, workspace_id=workspace_id)
    as_kept = bool(request.session.pop(AS_KEPT, None)) if request.method == "GET" else False
    if (not ask or as_kept) and (kept := lists.peek(**of, filters=asked.filters)):
        return kept
    return lists.read(**of, filters=asked.filters)

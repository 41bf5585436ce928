"""What every view of the calendar begins with: its context, and one answer to what fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.timeblocks.services.address import view_of
from dashboard.timeblocks.services.context import CalendarContext, context_of, ensure_settings, today_of
from dashboard.timeblocks.services.failures import InvalidInput
from dashboard.upstream.contract import ContractError
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages
from dashboard.workspaces.services import WorkspaceUnknown

View = Callable[..., HttpResponseBase]


# Answers a request that could not be done: no answer, no workspace, or input that makes no sense.
Failed = Callable[[AuthenticatedRequest, CalendarContext, Exception], HttpResponse]


def calendar_context(failed: Failed, *, needs_workspace: bool = True) -> Callable[[View], View]:
    """Hand a view the context of the calendar, and let `failed` answer for what it raises.

    Without `needs_workspace` the view is entered also where nobody knows the workspace.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def answer(request: AuthenticatedRequest, **of_address: int | str) -> HttpResponseBase:
            calendar = _context(request)
            try:
                if needs_workspace:
                    calendar.workspace  # noqa: B018 - raises where there is none
                return view(request, calendar, **of_address)
            except ContractError:
                raise Http404 from None
            except (UpstreamError, WorkspaceUnknown, InvalidInput) as error:
                return failed(request, calendar, error)

        return answer

    return decorated


def _context(request: AuthenticatedRequest) -> CalendarContext:
    """Return what the address asks for; an action's own address asks for the page that it was sent from."""
    ensure_settings(request.user)
    view, wrong = view_of(_query(request), today_of(request.user))
    return replace(context_of(request.user, view), wrong=tuple(wrong))


def _query(request: AuthenticatedRequest) -> QueryDict:
    """Return the query of the calendar page that is open, also where another address was asked."""
    if request.path == reverse("calendar"):
        return request.GET
    if text := request.POST.get("view") or request.GET.get("view"):
        return QueryDict(text[:1000])
    path, _mark, query = pages.open_page(request).partition("?")
    return QueryDict(query if path == reverse("calendar") else "")

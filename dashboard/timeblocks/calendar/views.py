"""`/calendar/`: look at time blocks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway import notices
from dashboard.timeblocks.calendar import rendering
from dashboard.upstream.errors import UpstreamError
from dashboard.workspaces.services import list_workspaces


@require_safe
def calendar(request: AuthenticatedRequest) -> HttpResponse:
    """Show the view that the address asks for, from kept copies while those are fresh."""
    return rendering.render(request, rendering.calendar_context(request))


@require_POST
def refresh(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Focus again: one request a week."""
    calendar = rendering.calendar_context(request)
    if rendering.is_on_calendar(request):
        return rendering.render(request, calendar, refresh=True, partial=True)
    rendering.render(request, calendar, refresh=True)
    return rendering.back(request, calendar)


@require_POST
def workspaces(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Track once which workspaces there are, so that they can be chosen."""
    calendar = rendering.calendar_context(request)
    try:
        found = list_workspaces(request.user)
    except UpstreamError as error:
        notices.tell(request, error)
    else:
        count = sum(1 for one in found if one.organization_id)
        messages.info(request, ngettext("%(n)d workspace.", "%(n)d workspaces.", count) % {"n": count})
    return rendering.back(request, calendar)

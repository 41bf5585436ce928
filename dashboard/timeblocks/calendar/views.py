"""`/calendar/`: look at time blocks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway import notices
from dashboard.timeblocks.calendar import rendering
from dashboard.timeblocks.calendar.decorators import calendar_context
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.upstream.errors import UpstreamError
from dashboard.workspaces.services import list_workspaces


@require_safe
@calendar_context(rendering.failed, needs_workspace=False)
def calendar(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Show the view that the address asks for, from cached responses while those are fresh."""
    return rendering.render(request, calendar)


@require_POST
@calendar_context(rendering.failed, needs_workspace=False)
def refresh(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Ask Focus again: one request a week."""
    if rendering.is_on_calendar(request):
        return rendering.render(request, calendar, refresh=True, partial=True)
    rendering.render(request, calendar, refresh=True)
    return rendering.back(request, calendar)


@require_POST
@calendar_context(rendering.failed, needs_workspace=False)
def workspaces(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Ask Track once which workspaces there are, so that they can be chosen."""
    try:
        count = sum(1 for row in list_workspaces(request.user) if row.organization_id)
    except UpstreamError as error:
        notices.tell(request, error)
    else:
        messages.info(request, ngettext("%(n)d workspace.", "%(n)d workspaces.", count) % {"n": count})
    return rendering.back(request, calendar)

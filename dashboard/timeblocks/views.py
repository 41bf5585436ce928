"""`/calendar/`: look at time blocks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.timeblocks import pagework, services
from dashboard.upstream.errors import UpstreamError


@require_safe
def calendar(request: AuthenticatedRequest) -> HttpResponse:
    """Show the view that the address asks for, from kept copies while those are fresh."""
    return pagework.render(request, pagework.scene_of(request))


@require_POST
def refresh(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Focus again: one request a week."""
    scene = pagework.scene_of(request)
    if pagework.is_on_calendar(request):
        return pagework.render(request, scene, refresh=True, partial=True)
    pagework.render(request, scene, refresh=True)
    return pagework.back(request, scene)


@require_POST
def workspaces(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Track once which workspaces there are, so that they can be chosen."""
    scene = pagework.scene_of(request)
    try:
        found = services.workspaces(request.user, ask=True)
    except UpstreamError as error:
        messages.error(request, notice_of(error, request.user).title)
    else:
        count = len(found)
        messages.info(request, ngettext("%(n)d workspace.", "%(n)d workspaces.", count) % {"n": count})
    return pagework.back(request, scene)

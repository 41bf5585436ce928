"""The pages of workspace preferences: which workspaces there are, and one of them for its admins."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.preferences.page import rendering
from dashboard.preferences.services import settings_pages
from dashboard.preferences.services.settings_pages import Place
from dashboard.preferences.services.workspaces import admins
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages
from dashboard.workspaces.services import Workspace, find_workspace, list_workspaces


@require_GET
def workspaces(request: AuthenticatedRequest) -> HttpResponse:
    """List the workspaces of a member, and which they may change."""
    try:
        context: dict[str, Any] = {"workspaces": list_workspaces(request.user), "notice": None}
    except UpstreamError as error:
        context = {"workspaces": [], "notice": notice_of(error, request.user)}
    return pages.render(request, "preferences/workspaces.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Show one workspace's preferences to its admins; POST saves what was changed, with one request."""
    found = _found(request, number)
    if isinstance(found, HttpResponse):
        return found
    return rendering.saved(request, found) if request.method == "POST" else rendering.opened(request, found)


@require_POST
def refresh(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Ask Track again, two requests: the preferences, and the list of workspaces, which also says who is an admin."""
    found = _found(request, number)
    if isinstance(found, HttpResponse):
        return found
    answer = rendering.refreshed(request, found)
    still = _found(request, number)
    return still if isinstance(still, HttpResponse) else answer


@require_GET
def past_of(request: AuthenticatedRequest, number: int, field: str) -> HttpResponse:
    """Show what one field was before, whoever of this Tandem changed it."""
    found = _found(request, number)
    return found if isinstance(found, HttpResponse) else rendering.earlier(request, found, field)


def _found(request: AuthenticatedRequest, number: int) -> Place | HttpResponse:
    """Return the page of a workspace, or the answer for somebody who may not have it.

    Raises Http404 for a workspace that the member does not belong to.
    """
    try:
        one = find_workspace(request.user, number)
    except UpstreamError as error:
        context = {"workspaces": [], "notice": notice_of(error, request.user)}
        return pages.render(request, "preferences/workspaces.html", context)
    if one is None:
        raise Http404
    return settings_pages.workspace(one.id, one.label) if one.is_admin else _refused(request, one)


def _refused(request: AuthenticatedRequest, one: Workspace) -> HttpResponse:
    context = {"workspace": one, "admins": admins(user=request.user, number=one.id)}
    status = 200 if pages.wants_fragment(request) else 403  # HTMX fills nothing with a 403
    return pages.render(request, "preferences/not_admin.html", context, status=status)

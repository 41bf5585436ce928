"""Which workspaces there are, and whose preferences a member may change: those of which they are an admin."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.preferences.services.settings_pages import SettingsPage, workspace_page
from dashboard.preferences.services.workspaces import admins
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages
from dashboard.workspaces.services import find_workspace, list_workspaces


@require_GET
def workspaces(request: AuthenticatedRequest) -> HttpResponse:
    """List the workspaces of a member, and which they may change."""
    try:
        context: dict[str, Any] = {"workspaces": list_workspaces(request.user), "notice": None}
    except UpstreamError as error:
        return _unlisted(request, error)
    return pages.render(request, "preferences/workspaces.html", context)


def workspace_page_for(request: AuthenticatedRequest, workspace_id: int) -> SettingsPage | HttpResponse:
    """Return the page of a workspace, or the answer for somebody who may not have it.

    Raises Http404 for a workspace that the member does not belong to.
    """
    try:
        workspace = find_workspace(request.user, workspace_id)
    except UpstreamError as error:
        return _unlisted(request, error)
    if workspace is None:
        raise Http404
    if workspace.is_admin:
        return workspace_page(workspace)
    context = {"workspace": workspace, "admins": admins(user=request.user, workspace_id=workspace.id)}
    status = 200 if pages.wants_fragment(request) else 403  # HTMX fills nothing with a 403
    return pages.render(request, "preferences/not_admin.html", context, status=status)


def _unlisted(request: AuthenticatedRequest, error: UpstreamError) -> HttpResponse:
    context = {"workspaces": [], "notice": notice_of(error, request.user)}
    return pages.render(request, "preferences/workspaces.html", context)

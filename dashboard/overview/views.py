"""The first page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.overview import differences, services
from dashboard.web import pages

PAGE = "overview/overview.html"


@require_safe
def overview(request: AuthenticatedRequest) -> HttpResponse:
    """Show a member's overview from the cache; one part loads what is missing afterwards."""
    fills = pages.target_of(request) == "differences"
    return _page(request, differences.differences(user=request.user, ask=fills))


@require_POST
def refresh(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Track what the web and desktop apps have: two requests."""
    found = differences.differences(user=request.user, refresh=True)
    if pages.target_of(request) == "differences":
        return _page(request, found)
    if found.notice:
        messages.error(request, found.notice.title)
    return redirect("overview")


def _page(request: AuthenticatedRequest, found: differences.Differences) -> HttpResponse:
    context = {
        "overview": services.overview(user=request.user),
        "differences": found,
        "fragment": pages.target_of(request) == "differences",
    }
    return pages.render(request, PAGE, context, partials={"differences"})

"""The pages of a member's own settings: Track for all apps and for each, its alpha features, Focus."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.preferences.page import rendering
from dashboard.preferences.services.settings_pages import PLACES


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AuthenticatedRequest, which: str) -> HttpResponse:
    """Show the settings, from the kept copy while it is fresh; POST saves what was changed, with one request."""
    place = PLACES[which]
    return rendering.saved(request, place) if request.method == "POST" else rendering.opened(request, place)


@require_POST
def refresh(request: AuthenticatedRequest, which: str) -> HttpResponse:
    """Ask the service again, one request. What was changed on the page stays changed."""
    return rendering.refreshed(request, PLACES[which])


@require_POST
def load_names(request: AuthenticatedRequest, which: str) -> HttpResponse:
    """Load names of projects, tasks, tags or workspaces, one request each. Raises Http404 where there are none."""
    if not PLACES[which].kinds:
        raise Http404
    return rendering.with_names(request, PLACES[which])


@require_GET
def past_of(request: AuthenticatedRequest, which: str, field: str) -> HttpResponse:
    """Show what one field was before."""
    return rendering.earlier(request, PLACES[which], field)

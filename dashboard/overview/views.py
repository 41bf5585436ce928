"""The first page."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.overview import services
from dashboard.web import pages


@require_safe
def overview(request: AuthenticatedRequest) -> HttpResponse:
    """Show how the connections stand and where to go. Costs no request."""
    return pages.render(request, "overview/overview.html", {"overview": services.overview(user=request.user)})

"""One page with every component in every state, for whoever builds pages. In English alone, as the code is."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.styleguide import tokens
from dashboard.styleguide.specimens import specimens
from dashboard.web import pages


@require_safe
def styleguide(request: AuthenticatedRequest) -> HttpResponse:
    """Show everything that pages are made of."""
    context = {
        **specimens(request.user),
        "colours": tokens.colours(),
        "contrasts": tokens.contrasts(),
        "spaces": tokens.named("space-"),
        "sizes": tokens.named("text"),
        "corners": tokens.named("radius", "round"),
        "shadows": tokens.named("shadow"),
        "motions": tokens.named("quick", "calm", "fade", "turn", "patience"),
    }
    return pages.render(request, "styleguide/page.html", context)

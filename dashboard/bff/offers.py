"""The pages for scripts, for the palette."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.web.offers import PAGE, Offer


def offers(_user: User) -> tuple[Offer, ...]:
    """Give the description of the proxy; access tokens are in the navigation."""
    return (Offer(PAGE, _("JSON proxy"), reverse("proxy_reference"), _("Access tokens"), _("API scripts OpenAPI")),)

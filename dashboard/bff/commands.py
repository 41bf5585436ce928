"""The pages for scripts, for the palette."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.web.commands import PAGE, Command


def commands(_user: User) -> tuple[Command, ...]:
    """Give the description of the proxy; access tokens are in the navigation."""
    return (Command(PAGE, _("JSON proxy"), reverse("proxy_reference"), _("Access tokens"), _("API scripts OpenAPI")),)

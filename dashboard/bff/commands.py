"""What the command palette finds of the proxy."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.web.commands import PAGE, Command


def commands(_user: User) -> tuple[Command, ...]:
    """Return the proxy's page; access tokens are in the navigation already."""
    return (Command(PAGE, _("JSON proxy"), reverse("proxy_reference"), _("Access tokens"), _("API scripts OpenAPI")),)

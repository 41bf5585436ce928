"""What the palette can do with statuses, and the keys of their page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.web.commands import ACTION, Command, Key, Keys

KEYS = Keys(
    _("On the page of statuses"),
    (
        Key("Alt+↑ Alt+↓", _("move the status up or down")),
        Key("Ctrl+Z", _("undo the last change")),
        Key("Escape", _("close the form of a status")),
    ),
    pages=("statuses",),
)


def commands(_user: User) -> tuple[Command, ...]:
    """Give the form of a new status."""
    return (Command(ACTION, _("New status"), f"{reverse('statuses')}?new", _("Statuses"), _("create add"), "#new"),)

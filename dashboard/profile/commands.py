"""The pages of the Toggl account, for the palette."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.web.commands import PAGE, Command

PAGES = (
    ("profile", _("Profile"), _("Toggl account name e-mail picture time zone password")),
    ("lost_password", _("Toggl password lost"), _("forgotten reset")),
    ("close_account", _("Close the Toggl account"), _("delete end")),
)


def commands(_user: User) -> Iterator[Command]:
    """Give them."""
    for name, label, also in PAGES:
        yield Command(PAGE, label, reverse(name), also=also)

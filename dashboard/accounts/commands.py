"""What the palette can open and do of one's own account here."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.web.commands import ACTION, PAGE, Command

PAGES = (
    ("mfa_index", _("Security"), _("passkey second factor app codes two-factor")),
    ("account_change_password", _("Change password"), ""),
    ("usersessions_list", _("Sessions"), _("browsers devices signed in")),
)
LOOKS = (
    ("theme-system", _("Appearance: as the system")),
    ("theme-light", _("Light appearance")),
    ("theme-dark", _("Dark appearance")),
    ("density-comfortable", _("Comfortable density")),
    ("density-compact", _("Compact density")),
)


def commands(_user: User) -> Iterator[Command]:
    """Give the pages of the account menu, how Tandem looks, and signing out."""
    for name, label, also in PAGES:
        yield Command(PAGE, label, reverse(name), also=also)
    for name, label in LOOKS:
        yield Command(ACTION, label, also=_("theme colours mode space rows"), press=f"#{name}")
    yield Command(
        ACTION, _("Sign out"), reverse("account_logout"), also=_("log off leave"), press="[data-sign-out] button"
    )

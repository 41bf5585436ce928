"""The form that makes an access token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.tokens import DAYS

READ, WRITE = "read", "write"


class TokenForm(forms.Form):
    """The name, permissions and lifetime of a new token."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("What it is for, such as the program or the machine that gets it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        label=_("It may"),
        choices=[(READ, _("Read")), (WRITE, _("Read and write"))],
        initial=READ,
        widget=forms.RadioSelect,
    )
    services = forms.MultipleChoiceField(
        label=_("In"),
        choices=[("track", "Toggl Track"), ("focus", "Toggl Focus")],
        initial=["track", "focus"],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("How long it works"),
        choices=[
            (7, _("7 days")), (30, _("30 days")), (DAYS, _("90 days")), (365, _("a year")),
            (0, _("until it is revoked")),
        ],
        initial=DAYS,
        coerce=int,
    )  # fmt: skip

    def grants(self) -> dict[str, Any]:
        """Return the arguments of `tokens.make`; valid after `is_valid()`."""
        data = self.cleaned_data
        ends_at = timezone.now() + timedelta(days=data["days"]) if data["days"] else None
        services, can_write = data["services"], data["scope"] == WRITE
        return {"name": data["name"], "can_write": can_write, "services": services, "expires_at": ends_at}

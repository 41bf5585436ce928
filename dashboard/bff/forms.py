"""The form that makes an access token."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

READ, WRITE = "read", "write"
LONGEST = 366  # days


class TokenForm(forms.Form):
    """What a token is for, what it may do, and until when."""

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
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Within a year. Without one it works until you revoke it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_ends_on(self) -> date | None:
        """Return the last day, today or later and within a year."""
        last: date | None = self.cleaned_data["ends_on"]
        today = timezone.localdate()
        if last and not today <= last <= today + timedelta(days=LONGEST):
            raise ValidationError(_("Choose a day from today until a year from now."))
        return last

    def grants(self) -> dict[str, Any]:
        """Return what `tokens.make` wants; only after `is_valid()`. The last day ends in the member's own zone."""
        data, ends_at = self.cleaned_data, None
        if data["ends_on"]:
            ends_at = timezone.make_aware(datetime.combine(data["ends_on"] + timedelta(days=1), time.min))
        services, can_write = data["services"], data["scope"] == WRITE
        return {"name": data["name"], "can_write": can_write, "services": services, "expires_at": ends_at}

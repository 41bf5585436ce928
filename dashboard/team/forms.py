"""The forms of the team page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import Role

DAYS = ((1, _("1 day")), (3, _("3 days")), (7, _("7 days")), (14, _("14 days")))


class InviteForm(forms.Form):
    """Who is invited, as what, and for how long the link works."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("They sign in with it. It need not be the one that they use at Toggl."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        initial=Role.MEMBER,
        help_text=_("Admins invite, disable and let go. Nobody can see or use another's keys."),
    )
    days = forms.TypedChoiceField(label=_("The link works for"), choices=DAYS, coerce=int, initial=7)


class RoleForm(forms.Form):
    """What somebody may do."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

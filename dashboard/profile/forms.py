"""The boxes of the profile. What was not changed against the values that the form was shown with is not sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dashboard.upstream import documents
from dashboard.upstream.contract import operation

FIELDS = ("fullname", "email", "timezone", "beginning_of_week", "country_id", "default_workspace_id")
LONGEST = 250  # characters of a name or zone
LARGEST = 2**53  # numbers beyond it would not survive a browser
BODY: Mapping[str, Any] = operation("track.update_me").body_schema or {}
SHORTEST_PASSWORD: int = BODY["properties"]["password"]["minLength"]
LONGEST_PASSWORD = 1_000  # characters
DAYS = (
    (1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday")), (6, _("Saturday")),
    (0, _("Sunday")),
)  # fmt: skip


@cache
def zones() -> tuple[str, ...]:
    """Return the names of zones to choose from: those of places, not their older short forms."""
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


class ProfileForm(forms.Form):
    """Name, e-mail, zone, first day of the week, country and default workspace."""

    fullname = forms.CharField(label=_("Name"), max_length=LONGEST, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail at Toggl"),
        max_length=254,
        help_text=_("You sign in to Toggl with it. Your sign-in to Tandem stays as it is."),
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
    )
    timezone = forms.CharField(
        label=_("Time zone"),
        max_length=LONGEST,
        help_text=_("Type a part of its name, such as “berlin”. Tandem shows all times in it at once."),
        widget=forms.TextInput({"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    beginning_of_week = forms.TypedChoiceField(
        label=_("First day of the week"),
        choices=DAYS,
        coerce=int,
        help_text=_("The calendar and every week in Tandem begin with it at once."),
    )
    default_workspace_id = forms.TypedChoiceField(
        label=_("Default workspace"), coerce=int, help_text=_("Where new time entries go unless you say otherwise.")
    )
    country_id = forms.IntegerField(
        label=_("Country"),
        required=False,
        min_value=1,
        max_value=LARGEST,
        help_text=_("A number: Toggl counts countries, and says nowhere which is which."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, profile: Mapping[str, Any], workspaces: Mapping[int, str]) -> None:
        shown = {name: profile.get(name) for name in FIELDS}
        super().__init__(data, initial={**shown, "was": json.dumps(shown)})
        self.shown = _as_shown(self.data.get("was", "")) if data is not None else shown
        known = {**workspaces, **{one: workspaces.get(one, f"#{one}") for one in _numbers(shown, self.shown)}}
        self.fields["default_workspace_id"].choices = list(known.items())  # type: ignore[attr-defined]  # a choice field

    def clean_timezone(self) -> str:
        """Return the zone if there is one of this name; one that was not touched is Toggl's own affair."""
        name = str(self.cleaned_data["timezone"])
        if name == self.shown.get("timezone") or name in available_timezones():
            return name
        by_case = {zone.casefold(): zone for zone in zones()}
        folded = name.casefold().replace(" ", "_")
        if folded in by_case:
            return by_case[folded]
        ends = [zone for key, zone in by_case.items() if key.endswith(f"/{folded}")]
        near = ends or [by_case[key] for key in get_close_matches(folded, by_case, n=3, cutoff=0.5)]
        if near:
            raise ValidationError(
                _("There is no zone of this name. Do you mean %(zones)s?") % {"zones": ", ".join(near)}
            )
        raise ValidationError(_("There is no zone of this name. Choose one from the list."))

    def clean_country_id(self) -> int | None:
        """Return the number; Toggl cannot be told that there is none."""
        number: int | None = self.cleaned_data["country_id"]
        if number is None and self.shown.get("country_id") is not None:
            raise ValidationError(_("Toggl has no way back to “not set”, so this cannot be emptied."))
        return number

    @property
    def is_whole(self) -> bool:
        """Whether the values that it was shown with came back."""
        return bool(self.shown)

    def changes(self) -> dict[str, Any]:
        """Return what differs from what the form was shown with; only after `is_valid()`."""
        return {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data[name] != self.shown.get(name)}


class PasswordForm(forms.Form):
    """A new password at Toggl."""

    current_password = forms.CharField(
        label=_("Present password at Toggl"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("New password at Toggl"),
        strip=False,
        min_length=SHORTEST_PASSWORD,
        max_length=LONGEST_PASSWORD,
        error_messages={"min_length": _("Toggl wants at least %(limit_value)d characters.")},
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


def _as_shown(text: str) -> dict[str, Any]:
    """Return the values that a form was shown with, none where they did not come back."""
    try:
        found = documents.parse(text)
    except ValueError:
        return {}
    shown = documents.object_in(found)
    return shown if shown.keys() == set(FIELDS) else {}


def _numbers(*sources: Mapping[str, Any]) -> list[int]:
    found = [source.get("default_workspace_id") for source in sources]
    return [one for one in found if isinstance(one, int)]

"""What is copied where: a day, a week or a template of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.timeblocks.services.address import FIRST, LAST, week_start

DAY, WEEK = "day", "week"
_DATE = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class _Form(forms.Form):
    """What both have in common: days that the calendar knows, and where a week begins."""

    def __init__(self, *args: Any, first_weekday: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first_weekday = first_weekday

    def clean(self) -> dict[str, Any]:
        """Refuse what is far from where the calendar ends."""
        data = super().clean() or self.cleaned_data
        for name in ("source", "target"):
            if (on := data.get(name)) and not FIRST <= on <= LAST:
                self.add_error(name, _("Choose a day between 1970 and 2099."))
        return data


class ApplyTemplateForm(_Form):
    """A template, and any day of the week to which it is applied."""

    template = forms.IntegerField(widget=forms.HiddenInput)
    target = forms.DateField(label=gettext_lazy("Onto the week of"), widget=_DATE)


class CopyForm(_Form):
    """A day or a week, and any day of where it goes."""

    what = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[(DAY, gettext_lazy("A day")), (WEEK, gettext_lazy("A week"))],
        widget=forms.RadioSelect,
    )
    source = forms.DateField(label=gettext_lazy("From"), widget=_DATE)
    target = forms.DateField(label=gettext_lazy("To"), widget=_DATE)

    def clean(self) -> dict[str, Any]:
        """Refuse to copy something onto itself."""
        data = super().clean()
        if self.errors:
            return data
        same = {name: self.start_of(data["what"], data[name]) for name in ("source", "target")}
        if same["source"] == same["target"]:
            self.add_error("target", _("This is where it is copied from. Choose another one."))
        return data

    def start_of(self, what: str, on: Any) -> Any:
        """Return the first day of the day or the week of a date."""
        return week_start(on, self.first_weekday) if what == WEEK else on

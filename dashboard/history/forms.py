"""The filter above the list. A wrong value is said and left out; the list never fails for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dashboard.audit.models import Outcome
from dashboard.history.listing import Wanted

SERVICES = (("", _("Both services")), ("track", "Toggl Track"), ("focus", "Toggl Focus"))
GROUPS = (
    ("", _("All changes")),
    ("preferences", _("Track preferences")),
    ("workspace", _("Workspace preferences")),
    ("settings", _("Focus settings")),
    ("profile", _("Profile and account")),
    ("blocks", _("Time blocks")),
    ("statuses", _("Statuses")),
    ("tasks", _("Tasks")),
    ("tandem", _("Tandem itself")),
    ("access", _("Sign-ins")),
)
WHOSE = (("", _("My own")), ("team", _("The whole team")))
LONGEST = 200  # characters of a search


class FilterForm(forms.Form):
    """What to show."""

    q = forms.CharField(label=_("Search"), required=False, max_length=LONGEST, strip=True)
    service = forms.ChoiceField(label=_("Service"), required=False, choices=SERVICES)
    kind = forms.ChoiceField(label=_("What"), required=False, choices=GROUPS)
    result = forms.ChoiceField(label=_("Result"), required=False, choices=(("", _("Every result")), *Outcome.choices))
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=WHOSE)

    def __init__(self, query: QueryDict, *, is_admin: bool = False) -> None:
        super().__init__(query)
        if not is_admin:
            del self.fields["whose"]

    def wanted(self) -> Wanted:
        """Return the filter, without what could not be understood."""
        self.is_valid()
        found: dict[str, Any] = self.cleaned_data
        return Wanted(
            service=found.get("service") or "",
            group=found.get("kind") or "",
            result=found.get("result") or "",
            since=found.get("since"),
            until=found.get("until"),
            text=found.get("q") or "",
            whose=found.get("whose") or "",
        )


def kept_query(query: QueryDict) -> str:
    """Return the filters of an address, without the page, to be carried along."""
    kept = query.copy()
    kept.pop("page", None)
    for name in [name for name, value in kept.items() if not value]:
        del kept[name]
    return kept.urlencode()

"""`/profile/lost-password/`: reachable without any connection; says the same whether or not an account exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts import decorators
from dashboard.accounts.http import AuthenticatedRequest
from dashboard.profile import lost_password as service
from dashboard.profile.forms import LARGEST, LONGEST_PASSWORD, SHORTEST_PASSWORD
from dashboard.profile.lost_password import Ended
from dashboard.web import pages

PAGE = "profile/lost_password.html"
SENT: dict[str, str | Promise] = {
    "mail": _(
        "Asked. If Toggl has an account with this address, it sends a mail there; nobody is told whether it has."
    ),
    "offered": _("Toggl still offers this."),
    "confirm": _(
        "Sent. If number and code belong together and the code is still good, the new password holds now. Toggl does "
        "not say more; sign in there, or connect Track with it."
    ),
}
NOT_SENT: dict[Ended, str | Promise] = {
    "spent": _("Nothing was sent: three of these in an hour is the most. Try again in an hour."),
    "silent": _("Toggl did not answer, so nobody knows whether it arrived. Try again later."),
}


class MailForm(forms.Form):
    """Whose password is lost."""

    email = forms.EmailField(label=_("E-mail at Toggl"), max_length=254)


class OfferedForm(forms.Form):
    """Nothing has to be typed to ask whether this is offered."""


class ConfirmForm(forms.Form):
    """What the mail says, and the new password."""

    user_id = forms.IntegerField(
        label=_("Your number at Toggl"),
        min_value=1,
        max_value=LARGEST,
        help_text=_("It stands in the mail, beside the code."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=255,
        widget=forms.TextInput({"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("New password at Toggl"),
        strip=False,
        min_length=SHORTEST_PASSWORD,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


FORMS: dict[str, type[forms.Form]] = {"mail": MailForm, "offered": OfferedForm, "confirm": ConfirmForm}
CALLS: dict[str, Callable[..., Ended]] = {
    "mail": service.request_mail,
    "offered": service.verify,
    "confirm": service.confirm,
}


@require_safe
def lost(request: AuthenticatedRequest) -> HttpResponse:
    """Show the three steps. Costs no request."""
    return _page(request)


@require_POST
@sensitive_post_parameters()
@sensitive_variables("form")
def ask(request: AuthenticatedRequest, step: str) -> HttpResponse:
    """Send one of the three: one request without a credential, at most three an hour."""
    if step not in FORMS:
        raise Http404
    if step == "confirm" and not decorators.is_confirmed(request):
        return decorators.ask(request, back=reverse("lost_password"))
    form = FORMS[step](request.POST, prefix=step)
    if not form.is_valid():
        return _page(request, {step: form}, status=422)
    ended = CALLS[step](user=request.user, **form.cleaned_data)
    if ended == "gone":
        return _page(request, is_gone=True)
    if ended == "sent":
        messages.success(request, str(SENT[step]))
    else:
        messages.error(request, str(NOT_SENT[ended]))
    return redirect("lost_password")


def _page(
    request: AuthenticatedRequest,
    bound: dict[str, forms.Form] | None = None,
    *,
    is_gone: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {step: form(prefix=step) for step, form in FORMS.items()}
    context |= {**(bound or {}), "left": service.left(user=request.user), "is_gone": is_gone}
    return pages.render(request, PAGE, context, status=status)

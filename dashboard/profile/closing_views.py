"""`/profile/close/`: what will be lost, who you are, your e-mail typed out, one last question, and then it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dashboard.accounts import decorators
from dashboard.accounts.decorators import is_confirmed
from dashboard.accounts.http import AuthenticatedRequest
from dashboard.credentials import services as credentials
from dashboard.gateway.notices import notice_of
from dashboard.profile import closing, services
from dashboard.profile.closing import Ended
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages
from dashboard.web.idempotency import key_of

PAGE = "profile/close.html"


class CloseForm(forms.Form):
    """The e-mail of the account, typed out, and whether Focus goes with it."""

    email = forms.CharField(
        label=gettext_lazy("E-mail of the Toggl account"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    also_focus = forms.BooleanField(
        label=gettext_lazy("Also disconnect Toggl Focus: its key very likely ends with the account"), required=False
    )

    def __init__(self, data: Any = None, *, email: str, has_focus: bool) -> None:
        super().__init__(data, initial={"also_focus": has_focus})
        self._email = email
        if not has_focus:
            del self.fields["also_focus"]

    def clean_email(self) -> str:
        """Return the address if it is that of the account."""
        typed = str(self.cleaned_data["email"]).strip()
        if not constant_time_compare(typed.casefold(), self._email.casefold()):
            raise ValidationError(_("This is not the e-mail of the account that would be closed."))
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: AuthenticatedRequest) -> HttpResponse:
    """Lead to the end of the account step by step; `sure` in the last form does it."""
    try:
        profile = services.profile(user=request.user).data.values
    except UpstreamError as error:
        return pages.render(request, PAGE, {"step": "", "notice": notice_of(error, request.user)})
    if not is_confirmed(request, by="again"):
        return _page(request, profile, "password")
    has_focus = credentials.connection_of(request.user, "focus") is not None
    form = CloseForm(request.POST or None, email=str(profile.get("email") or ""), has_focus=has_focus)
    if not form.is_bound or not form.is_valid():
        return _page(request, profile, "email", form=form)
    if "sure" not in request.POST:
        return _page(request, profile, "last", form=form)
    also_focus = bool(form.cleaned_data.get("also_focus"))
    ended = closing.close(user=request.user, key=key_of(request), also_focus=also_focus)
    return _after(request, profile, form, ended)


def _after(request: AuthenticatedRequest, profile: Mapping[str, Any], form: CloseForm, ended: Ended) -> HttpResponse:
    """Say how it ended. Where nobody knows, history has the look that tells."""
    if ended.is_done:
        messages.success(
            request, _("The Toggl account of %(email)s is closed, and its key is destroyed here.") % form.cleaned_data
        )
        return redirect("connections")
    if ended.outcome == "unknown":
        messages.warning(
            request,
            _("It was sent, and no answer came. Ask Track whether it still accepts your key before you try again."),
        )
        return redirect("profile")
    notice = notice_of(ended.problem, request.user) if ended.problem else None
    return _page(request, profile, "email", form=form, notice=notice)


def _page(request: AuthenticatedRequest, profile: Mapping[str, Any], step: str, **more: Any) -> HttpResponse:
    form = more.get("form")
    again = f"{decorators.confirm_address(request)}?{urlencode({'next': reverse('close_account') + '#go-on'})}"
    context = {
        "step": step,
        "email": profile.get("email"),
        "reauthenticate": again,
        "notice": None,
        **more,
    }
    status = 422 if form is not None and form.is_bound and step == "email" else 200
    return pages.render(request, PAGE, context, status=status)

"""What stands between somebody who has signed in and a view: their role, a second factor, a recent proof."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dashboard.accounts import rights
from dashboard.accounts.members import member_of
from dashboard.accounts.models import User
from dashboard.accounts.sessions.lifetimes import SIGNED_IN, is_within
from dashboard.web.middleware.pages import page_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]
Proof = Literal["session", "check", "again"]

FREE = ("/accounts/", "/theme/", "/language/")  # where an admin sets up the second factor that everything else asks for


def second_factor(get_response: GetResponse) -> GetResponse:
    """Lead an admin who has no second factor to where they set one up, unless REQUIRE_ADMIN_MFA is off."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.REQUIRE_ADMIN_MFA and not request.path.startswith(FREE) and _lacks_factor(request):
            messages.warning(request, _("Admins need a second factor. Set one up, then everything opens."))
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def for_admins(view: View) -> View:
    """Let nobody but admins pass; others read that their role does not allow it (403)."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not getattr(request.user, "is_admin", False):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated


def is_confirmed(request: HttpRequest, user: User | None = None, *, by: Proof = "session") -> bool:
    """Whether the session's person, `user` if not that of the request, proved who they are within the last minutes.

    `by` is what counts: a session that has just begun, a password or factor that was checked, or one checked again
    after signing in.
    """
    records = get_authentication_records(request, user or request.user)
    times = [record.get("at", 0.0) for record in records if by != "again" or record.get("reauthenticated")]
    if by == "session":
        times.append(request.session.get(SIGNED_IN, 0.0))
    return any(is_within(at, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT) for at in times)


def confirmed(view: View) -> View:
    """Ask for the password or a second factor once more before a view that is worth it.

    A form that comes too late is not kept anywhere, since it may hold a secret: its page opens again afterwards.
    """

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if is_confirmed(request) else ask(request)

    return gated


whole = transaction.atomic  # what is changed is changed together with its row of history, or not at all


def clearing_site_data(view: View) -> View:
    """Have the browser forget what it keeps of this site, once somebody has signed out."""

    @wraps(view)
    def cleared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'  # cookies by name: the language stays
        return response

    return cleared


def locked(view: View) -> View:
    """Change somebody's way in as a whole, and refuse whoever was kept out or signed out meanwhile."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert isinstance(request.user, User)  # who is nobody was led to sign in
        rights.hold(request.user)
        return view(request, *args, **kwargs)

    return whole(checked)


def guarded(view: View) -> View:
    """Ask for a fresh proof before a factor is changed."""
    return confirmed(locked(view))


def ask(request: HttpRequest, *, back: str = "") -> HttpResponse:
    """Lead to where one confirms who one is, and then to `back`, else to the page that is open."""
    if back or request.method not in {"GET", "HEAD"}:
        messages.info(request, _("Nothing was done yet. Confirm that it is you, then do it again."))
    return redirect(f"{confirm_address(request)}?{urlencode({'next': back or page_of(request)})}")


def confirm_address(request: HttpRequest) -> str:
    """Return the page on which this person confirms who they are."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    return str(methods[0]["url"]) if methods else reverse("account_reset_password")  # who has nothing gets a password


def _lacks_factor(request: HttpRequest) -> bool:
    if not getattr(request.user, "is_admin", False):
        return False
    member = member_of(request.user.pk or 0)
    return bool(member and member.lacks_factor)

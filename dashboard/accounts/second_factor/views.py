"""The pages with which people look after their own way in: second factors and sessions."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.accounts.sessions import lifetimes, user_agents
from dashboard.audit.models import Kind
from dashboard.audit.services import record_anyway
from dashboard.web import pages

Type = Authenticator.Type


@require_safe
def security(request: AuthenticatedRequest) -> HttpResponse:
    """Show how this person signs in, and lead to every change of it."""
    found = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    app = next((each for each in found if each.type == Type.TOTP), None)
    codes = next((each for each in found if each.type == Type.RECOVERY_CODES), None)
    keys = [each for each in found if each.type == Type.WEBAUTHN]
    context = {
        "app": app,
        "keys": keys,
        "codes": codes,
        "codes_left": _codes_left(codes),
        "is_required": settings.REQUIRE_ADMIN_MFA and request.user.is_admin,
        "has_factor": bool(app or keys),
    }
    return pages.render(request, "accounts/security.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def session_list(request: AuthenticatedRequest) -> HttpResponse:
    """Show every browser in which this person is signed in; sign out all others (POST)."""
    if request.method == "POST":
        with transaction.atomic():
            ended = lifetimes.end_others(request)
            record_anyway(Kind.SESSIONS_ENDED, actor=request.user, target={"count": ended})
        messages.success(request, _told(ended))
        return redirect("usersessions_list")
    listed = lifetimes.living(request.user)
    here = lifetimes.listed_name(request)
    rows = [
        {"session": each, "browser": user_agents.name_of(each.user_agent), "is_current": each.session_key == here}
        for each in sorted(listed, key=lambda each: each.last_seen_at, reverse=True)
    ]
    return pages.render(request, "usersessions/usersession_list.html", {"rows": rows})


@require_POST
def end_session(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Sign one browser out."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key == lifetimes.listed_name(request):
        logout(request)
        return redirect("account_login")
    with transaction.atomic():
        lifetimes.end_listed(UserSession.objects.filter(pk=session.pk))
        record_anyway(Kind.SESSIONS_ENDED, actor=request.user, target={"count": 1, "browser": session.user_agent})
    messages.success(request, _told(1))
    return redirect("usersessions_list")


def _told(count: int) -> str:
    words = ngettext("%(count)d other browser is signed out.", "%(count)d other browsers are signed out.", count)
    return words % {"count": count}


def _codes_left(codes: Any) -> int | None:
    """Return how many recovery codes are unused; None where there are none, or they cannot be opened."""
    try:
        return len(codes.wrap().get_unused_codes()) if codes else None
    except ValidationError:
        return None

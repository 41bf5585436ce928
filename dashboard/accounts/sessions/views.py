"""The page of the browsers in which somebody is signed in."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.accounts.sessions import lifetimes, user_agents
from dashboard.audit.models import Kind
from dashboard.audit.services import record_anyway
from dashboard.web import pages


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

"""The pages of profiles: one's own and the team's, what one would change, sharing and taking away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.preferences.fields.names import kept_names
from dashboard.preferences.fields.parsing import InvalidValue
from dashboard.preferences.models import SettingsProfile
from dashboard.preferences.services import import_preview, profiles, scopes
from dashboard.preferences.services.settings_pages import PAGES
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages


@require_http_methods(["GET", "HEAD", "POST"])
def profile_list(request: AuthenticatedRequest) -> HttpResponse:
    """Show one's own profiles and the team's, with how far one is from each; POST makes one of what is set now."""
    if request.method != "POST":
        return _list(request)
    which = request.POST.get("page", "")
    if which not in profiles.OFFERED:
        raise Http404
    name, groups = request.POST.get("name", ""), request.POST.getlist("group")
    try:
        made = profiles.make(user=request.user, name=name, page=PAGES[which], groups=groups)
    except InvalidValue as error:
        return _list(request, typed=name, which=which, error=str(error))
    except UpstreamError as problem:
        return _list(request, typed=name, which=which, problem=problem)
    messages.success(request, _("The profile %(name)s is made.") % {"name": made.name})
    return redirect("settings_profile", made.pk)


@require_GET
def profile(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Show what a profile would change on a page of settings; one request where that page is not fresh."""
    shown = get_object_or_404(profiles.visible(user=request.user), pk=number)
    fitting = profiles.pages_for(shown)
    page = next((page for page in fitting if page.name == request.GET.get("on")), fitting[0])
    context: dict[str, Any] = {"profile": shown, "pages": fitting, "page": page, "notice": None, "preview": None}
    context["is_mine"] = shown.owner_id == request.user.pk
    try:
        settings = scopes.load(user=request.user, scope=page.scope)
    except UpstreamError as error:
        context["notice"] = notice_of(error, request.user)
    else:
        names = kept_names(user=request.user, kinds=page.reference_kinds)
        context["preview"] = import_preview.preview(
            scope=page.scope, settings=settings, values=shown.values, names=names
        )
    return pages.render(request, "preferences/profile.html", context)


@require_POST
def share(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Show a profile to the team, or no longer: for admins, and their own. Raises PermissionDenied."""
    mine = _mine(request, number)
    if not request.user.is_admin:
        raise PermissionDenied
    shared = request.POST.get("shared") == "on"
    profiles.share(mine, shared=shared)
    sentence = _("The team sees %(name)s now.") if shared else _("The team does not see %(name)s any more.")
    messages.success(request, sentence % {"name": mine.name})
    return redirect("settings_profile", mine.pk)


@require_POST
def remove(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Remove a profile; the list offers to restore it."""
    mine = _mine(request, number)
    profiles.remove(mine)
    messages.success(request, _("The profile %(name)s is removed. You can bring it back below.") % {"name": mine.name})
    return redirect("settings_profiles")


@require_POST
def restore(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Restore a profile that one removed."""
    removed = get_object_or_404(SettingsProfile, pk=number, owner=request.user, removed_at__isnull=False)
    try:
        profiles.restore(removed)
    except InvalidValue as error:
        messages.error(request, str(error))
        return redirect("settings_profiles")
    messages.success(request, _("The profile %(name)s is back.") % {"name": removed.name})
    return redirect("settings_profile", removed.pk)


def _mine(request: AuthenticatedRequest, number: int) -> SettingsProfile:
    return get_object_or_404(SettingsProfile, pk=number, owner=request.user, removed_at=None)


def _list(
    request: AuthenticatedRequest,
    *,
    typed: str = "",
    which: str = "",
    error: str = "",
    problem: UpstreamError | None = None,
) -> HttpResponse:
    cards = [_card(request, visible) for visible in profiles.visible(user=request.user)]
    context = {
        "mine": [card for card in cards if card["is_mine"]],
        "of_team": [card for card in cards if not card["is_mine"]],
        "removed": list(profiles.removed(user=request.user)),
        "pages": [PAGES[name] for name in profiles.OFFERED],
        "groups": PAGES["track_preferences"].scope.fields.groups,
        "typed": typed,
        "which": which,
        "error": error,
        "notice": notice_of(problem, request.user) if problem else None,
    }
    return pages.render(request, "preferences/profiles.html", context, status=422 if error or problem else 200)


def _card(request: AuthenticatedRequest, shown: SettingsProfile) -> dict[str, Any]:
    return {
        "profile": shown,
        "page": profiles.pages_for(shown)[0],
        "differing": profiles.differing(user=request.user, profile=shown),
        "is_mine": shown.owner_id == request.user.pk,
        "total": len(shown.values),
    }

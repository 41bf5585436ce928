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
from dashboard.preferences.fields import names
from dashboard.preferences.fields.parsing import Mistake
from dashboard.preferences.models import SettingsProfile
from dashboard.preferences.services import import_preview, profiles, scopes
from dashboard.preferences.services.settings_pages import PLACES
from dashboard.preferences.transfer.views import sorted_lines
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages


@require_http_methods(["GET", "HEAD", "POST"])
def profile_list(request: AuthenticatedRequest) -> HttpResponse:
    """Show one's own profiles and the team's, with how far one is from each; POST makes one of what is set now."""
    if request.method != "POST":
        return _listed(request)
    which = request.POST.get("page", "")
    if which not in profiles.OFFERED:
        raise Http404
    name = request.POST.get("name", "")
    try:
        made = profiles.make(user=request.user, name=name, place=PLACES[which], groups=request.POST.getlist("group"))
    except Mistake as mistake:
        return _listed(request, typed=name, which=which, mistake=str(mistake))
    except UpstreamError as error:
        return _listed(request, typed=name, which=which, problem=error)
    messages.success(request, _("The profile %(name)s is made.") % {"name": made.name})
    return redirect("settings_profile", made.pk)


@require_GET
def profile(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Show what a profile would change on a page of settings; one request where that page is not fresh."""
    found = get_object_or_404(profiles.visible(user=request.user), pk=number)
    places = profiles.places_for(found)
    place = next((one for one in places if one.name == request.GET.get("on")), places[0])
    context: dict[str, Any] = {"profile": found, "places": places, "place": place, "notice": None, "sorted": None}
    context["is_mine"] = found.owner_id == request.user.pk
    try:
        settings = scopes.load(user=request.user, scope=place.scope)
    except UpstreamError as error:
        context["notice"] = notice_of(error, request.user)
    else:
        known = names.kept(user=request.user, kinds=place.kinds)
        told = import_preview.lines(scope=place.scope, settings=settings, values=found.values, names=known)
        context |= {"settings": settings, "sorted": sorted_lines(told)}
    return pages.render(request, "preferences/profile.html", context)


@require_POST
def share(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Show a profile to the team, or no longer: for admins, and their own. Raises PermissionDenied."""
    found = _mine(request, number)
    if not request.user.is_admin:
        raise PermissionDenied
    shared = request.POST.get("shared") == "on"
    profiles.share(found, shared=shared)
    said = _("The team sees %(name)s now.") if shared else _("The team does not see %(name)s any more.")
    messages.success(request, said % {"name": found.name})
    return redirect("settings_profile", found.pk)


@require_POST
def remove(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Take a profile away; the list offers to bring it back."""
    found = _mine(request, number)
    profiles.remove(found)
    messages.success(request, _("The profile %(name)s is removed. You can bring it back below.") % {"name": found.name})
    return redirect("settings_profiles")


@require_POST
def bring_back(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Bring back a profile that one took away."""
    found = get_object_or_404(SettingsProfile, pk=number, owner=request.user, removed_at__isnull=False)
    try:
        profiles.bring_back(found)
    except Mistake as mistake:
        messages.error(request, str(mistake))
        return redirect("settings_profiles")
    messages.success(request, _("The profile %(name)s is back.") % {"name": found.name})
    return redirect("settings_profile", found.pk)


def _mine(request: AuthenticatedRequest, number: int) -> SettingsProfile:
    return get_object_or_404(SettingsProfile, pk=number, owner=request.user, removed_at=None)


def _listed(
    request: AuthenticatedRequest,
    *,
    typed: str = "",
    which: str = "",
    mistake: str = "",
    problem: UpstreamError | None = None,
) -> HttpResponse:
    seen = list(profiles.visible(user=request.user))
    cards = [_card(request, one) for one in seen]
    context = {
        "mine": [card for card in cards if card["is_mine"]],
        "of_team": [card for card in cards if not card["is_mine"]],
        "removed": list(profiles.removed(user=request.user)),
        "places": [PLACES[name] for name in profiles.OFFERED],
        "groups": profiles.groups_of(PLACES["track_preferences"]),
        "typed": typed,
        "which": which,
        "mistake": mistake,
        "notice": notice_of(problem, request.user) if problem else None,
    }
    return pages.render(request, "preferences/profiles.html", context, status=422 if mistake or problem else 200)


def _card(request: AuthenticatedRequest, one: SettingsProfile) -> dict[str, Any]:
    place = profiles.places_for(one)[0]
    differing = profiles.differing(user=request.user, profile=one)
    is_mine = one.owner_id == request.user.pk
    return {"profile": one, "place": place, "differing": differing, "is_mine": is_mine, "total": len(one.values)}

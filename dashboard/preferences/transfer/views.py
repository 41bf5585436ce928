"""Export and import of a page of settings, and the three scopes of Track side by side."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dashboard.accounts import gates
from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.preferences.fields import names
from dashboard.preferences.fields.parsing import Mistake
from dashboard.preferences.page import rendering
from dashboard.preferences.services import import_preview, scopes
from dashboard.preferences.services.scopes import Settings
from dashboard.preferences.services.settings_pages import PLACES, Place
from dashboard.preferences.transfer import comparison, export_import
from dashboard.upstream.errors import UpstreamError
from dashboard.web import downloads, pages


@require_GET
def export(request: AuthenticatedRequest, which: str) -> HttpResponseBase:
    """Answer the settings as a JSON file; one request where they are not fresh."""
    place = PLACES[which]
    if not gates.is_confirmed(request):
        return gates.ask(request, back=place.url)
    try:
        settings = scopes.load(user=request.user, scope=place.scope)
    except UpstreamError as error:
        return rendering.answer(request, place, rendering.Shown(problem=error))
    name = which.replace("_", "-")
    return downloads.answer(export_import.written(place, settings), name=name, form="json")


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: AuthenticatedRequest, which: str) -> HttpResponse:
    """Read a file: what it would change is shown first, then staged on the page. Saving there is what sends it."""
    place = PLACES[which]
    if request.method != "POST":
        return _asked_for(request, place)
    text = _text_of(request)
    try:
        values = export_import.read(place, text)
        settings = scopes.load(user=request.user, scope=place.scope)
    except Mistake as mistake:
        return _asked_for(request, place, text=text, mistake=str(mistake))
    except UpstreamError as error:
        return _asked_for(request, place, text=text, problem=error)
    known = names.kept(user=request.user, kinds=place.kinds)
    found = import_preview.lines(scope=place.scope, settings=settings, values=values, names=known)
    if "stage" in request.POST:
        return _staged(request, place, settings, found)
    return _asked_for(request, place, text=text, found=found)


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: AuthenticatedRequest) -> HttpResponse:
    """Show what the three scopes of Track hold, side by side, from kept copies; ?load=1 asks for those that miss.

    POST leads to one of them, where values of another are staged.
    """
    if request.method == "POST":
        return _copied(request)
    problem = comparison.load_missing(user=request.user) if "load" in request.GET else None
    context = comparison.table(user=request.user)
    context |= {"tabs": comparison.tabs(), "problem": problem, "place": PLACES["track_preferences"]}
    return pages.render(request, "preferences/compare.html", context)


def _copied(request: AuthenticatedRequest) -> HttpResponse:
    """Lead to the page on which the chosen values are staged; `all`: every value that differs."""
    source, target = request.POST.get("from", ""), request.POST.get("to", "")
    only = [name for name in request.POST.getlist("take") if name in scopes.TRACK.fields.fields]
    problem = ""
    if not {source, target} <= set(comparison.COLUMNS) or source == target:
        problem = _("Choose two different scopes: one to copy from, and one to copy to.")
    elif not only and "all" not in request.POST:
        problem = _("Choose at least one setting to copy.")
    if problem:
        messages.error(request, problem)
        return redirect("track_compare")
    asked = {"like": source} | ({} if "all" in request.POST else {"only": ",".join(only)})
    return redirect(f"{PLACES[target].url}?{urlencode(asked, safe=',')}")


def _text_of(request: AuthenticatedRequest) -> str:
    if sent := request.FILES.get("file"):
        content: bytes = sent.read(export_import.LARGEST + 1)
        return content.decode("utf-8-sig", "replace")
    return request.POST.get("text", "")


def _staged(
    request: AuthenticatedRequest, place: Place, settings: Settings, found: list[import_preview.Line]
) -> HttpResponse:
    draft = import_preview.draft(settings, found, request.POST.getlist("only"))
    if not draft.typed:
        messages.info(request, _("Nothing to put there: it has these values already, or they cannot be put there."))
    return rendering.answer(request, place, rendering.Shown(settings, draft, problem=settings.problem))


def _asked_for(
    request: AuthenticatedRequest,
    place: Place,
    *,
    text: str = "",
    mistake: str = "",
    problem: UpstreamError | None = None,
    found: list[import_preview.Line] | None = None,
) -> HttpResponse:
    """Show the page that asks for a file, and what the last one would change."""
    context: dict[str, Any] = {
        "place": place,
        "text": text,
        "mistake": mistake,
        "notice": notice_of(problem, request.user) if problem else None,
        "read": found is not None,
        "sorted": sorted_lines(found or []),
    }
    return pages.render(request, "preferences/import.html", context, status=422 if mistake or problem else 200)


def sorted_lines(found: list[import_preview.Line]) -> dict[str, Any]:
    """Return proposed values by what becomes of them, as templates show them."""
    return {
        "changes": import_preview.of_state(found, import_preview.CHANGE),
        "refused": import_preview.of_state(found, import_preview.INVALID, import_preview.FIXED),
        "unknown": import_preview.of_state(found, import_preview.UNKNOWN),
        "same": len(import_preview.of_state(found, import_preview.SAME)),
    }

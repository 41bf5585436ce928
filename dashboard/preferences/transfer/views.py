"""Export and import of a page of settings, and the three scopes of Track side by side."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dashboard.accounts import decorators
from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.preferences.fields.names import kept_names
from dashboard.preferences.fields.parsing import InvalidValue
from dashboard.preferences.page.rendering import PageState, render
from dashboard.preferences.page.views import NOTHING_STAGED
from dashboard.preferences.services import import_preview, scopes
from dashboard.preferences.services.import_preview import ImportPreview
from dashboard.preferences.services.settings_pages import PAGES, SettingsPage
from dashboard.preferences.transfer import comparison, export_import
from dashboard.upstream.errors import UpstreamError
from dashboard.web import downloads, pages


@require_GET
def export(request: AuthenticatedRequest, which: str) -> HttpResponseBase:
    """Answer the settings as a JSON file; one request where they are not fresh."""
    page = PAGES[which]
    if not decorators.is_confirmed(request):
        return decorators.ask(request, back=page.url)
    try:
        settings = scopes.load(user=request.user, scope=page.scope)
    except UpstreamError as error:
        return render(request, page, PageState(problem=error))
    file = export_import.export_file(page, settings)
    return downloads.answer(file, name=which.replace("_", "-"), form="json")


@require_http_methods(["GET", "HEAD", "POST"])
def import_settings(request: AuthenticatedRequest, which: str) -> HttpResponse:
    """Read a file: what it would change is shown first, then staged on the page. Saving there is what sends it."""
    page = PAGES[which]
    if request.method != "POST":
        return _import_form(request, page)
    text = _submitted_text(request)
    try:
        values = export_import.read_file(page, text)
        settings = scopes.load(user=request.user, scope=page.scope)
    except InvalidValue as error:
        return _import_form(request, page, text=text, error=str(error))
    except UpstreamError as problem:
        return _import_form(request, page, text=text, problem=problem)
    names = kept_names(user=request.user, kinds=page.reference_kinds)
    preview = import_preview.preview(scope=page.scope, settings=settings, values=values, names=names)
    if "stage" not in request.POST:
        return _import_form(request, page, text=text, preview=preview)
    draft = preview.draft(settings, request.POST.getlist("only"))
    if not draft.typed:
        messages.info(request, NOTHING_STAGED)
    return render(request, page, PageState(settings, draft, problem=settings.problem))


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: AuthenticatedRequest) -> HttpResponse:
    """Show what the three scopes of Track hold, side by side, from cached responses; ?load=1 asks for those that miss.

    POST leads to one of them, where values of another are staged.
    """
    if request.method == "POST":
        return _copy(request)
    problem = comparison.load_missing(user=request.user) if "load" in request.GET else None
    context = comparison.comparison(user=request.user) | {
        "tabs": comparison.tabs(),
        "problem": notice_of(problem, request.user) if problem else None,
        "page": PAGES["track_preferences"],
    }
    return pages.render(request, "preferences/compare.html", context)


def _copy(request: AuthenticatedRequest) -> HttpResponse:
    """Lead to the page on which the chosen values are staged; `all`: every value that differs."""
    source, target = request.POST.get("from", ""), request.POST.get("to", "")
    only = [name for name in request.POST.getlist("take") if name in scopes.TRACK.fields.fields]
    problem = ""
    if not {source, target} <= {page.name for page in comparison.COMPARED} or source == target:
        problem = _("Choose two different scopes: one to copy from, and one to copy to.")
    elif not only and "all" not in request.POST:
        problem = _("Choose at least one setting to copy.")
    if problem:
        messages.error(request, problem)
        return redirect("track_compare")
    query = {"like": source} | ({} if "all" in request.POST else {"only": ",".join(only)})
    return redirect(f"{PAGES[target].url}?{urlencode(query, safe=',')}")


def _submitted_text(request: AuthenticatedRequest) -> str:
    if file := request.FILES.get("file"):
        content: bytes = file.read(export_import.LARGEST + 1)
        return content.decode("utf-8-sig", "replace")
    return request.POST.get("text", "")


def _import_form(
    request: AuthenticatedRequest,
    page: SettingsPage,
    *,
    text: str = "",
    error: str = "",
    problem: UpstreamError | None = None,
    preview: ImportPreview | None = None,
) -> HttpResponse:
    """Show the page that asks for a file, and what the last one would change."""
    context: dict[str, Any] = {
        "page": page,
        "text": text,
        "error": error,
        "notice": notice_of(problem, request.user) if problem else None,
        "preview": preview,
    }
    return pages.render(request, "preferences/import.html", context, status=422 if error or problem else 200)

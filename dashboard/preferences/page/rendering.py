"""What every page of settings does: show, save with one request, ask anew, load names, tell of earlier values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway import services as gateway
from dashboard.gateway.notices import notice_of
from dashboard.preferences.fields import names
from dashboard.preferences.page import labels, rows, sources, suggestions
from dashboard.preferences.services import field_history, scopes
from dashboard.preferences.services.scopes import DamagedForm, Draft, Saved, Settings
from dashboard.preferences.services.settings_pages import PLACES, TABS, Place, Tab
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages
from dashboard.web.idempotency import key_of
from dashboard.web.toasts import undoable

TEMPLATE = "preferences/page.html"


@dataclass(frozen=True, slots=True)
class Shown:
    """What one answer shows."""

    settings: Settings | None = None
    draft: Draft = field(default_factory=Draft)
    outcome: str = ""
    saved: dict[str, Any] = field(default_factory=dict)  # changes that the service has now, by name
    mistakes: dict[str, str] = field(default_factory=dict)
    problem: UpstreamError | None = None
    status: int = 200


def opened(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """Show a page, from the kept copy while that is fresh; its address may stage values (see sources)."""
    try:
        settings = scopes.load(user=request.user, scope=place.scope)
    except UpstreamError as error:
        return answer(request, place, Shown(problem=error))
    draft = sources.staged(user=request.user, place=place, settings=settings, asked=request.GET)
    if draft is not None and not draft.typed:
        messages.info(request, _("Nothing to put there: it has these values already, or they cannot be put there."))
    return answer(request, place, Shown(settings, draft or Draft(), problem=settings.problem))


def saved(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """Save what a form changes, with one request."""
    try:
        draft = _draft(request, place)
    except DamagedForm:
        return damaged(request, place)
    ended = scopes.save(user=request.user, scope=place.scope, draft=draft, idempotency_key=key_of(request))
    if ended.is_done:
        _tell(request, len(draft.values), ended.write_id)
        if not pages.wants_fragment(request):
            return redirect(place.url)
    settings = scopes.after(user=request.user, scope=place.scope, saved=ended)
    return answer(request, place, _shown(ended, settings))


def refreshed(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """Ask the service again. What was changed on the page stays changed, on top of what it says now."""
    try:
        draft = _draft(request, place)
    except DamagedForm:
        return damaged(request, place)
    unsure = "unsure" in request.POST
    settings, problem = _asked(request, place)
    if settings is None or problem:
        return answer(request, place, _as_it_was(request, place, draft, "unknown" if unsure else "", problem))
    known = names.kept(user=request.user, kinds=place.kinds)
    on_top, held = scopes.rebased(scope=place.scope, draft=draft, settings=settings, names=known)
    outcome = ("missing" if on_top.typed else "checked") if unsure else ""
    return answer(request, place, Shown(settings, on_top, outcome, saved=dict.fromkeys(held)))


def with_names(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """Load the names that are missing, one request a list, and keep everything typed."""
    try:
        draft = _draft(request, place)
    except DamagedForm:
        return damaged(request, place)
    missing = names.kept(user=request.user, kinds=place.kinds).missing(place.kinds)
    problem = names.ask(user=request.user, kinds=missing)
    outcome = "unknown" if "unsure" in request.POST else ""
    shown = _as_it_was(request, place, draft, outcome, problem)
    return answer(request, place, shown)


def earlier(request: AuthenticatedRequest, place: Place, field_name: str) -> HttpResponse:
    """Show what one field was before, from history and the kept copy alone."""
    copy = scopes.kept(user=request.user, scope=place.scope)
    one = place.scope.described(copy).field(field_name)
    known = names.kept(user=request.user, kinds=place.kinds)
    changes = field_history.changes_of(user=request.user, scope=place.scope).get(field_name, [])
    now = copy.values.get(field_name)
    same = not changes or copy.at is None or scopes.alike(place.scope, field_name, now, changes[0].after)
    context = {
        "place": place,
        "field": one,
        "known": copy.at is not None,
        "now": field_history.said(one, now, known),
        "differs": not same and not _is_silent(place, field_name, copy),
        "last": field_history.said(one, changes[0].after, known) if changes else "",
        "changes": [field_history.line(one, change, copy, known) for change in changes],
    }
    return pages.render(request, "preferences/past.html", context)


def _is_silent(place: Place, field_name: str, copy: Settings) -> bool:
    """Whether Toggl answers nothing of a field: of a workspace it tells few of those that can be set."""
    return bool(place.args) and field_name not in copy.values


def damaged(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """Say that a form did not come back whole, and send nothing."""
    messages.error(request, _("The form did not come back whole, so nothing was sent. Please try again."))
    return redirect(place.url)


def answer(request: AuthenticatedRequest, place: Place, shown: Shown) -> HttpResponse:
    """Render the page or its part."""
    context: dict[str, Any] = {
        "fragment": pages.target_of(request) == "preferences",
        "place": place,
        "tabs": _tabs(request, place),
        "grid": None,
        "notice": notice_of(shown.problem, request.user) if shown.problem else None,
        "outcome": shown.outcome,
        "words_url": _words_url(place),
        "exchange": _exchange(place),
    }
    if shown.settings:
        context |= _grid_context(request, place, shown, shown.settings)
    return pages.render(request, TEMPLATE, context, partials={"preferences"}, status=shown.status)


def _draft(request: AuthenticatedRequest, place: Place) -> Draft:
    known = names.kept(user=request.user, kinds=place.kinds)
    return scopes.draft_of(scope=place.scope, form=request.POST, names=known)


def _shown(ended: Saved, settings: Settings) -> Shown:
    if ended.is_done:
        return Shown(settings, outcome="done", saved=dict(ended.draft.values))
    status = 200 if ended.outcome == "unchanged" else 422
    return Shown(settings, ended.draft, ended.outcome, {}, dict(ended.mistakes), ended.problem, status)


def _as_it_was(
    request: AuthenticatedRequest, place: Place, draft: Draft, outcome: str, problem: UpstreamError | None
) -> Shown:
    """Return the same page again, everything typed included; 422 where it is one with a problem."""
    kept = scopes.after(user=request.user, scope=place.scope, saved=Saved(draft, "refused"))
    return Shown(kept, draft, outcome, problem=problem, status=422 if problem else 200)


def _asked(request: AuthenticatedRequest, place: Place) -> tuple[Settings | None, UpstreamError | None]:
    """Ask anew. Returns what the service said, or why it did not."""
    try:
        settings = scopes.load(user=request.user, scope=place.scope, refresh=True)
    except UpstreamError as error:
        return None, error
    return settings, settings.problem


def _tell(request: AuthenticatedRequest, count: int, write_id: UUID | None) -> None:
    text = ngettext("%(count)s setting saved with one request.", "%(count)s settings saved with one request.", count)
    undoable(request, text % {"count": count}, write_id)


def _tabs(request: AuthenticatedRequest, place: Place) -> list[Tab]:
    """Return the pages of Track's settings; one that a write elsewhere may have changed says so."""
    if place.name not in TABS:
        return []
    places = [PLACES[name] for name in TABS]
    copies = gateway.peek_many(request.user, [(one.scope.read, one.scope.params) for one in places])
    tabs = [
        Tab(one.tab, one.url, one.name == place.name, bool(copy and copy.is_stale))
        for one, copy in zip(places, copies, strict=True)
    ]
    return [*tabs, Tab(_("Compare"), reverse("track_compare"), is_current=False)]


def _grid_context(request: AuthenticatedRequest, place: Place, shown: Shown, settings: Settings) -> dict[str, Any]:
    known = names.kept(user=request.user, kinds=place.kinds)
    sheet = rows.Sheet(
        place=place,
        settings=settings,
        draft=shown.draft,
        mistakes=shown.mistakes,
        names=known,
        past=field_history.changes_of(user=request.user, scope=place.scope),
        seen=suggestions.elsewhere(user=request.user, scope=place.scope),
        q=request.GET.get("q", ""),
    )
    editable = scopes.editable(scope=place.scope, values=settings.values)
    rendered = scopes.rendered_as(scope=place.scope, values=editable)
    return {
        "settings": settings,
        "sheet": sheet,
        "grid": rows.grid(sheet),
        "mistakes": sheet.mistakes_in_order(),
        "saved": sheet.labels(shown.saved),
        "changes": len(shown.draft.typed),
        "rendered": rendered,
        "missing": len(known.missing(place.kinds)),
        "q": sheet.q,
    }


def _exchange(place: Place) -> dict[str, str]:
    """Return where settings leave and come as a file; a workspace's do not."""
    if place.name not in PLACES:
        return {}
    return {"export": reverse(f"export_{place.name}"), "bring": reverse(f"import_{place.name}")}


def _words_url(place: Place) -> str:
    if place.name == "track_features":
        return ""
    version = f"{get_language()}-{labels.search_version(place.scope.words, get_language() or '')}"
    return reverse("preference_words", args=[version, place.scope.words])

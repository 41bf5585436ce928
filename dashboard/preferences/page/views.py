"""The pages of settings: Track for all apps and for each, its alpha features, Focus, a workspace.

Each view gets the page that its address names; a workspace's is for its admins.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.preferences.fields.controls import control_of
from dashboard.preferences.fields.names import kept_names
from dashboard.preferences.fields.names import load_names as load_missing_names
from dashboard.preferences.page import sources
from dashboard.preferences.page.rendering import PageState, render
from dashboard.preferences.page.workspace_views import workspace_page_for
from dashboard.preferences.services import drafts, scopes
from dashboard.preferences.services import field_history as history
from dashboard.preferences.services.drafts import DamagedForm, SettingsDraft
from dashboard.preferences.services.scopes import Settings
from dashboard.preferences.services.settings_pages import PAGES, SettingsPage
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages
from dashboard.web.idempotency import key_of
from dashboard.web.toasts import undoable

NOTHING_STAGED = gettext_lazy("Nothing to put there: it has these values already, or they cannot be put there.")


def settings_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the page of settings of `which`, or of the workspace `number`. A damaged form sends nothing."""

    @wraps(view)
    def wrapped(request: AuthenticatedRequest, which: str = "", number: int = 0, **rest: Any) -> HttpResponse:
        page = PAGES[which] if which else workspace_page_for(request, number)
        if isinstance(page, HttpResponse):
            return page
        try:
            return view(request, page, **rest)
        except DamagedForm:
            messages.error(request, _("The form did not come back whole, so nothing was sent. Please try again."))
            return redirect(page.url)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@settings_view
def settings_page(request: AuthenticatedRequest, page: SettingsPage) -> HttpResponse:
    """Show the settings, from the cached response while it is fresh; POST saves what was changed, with one request."""
    return _save(request, page) if request.method == "POST" else _show(request, page)


@require_POST
@settings_view
def refresh(request: AuthenticatedRequest, page: SettingsPage) -> HttpResponse:
    """Ask the service again. What was changed on the page stays changed, on top of what it says now."""
    draft = _draft(request, page)
    unsure = "unsure" in request.POST
    settings, problem = _load_anew(request, page)
    if page.args and isinstance(refusal := workspace_page_for(request, *page.args), HttpResponse):
        return refusal  # the list, which was asked for as well, says that they are no admin any more
    if settings is None or problem:
        return _as_it_was(request, page, draft, "unknown" if unsure else "", problem)
    names = kept_names(user=request.user, kinds=page.reference_kinds)
    rebased, held = drafts.rebase(scope=page.scope, draft=draft, settings=settings, names=names)
    outcome = ("missing" if rebased.typed else "checked") if unsure else ""
    return render(request, page, PageState(settings, rebased, outcome, saved=dict.fromkeys(held)))


@require_POST
@settings_view
def load_names(request: AuthenticatedRequest, page: SettingsPage) -> HttpResponse:
    """Load the names that are missing, one request a list, and keep everything typed. Raises Http404 without lists."""
    if not page.reference_kinds:
        raise Http404
    draft = _draft(request, page)
    missing = kept_names(user=request.user, kinds=page.reference_kinds).missing(page.reference_kinds)
    problem = load_missing_names(user=request.user, kinds=missing)
    return _as_it_was(request, page, draft, "unknown" if "unsure" in request.POST else "", problem)


@require_GET
@settings_view
def field_history(request: AuthenticatedRequest, page: SettingsPage, field: str) -> HttpResponse:
    """Show what one field was before, from history and the cached response alone."""
    copy = scopes.kept_settings(user=request.user, scope=page.scope)
    one = page.scope.described(copy).field(field)
    names = kept_names(user=request.user, kinds=page.reference_kinds)
    changes = history.changes_by_field(user=request.user, scope=page.scope).get(field, [])
    now = copy.values.get(field)
    is_untold = bool(page.args) and field not in copy.values  # of a workspace Track tells few of its settings
    is_same = not changes or copy.at is None or page.scope.same_value(field, now, changes[0].after)
    context = {
        "page": page,
        "field": one,
        "known": copy.at is not None,
        "now": control_of(one, now, names).sentence,
        "differs": not is_same and not is_untold,
        "last": control_of(one, changes[0].after, names).sentence if changes else "",
        "changes": [history.describe(one, change, copy, names) for change in changes],
    }
    return pages.render(request, "preferences/field_history.html", context)


def _show(request: AuthenticatedRequest, page: SettingsPage) -> HttpResponse:
    """Show a page; its address may stage values (see sources)."""
    try:
        settings = scopes.load(user=request.user, scope=page.scope)
    except UpstreamError as error:
        return render(request, page, PageState(problem=error))
    draft = sources.staged(user=request.user, page=page, settings=settings, query=request.GET)
    if draft is not None and not draft.typed:
        messages.info(request, NOTHING_STAGED)
    return render(request, page, PageState(settings, draft or SettingsDraft(), problem=settings.problem))


def _save(request: AuthenticatedRequest, page: SettingsPage) -> HttpResponse:
    draft = _draft(request, page)
    saved = drafts.save(user=request.user, scope=page.scope, draft=draft, idempotency_key=key_of(request))
    if not saved.is_done:
        settings = drafts.settings_after(user=request.user, scope=page.scope, draft=draft, is_done=False)
        status = 200 if saved.outcome == "unchanged" else 422
        state = PageState(settings, draft, saved.outcome, {}, dict(saved.errors), saved.problem, status)
        return render(request, page, state)
    count = len(draft.values)
    text = ngettext("%(count)s setting saved with one request.", "%(count)s settings saved with one request.", count)
    undoable(request, text % {"count": count}, saved.write_id)
    if not pages.wants_fragment(request):
        return redirect(page.url)
    settings = drafts.settings_after(user=request.user, scope=page.scope, draft=draft, is_done=True)
    return render(request, page, PageState(settings, outcome=saved.outcome, saved=dict(draft.values)))


def _load_anew(request: AuthenticatedRequest, page: SettingsPage) -> tuple[Settings | None, UpstreamError | None]:
    """Return what the service says now, and why it said nothing."""
    try:
        settings = scopes.load(user=request.user, scope=page.scope, refresh=True)
    except UpstreamError as error:
        return None, error
    return settings, settings.problem


def _draft(request: AuthenticatedRequest, page: SettingsPage) -> SettingsDraft:
    names = kept_names(user=request.user, kinds=page.reference_kinds)
    return drafts.parse_draft(scope=page.scope, form=request.POST, names=names)


def _as_it_was(
    request: AuthenticatedRequest, page: SettingsPage, draft: SettingsDraft, outcome: str, problem: UpstreamError | None
) -> HttpResponse:
    """Render the same page again, everything typed included; 422 where it is one with a problem."""
    settings = drafts.settings_after(user=request.user, scope=page.scope, draft=draft, is_done=False)
    state = PageState(settings, draft, outcome, problem=problem, status=422 if problem else 200)
    return render(request, page, state)

"""Renders a page of settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway import services as gateway
from dashboard.gateway.notices import notice_of
from dashboard.preferences.fields.names import kept_names
from dashboard.preferences.page import labels, suggestions
from dashboard.preferences.page.form import SettingsForm
from dashboard.preferences.page.grid import grid
from dashboard.preferences.services.drafts import SettingsDraft, serialize_rendered
from dashboard.preferences.services.field_history import changes_by_field
from dashboard.preferences.services.scopes import Settings
from dashboard.preferences.services.settings_pages import PAGES, TABS, SettingsPage, Tab
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages


@dataclass(frozen=True, slots=True)
class PageState:
    """What one answer shows."""

    settings: Settings | None = None
    draft: SettingsDraft = field(default_factory=SettingsDraft)
    outcome: str = ""
    saved: dict[str, Any] = field(default_factory=dict)  # changes that the service has now, by name
    errors: dict[str, str] = field(default_factory=dict)
    problem: UpstreamError | None = None
    status: int = 200


def render(request: AuthenticatedRequest, page: SettingsPage, state: PageState) -> HttpResponse:
    """Render the page, or its part where HTMX asks for that."""
    context: dict[str, Any] = {
        "fragment": pages.target_of(request) == "preferences",
        "page": page,
        "tabs": _tabs(request, page),
        "grid": None,
        "notice": notice_of(state.problem, request.user) if state.problem else None,
        "outcome": state.outcome,
        "words_url": _words_url(page),
        "transfer": _transfer(page),
    }
    if state.settings:
        context |= _form_context(request, page, state, state.settings)
    return pages.render(request, "preferences/page.html", context, partials={"preferences"}, status=state.status)


def _form_context(
    request: AuthenticatedRequest, page: SettingsPage, state: PageState, settings: Settings
) -> dict[str, Any]:
    names = kept_names(user=request.user, kinds=page.reference_kinds)
    form = SettingsForm(
        page=page,
        settings=settings,
        draft=state.draft,
        errors=state.errors,
        names=names,
        history=changes_by_field(user=request.user, scope=page.scope),
        suggestions=suggestions.elsewhere(user=request.user, scope=page.scope),
        query=request.GET.get("q", ""),
    )
    return {
        "settings": settings,
        "grid": grid(form),
        "errors": form.errors_in_order(),
        "saved": form.labels(state.saved),
        "changes": len(state.draft.typed),
        "rendered": serialize_rendered(page.scope, page.scope.editable(settings.values)),
        "missing": len(names.missing(page.reference_kinds)),
        "q": form.query,
    }


def _tabs(request: AuthenticatedRequest, page: SettingsPage) -> list[Tab]:
    """Return the pages of Track's settings; one that a write elsewhere may have changed says so."""
    if page.name not in TABS:
        return []
    tabs = [PAGES[name] for name in TABS]
    copies = gateway.peek_many(request.user, [(tab.scope.read, tab.scope.params) for tab in tabs])
    return [
        *(
            Tab(tab.tab, tab.url, tab.name == page.name, bool(copy and copy.is_stale))
            for tab, copy in zip(tabs, copies, strict=True)
        ),
        Tab(_("Compare"), reverse("track_compare"), is_current=False),
    ]


def _transfer(page: SettingsPage) -> dict[str, str]:
    """Return where settings leave and come as a file; a workspace's do not."""
    if page.name not in PAGES:
        return {}
    return {"export": reverse(f"export_{page.name}"), "import": reverse(f"import_{page.name}")}


def _words_url(page: SettingsPage) -> str:
    """Return where the search of the browser finds synonyms; empty where there are none."""
    if page.name == "track_features":
        return ""
    language, field_set = get_language() or "", page.scope.field_set
    return reverse("preference_words", args=[f"{language}-{labels.search_version(field_set, language)}", field_set])

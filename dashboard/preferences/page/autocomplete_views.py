"""What the pages of settings load when it is needed: words for the search, names and zones for inputs."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.html import format_html_join
from django.views.decorators.http import require_GET

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.preferences.fields import controls, names
from dashboard.preferences.page import labels as texts
from dashboard.upstream.contract.field_descriptions import NAMES

DAY = 24 * 3600  # seconds


@require_GET
def words(_request: AuthenticatedRequest, version: str, name: str) -> HttpResponse:
    """Answer the synonyms of a set of fields as JSON; `version` changes with them, so browsers may keep it."""
    if name not in NAMES or not version:
        raise Http404
    answer = HttpResponse(texts.search_file(name), content_type="application/json")
    answer["Cache-Control"] = f"private, max-age={30 * DAY}, immutable"
    return answer


@require_GET
def options(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    """Answer what an input offers while somebody types, without a request to Toggl. Raises Http404."""
    if kind == "zone":
        found = list(controls.zones())
    elif kind in names.LISTS:
        known = names.kept(user=request.user, kinds=[kind])
        things = sorted(known.known.get(kind, {}).values(), key=lambda one: one.name.casefold())[: names.MOST]
        found = [known.text(kind, one.number) for one in things]
    else:
        raise Http404
    answer = HttpResponse(format_html_join("", '<option value="{}">', ((one,) for one in found)))
    answer["Cache-Control"] = f"private, max-age={DAY}" if kind == "zone" else "no-store"
    return answer

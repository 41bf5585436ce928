"""What the pages of settings load when it is needed: words for the search, names and zones for inputs."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.html import format_html_join
from django.views.decorators.http import require_GET

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.preferences.fields.names import LISTS, MOST_OFFERED, kept_names
from dashboard.preferences.fields.simple import zones
from dashboard.preferences.page import labels
from dashboard.upstream.contract.field_descriptions import NAMES

DAY = 24 * 3600  # seconds


@require_GET
def words(_request: AuthenticatedRequest, version: str, name: str) -> HttpResponse:
    """Answer the synonyms of a set of fields as JSON; `version` changes with them, so browsers may keep it."""
    if name not in NAMES or not version:
        raise Http404
    answer = HttpResponse(labels.search_file(name), content_type="application/json")
    answer["Cache-Control"] = f"private, max-age={30 * DAY}, immutable"
    return answer


@require_GET
def options(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    """Answer what an input offers while somebody types, without a request to Toggl. Raises Http404."""
    if kind == "zone":
        offered = list(zones())
    elif kind in LISTS:
        names = kept_names(user=request.user, kinds=[kind])
        things = sorted(names.known.get(kind, {}).values(), key=lambda thing: thing.name.casefold())
        offered = [names.text(kind, thing.number) for thing in things[:MOST_OFFERED]]
    else:
        raise Http404
    answer = HttpResponse(format_html_join("", '<option value="{}">', ((text,) for text in offered)))
    answer["Cache-Control"] = f"private, max-age={DAY}" if kind == "zone" else "no-store"
    return answer

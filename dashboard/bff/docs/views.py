"""`/bff/`: every operation of the proxy, for people. `/bff/openapi.json`: the same for programs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.bff.docs import openapi, operations
from dashboard.web import pages


@require_safe
def proxy_reference(request: AuthenticatedRequest) -> HttpResponse:
    """List every operation, with its cost and examples; searchable."""
    search = request.GET.get("q", "")[:100]
    found = operations.groups(request.user.pk, request.build_absolute_uri("/").rstrip("/"), search)
    context = {"groups": found, "q": search, "total": sum(len(group.operations) for group in found)}
    return pages.render(request, "bff/reference.html", context, partials={"operations"})


@require_safe
@login_not_required  # public: it describes the proxy and holds no member's data
@condition(etag_func=lambda _request: openapi.as_bytes()[1])
def openapi_document(_request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document."""
    headers = {"Cache-Control": "public, max-age=300"}
    return HttpResponse(openapi.as_bytes()[0], content_type="application/json", headers=headers)

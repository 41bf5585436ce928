"""Render a whole page or one of its partials, depending on the request.

Every address answers with its whole page when typed into the address bar. HTMX names the element that it is about
to fill (`HX-Target`); when that element is one that the view owns, the answer is the partial of the same name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from django import shortcuts
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def wants_fragment(request: HttpRequest) -> bool:
    """Return whether HTMX will swap the response into the current page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def target_of(request: HttpRequest) -> str:
    """Return the id of the element that HTMX will fill, or an empty string."""
    return request.headers.get("HX-Target", "") if wants_fragment(request) else ""


def own_address(request: HttpRequest, text: str) -> str:
    """Return path and query of a URL of this site, or an empty string for anything else."""
    if not url_has_allowed_host_and_scheme(text, {request.get_host()}, require_https=request.is_secure()):
        return ""
    found = urlsplit(text)._replace(scheme="", netloc="", fragment="").geturl()
    return found if found.startswith("/") and url_has_allowed_host_and_scheme(found, None) else ""


def open_page(request: HttpRequest) -> str:
    """Return path and query of the page that sent the request, or an empty string if unknown."""
    return own_address(request, request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))


def back_to(request: HttpRequest, text: str, otherwise: str) -> HttpResponseRedirect:
    """Redirect to a URL named by a form, else to the page `otherwise`. Django's `redirect` would take it for a name."""
    return HttpResponseRedirect(own_address(request, text) or reverse(otherwise))


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partials: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or only its partial if HTMX fills an element named in `partials`.

    Anything else that HTMX asks for gets the whole page, put in place of the whole page: never a page in a page.
    """
    target = target_of(request)
    if target and target in partials:
        return shortcuts.render(request, f"{template}#{target}", context, status=status)
    response = shortcuts.render(request, template, context, status=status)
    if wants_fragment(request):
        response["HX-Retarget"], response["HX-Reswap"], response["HX-Reselect"] = "body", "innerHTML", "unset"
    return response

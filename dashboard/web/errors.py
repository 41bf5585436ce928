"""Error pages, or toasts for requests of HTMX, for failures before or outside a view.

The sentences are ours; nothing of an exception, a path or a setting is shown.
"""

from __future__ import annotations

import sys
from typing import Any

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from dashboard.web.pages import wants_fragment

_WORDS: dict[int | str, tuple[Any, Any]] = {
    400: (_("That request made no sense"), _("Go back and try again; if it came from a link, the link is damaged.")),
    403: (_("You may not do this"), _("Your role does not allow it. An admin of your team can change that.")),
    404: (_("There is nothing here"), _("The page has moved, or was never there.")),
    405: (_("That cannot be done this way"), _("Open the page itself and use the button there.")),
    429: (_("Too many attempts"), _("Wait a few minutes, then try again.")),
    503: (
        _("Tandem cannot reach its database"),
        _("Nothing was changed. It is tried again with every request; wait a moment and reload."),
    ),
    "history": (
        _("Nothing was changed"),
        _("Tandem changes nothing that it cannot record, and its history is damaged. Tell whoever runs this server."),
    ),
    500: (_("Something broke on our side"), _("It is in the log. Try again; if it happens twice, tell an admin.")),
}
_FORGED = (
    _("This form is out of date"),
    _("Reload the page and send it again. Your browser must accept cookies from this site."),
)


class Unrecordable(DatabaseError):
    """History cannot be written, so the action is refused."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400; the user may not be known yet."""
    del exception  # Django has logged it
    return _answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    del exception  # Django has logged it
    return _answer(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    del exception  # Django has logged it
    return _answer(request, 404)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer 405; the caller adds `Allow`."""
    return _answer(request, 405)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer 429; the rate limits of sign-in end here."""
    return _answer(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 if the database or history is unavailable, without using either or the session."""
    problem = sys.exc_info()[1]
    if isinstance(problem, Unrecordable):
        return _answer(request, 503, *_WORDS["history"])
    if not isinstance(problem, OperationalError):
        return _answer(request, 500)
    answer = _answer(request, 503)
    answer["Retry-After"] = "5"
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form that was not sent from our own page; `reason` is for the log only."""
    del reason  # Django has logged it
    return _answer(request, 403, *_FORGED)


def _answer(request: HttpRequest, status: int, title: object = "", text: object = "") -> HttpResponse:
    if not title:
        title, text = _WORDS[status]
    # A page with navigation asks for the person, which only works once the middleware has run.
    known = status < 500 and hasattr(request, "user") and hasattr(request, "csp_nonce")
    context = {
        "layout": "base.html" if known and request.user.is_authenticated else "errors/bare.html",
        "status": status,
        "title": title,
        "text": text,
        "request_id": getattr(request, "request_id", ""),
    }
    if wants_fragment(request):
        return HttpResponse(render_to_string("errors/toast.html", context), status=status)
    if not known:
        context |= {"theme": "", "density": "", "messages": []}
    body = render_to_string("errors/error.html", context, request=request if known else None)
    return HttpResponse(body, status=status)

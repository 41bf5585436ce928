"""Response headers, HTMX redirects, time zone and language of every page, so that views can ignore them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy

from dashboard.web import errors, languages, origin, times
from dashboard.web.pages import open_page, wants_fragment
from dashboard.web.telemetry import metrics

log = structlog.get_logger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REFRESHED_COOKIE = settings.COOKIE_PREFIX + "refreshed"
UNRECORDED = gettext_lazy(
    "This was done, but could not be recorded yet, because the history is damaged. Tell whoever runs this server."
)
REFRESHED_FOR = 5  # seconds; long enough for one reload, short enough to be forgotten by the next link


def prepare_pages(get_response: GetResponse) -> GetResponse:
    """Set the headers of every response, and turn redirects and messages into what HTMX understands."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        with origin.of_request(request) as source:
            request.request_id = source.request_id  # type: ignore[attr-defined]  # ours, shown on error pages
            with timezone.override(_zone_of(request)), translation.override(languages.of_request(request)):
                response = _stopped(request) or get_response(request)
                if getattr(request, "is_unrecorded", False):
                    messages.warning(request, UNRECORDED)
                response = _prepared(request, response)
            route = request.resolver_match.route if request.resolver_match else ""  # a path may hold a secret
            seconds = time.perf_counter() - started
            metrics.request_answered(str(request.method), route, response.status_code, seconds)
            log.info(
                "request", method=request.method, route=route, status=response.status_code, ms=round(seconds * 1000)
            )
        return response

    return middleware


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """Answer 400 to a request with a NUL in its address or form: nobody types one, and PostgreSQL rejects it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    middleware.process_view = _nul_refused  # type: ignore[attr-defined]  # Django calls it once the form may be read
    return middleware


def _nul_refused(
    request: HttpRequest, _view: object, args: tuple[object, ...], kwargs: dict[str, object]
) -> HttpResponse | None:
    sent = (text for form in (request.GET, request.POST) for name, texts in form.lists() for text in (name, *texts))
    if any("\x00" in str(one) for one in (*args, *kwargs.values(), *sent)):
        return errors.bad_request(request)
    return None


def _request_id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))


# ------------------------------------------------------------------ before the view
def _zone_of(request: HttpRequest) -> ZoneInfo | None:
    """Return the time zone of the user. A request without a session costs no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return times.zone_of(request.user)


def _stopped(request: HttpRequest) -> HttpResponseBase | None:
    """Return the response to a request that must not reach a view, or None."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if request.method not in SAFE_METHODS and site in {"cross-site", "same-site"}:
        return errors.csrf_failure(request, "the browser says that another site sent it")
    return _with_cookie_please(request) if site == "cross-site" else None


def _with_cookie_please(request: HttpRequest) -> HttpResponse | None:
    """Make a browser that follows a link from another site reload the page from ours.

    A Strict cookie does not come with such a navigation, and not with a 302 that answers it either; it does come
    with a refresh, because that starts at our own page. Someone without any session is asked once.
    """
    navigates = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    if not navigates or settings.SESSION_COOKIE_NAME in request.COOKIES or REFRESHED_COOKIE in request.COOKIES:
        return None
    response = HttpResponse(headers={"Refresh": "0"})
    response.set_cookie(
        REFRESHED_COOKIE, "1", max_age=REFRESHED_FOR, secure=settings.SECURE_SITE, httponly=True, samesite="Lax"
    )
    return response


# ------------------------------------------------------------------ after the view
def _prepared(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, HttpResponseRedirectBase):
        response = _redirected(request, response)
    elif response.status_code == 405 and not getattr(response, "content", b"x"):
        allowed = response["Allow"]
        response = errors.method_not_allowed(request)
        response["Allow"] = allowed
    if wants_fragment(request):
        _append_toasts(request, response)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    response.headers.setdefault("Content-Language", translation.get_language() or "")
    response.headers.setdefault("Cache-Control", "no-store")  # personal, unless the view says otherwise
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("X-Request-ID", _request_id(request))
    return response


def _redirected(request: HttpRequest, response: HttpResponseRedirectBase) -> HttpResponseBase:
    """Return the redirect in the form that makes the browser or HTMX load the whole page."""
    url = response.url
    if _is_sign_in(request, url):
        url = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page_of(request)})}"
        if wants_fragment(request):
            return HttpResponse(status=401, headers={"HX-Redirect": url})
        response["Location"] = url
        return response
    if not wants_fragment(request):
        return response
    same_page = urlsplit(url).path == urlsplit(open_page(request)).path and not urlsplit(url).netloc
    if same_page:  # filled anew, in its own place of the browser's history
        steer = {"HX-Location": json.dumps({"path": url, "push": "false", "replace": "true"})}
    else:  # the scripts and styles of another page only come with a real navigation
        steer = {"HX-Redirect": url}
    followed = HttpResponse(headers=steer)
    followed.cookies = response.cookies
    return followed


def _is_sign_in(request: HttpRequest, url: str) -> bool:
    return (
        urlsplit(url).path == resolve_url(settings.LOGIN_URL)
        and "next=" in urlsplit(url).query
        and not request.user.is_authenticated
    )


def page_of(request: HttpRequest) -> str:
    """Return the page to return to after sign-in: the open page, not the URL of a fragment or a form."""
    if wants_fragment(request) or request.method not in SAFE_METHODS:
        return open_page(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
    return request.get_full_path()


def _append_toasts(request: HttpRequest, response: HttpResponseBase) -> None:
    """Append pending messages to a fragment. A whole page shows them itself; a response without a swap keeps them."""
    swaps = response.status_code == 422 or (200 <= response.status_code < 300 and response.status_code != 204)
    steered = any(name in response for name in ("HX-Redirect", "HX-Location", "HX-Refresh"))
    is_html = response.get("Content-Type", "").startswith("text/html")
    if not swaps or steered or not is_html or not isinstance(response, HttpResponse):
        return
    waiting = get_messages(request)
    if not getattr(waiting, "used", True) and len(waiting):
        response.content += render_to_string("toasts.html#oob", {"messages": waiting}, request).encode()

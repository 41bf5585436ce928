"""Middleware that answers everything under /bff/ except our own pages, before what only pages need.

A script has no use for locale, messages, HTMX or a content policy, and `callers` checks sessions, CSRF and members.
So a cached response costs a fraction of a page.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from dashboard.bff.proxy import dispatch, responses
from dashboard.bff.proxy.parsing import PREFIX
from dashboard.bff.proxy.problems import ProxyError
from dashboard.web import origin
from dashboard.web.telemetry import metrics

log = structlog.get_logger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PAGES = frozenset({PREFIX, f"{PREFIX}openapi.json"})


def proxy_middleware(get_response: GetResponse) -> GetResponse:
    """Answer requests for the proxy; pass on all others."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not path.startswith(PREFIX) or path in PAGES:
            return get_response(request)
        # Programs always get one language, whichever one this thread used for the page before.
        with origin.of_request(request) as source, translation.override(settings.LANGUAGE_CODE):
            return _respond(request, source.request_id)

    return middleware


def _respond(request: HttpRequest, request_id: str) -> HttpResponseBase:
    """Answer and log one line. Every error has the same shape."""
    started, log_fields = time.perf_counter(), dispatch.LogFields()
    try:
        request.get_host()
        response = dispatch.dispatch(request, log_fields)
        log_fields["cache"] = response.headers.get("Cache-Status", "")
    except ProxyError as error:
        log_fields["error"] = error.code
        response = responses.error_response(error, request_id)
    except DisallowedHost:
        response = responses.error_response(ProxyError(400, "invalid", "This is not a name of this site."), request_id)
    except SuspiciousOperation:  # too many parameters, or too long a body
        log_fields["error"] = "invalid"
        response = responses.error_response(
            ProxyError(400, "invalid", "This is more than a request may hold."), request_id
        )
    except OperationalError as error:
        log.error("proxy_without_database", reason=type(error).__name__)  # noqa: TRY400 - its text may name hosts
        message = "Tandem cannot reach its database. Try again in a moment."
        response = responses.error_response(ProxyError(503, "unavailable", message, retry_after=5), request_id)
    except Exception:  # only this shape may leave the proxy
        log.exception("proxy_failed")
        response = responses.error_response(ProxyError(500, "internal", "Something broke on our side."), request_id)
    seconds = time.perf_counter() - started
    route = f"{PREFIX.lstrip('/')}{log_fields.get('operation', '')}"
    metrics.request_answered(str(request.method), route, response.status_code, seconds)
    log.info("proxy", method=request.method, status=response.status_code, ms=round(seconds * 1000), **log_fields)
    return responses.add_request_id(response, request_id)

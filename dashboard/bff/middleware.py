"""The middleware that takes everything under /bff/ but our own pages, ahead of what only pages need.

A script's request has no use for locale, messages, HTMX or a content policy; sessions, CSRF and people are looked at
by `callers`. So an answer from a kept copy costs a fraction of a page.
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
from dashboard.bff.proxy.problems import Refused
from dashboard.web import metrics, origin

log = structlog.get_logger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PAGES = frozenset({PREFIX, f"{PREFIX}openapi.json"})


def door(get_response: GetResponse) -> GetResponse:
    """Answer what is for the proxy, and pass on everything else."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not path.startswith(PREFIX) or path in PAGES:
            return get_response(request)
        # Programs read one language, whatever the page before spoke that this thread has answered.
        with origin.of_request(request) as source, translation.override(settings.LANGUAGE_CODE):
            return _answered(request, source.request_id)

    return middleware


def _answered(request: HttpRequest, request_id: str) -> HttpResponseBase:
    """Answer and write one line of log; whatever goes wrong has the one shape."""
    started, told = time.perf_counter(), dispatch.Told()
    try:
        request.get_host()
        response = dispatch.answered(request, told)
        told["cache"] = response.headers.get("Cache-Status", "")
    except Refused as refused:
        told["error"] = refused.code
        response = responses.of_problem(refused, request_id)
    except DisallowedHost:
        response = responses.of_problem(Refused(400, "invalid", "This is not a name of this site."), request_id)
    except SuspiciousOperation:  # more parameters, or a longer body, than Django reads
        told["error"] = "invalid"
        response = responses.of_problem(Refused(400, "invalid", "This is more than a request may hold."), request_id)
    except OperationalError as problem:
        log.error("proxy_without_database", reason=type(problem).__name__)  # noqa: TRY400 - its text may name hosts
        message = "Tandem cannot reach its database. Try again in a moment."
        response = responses.of_problem(Refused(503, "unavailable", message, retry_after=5), request_id)
    except Exception:  # nothing but the one shape leaves the proxy
        log.exception("proxy_failed")
        response = responses.of_problem(Refused(500, "internal", "Something broke on our side."), request_id)
    seconds = time.perf_counter() - started
    route = f"{PREFIX.lstrip('/')}{told.get('operation', '')}"
    metrics.request_answered(str(request.method), route, response.status_code, seconds)
    log.info("proxy", method=request.method, status=response.status_code, ms=round(seconds * 1000), **told)
    return responses.stamp(response, request_id)

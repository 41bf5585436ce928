"""What machines ask: does the process live, may it get requests, and what has it counted."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare

from dashboard.credentials import rotation
from dashboard.web import metrics

log = structlog.get_logger(__name__)

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

_proved = False  # what was right once stays right in a process: migrations and keys cost two dozen queries


def answer_probes(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer probes before anything looks at host, scheme or session: a probe asks by address."""
    probes = {"/livez": livez, "/readyz": readyz, "/metrics": counted}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = probes.get(request.path_info)
        return probe(request) if probe and request.method in {"GET", "HEAD"} else get_response(request)

    return middleware


def livez(_request: HttpRequest) -> HttpResponse:
    """Answer as long as the process can."""
    return _text("ok\n")


def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, its migrations are applied and the keys open what they should.

    Upstreams do not count. What is missing is in the log alone.
    """
    try:
        missing = _missing()
    except (DatabaseError, ImproperlyConfigured) as problem:
        missing = type(problem).__name__
    if missing:
        log.warning("not_ready", missing=missing)
    return _text("not ready\n", 503) if missing else _text("ok\n")


def counted(request: HttpRequest) -> HttpResponse:
    """Answer with what was counted, to whoever knows METRICS_TOKEN; without one set there is nothing here."""
    if not settings.METRICS_TOKEN:
        return _text("not found\n", 404)
    scheme, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(token.strip().encode(), settings.METRICS_TOKEN.encode()):
        answer = _text("unauthorized\n", 401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    return HttpResponse(metrics.exposition(), content_type=metrics.CONTENT_TYPE, headers=HEADERS)


def _text(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain", status=status, headers=HEADERS)


def _missing() -> str:
    """Return what keeps this process from answering, an empty string where nothing does."""
    global _proved  # noqa: PLW0603 - the one fact this process learns
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if _proved:
        return ""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "migrations"
    if wrong := rotation.wrong_keys():
        return f"keys {wrong}"
    _proved = True
    return ""

"""Probes for machines: liveness, readiness and metrics."""

from __future__ import annotations

import math
import time
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
from dashboard.web.telemetry import metrics

log = structlog.get_logger(__name__)

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

HOLDS_FOR = 5.0  # seconds after which a process that was ready looks again: probes come often, and cost a write

_ready_at = -math.inf
_migrated = False  # what was applied once stays applied; to ask costs two dozen queries


def answer_probes(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer probes before host, scheme or session are checked: probes call by IP address."""
    probes = {"/livez": livez, "/readyz": readyz, "/metrics": metrics_page}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = probes.get(request.path_info)
        return probe(request) if probe and request.method in {"GET", "HEAD"} else get_response(request)

    return middleware


def livez(_request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process runs."""
    return _text("ok\n")


def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database takes writes, its migrations are applied and the keys open what they should.

    Toggl's state does not count. Only the log says what is missing.
    """
    global _ready_at  # noqa: PLW0603 - of the process
    if time.monotonic() - _ready_at < HOLDS_FOR:
        return _text("ok\n")
    try:
        missing = _missing()
    except (DatabaseError, ImproperlyConfigured) as problem:
        missing = type(problem).__name__
    if missing:
        log.warning("not_ready", missing=missing)
    else:
        _ready_at = time.monotonic()
    return _text("not ready\n", 503) if missing else _text("ok\n")


def forget() -> None:
    """Check again at the next probe."""
    global _ready_at  # noqa: PLW0603 - of the process
    _ready_at = -math.inf


def metrics_page(request: HttpRequest) -> HttpResponse:
    """Return the metrics to callers with METRICS_TOKEN; 404 while none is set."""
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
    """Return why this process is not ready; empty when it is."""
    global _migrated  # noqa: PLW0603 - of the process
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA user_version = 1")  # which nobody reads: it fails where the disk is full
        else:
            cursor.execute("SHOW transaction_read_only")
            if cursor.fetchone() != ("off",):
                return "writes"
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations"
        _migrated = True
    wrong = rotation.wrong_keys()
    return f"keys {wrong}" if wrong else ""

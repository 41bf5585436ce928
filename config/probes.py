"""What a load balancer asks: does the process live, and may it get requests."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

_migrated = False  # migrations that were applied once stay applied; the question is a dozen queries


def answer_probes(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer `/livez` and `/readyz` before anything looks at host, scheme or session: a probe asks by address."""
    probes = {"/livez": livez, "/readyz": readyz}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = probes.get(request.path_info)
        return probe() if probe and request.method in {"GET", "HEAD"} else get_response(request)

    return middleware


def livez() -> HttpResponse:
    """Answer as long as the process can."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz() -> HttpResponse:
    """Answer 200 when the database answers and its migrations are applied. Upstreams do not count."""
    try:
        ready = _is_ready()
    except DatabaseError:
        ready = False
    return HttpResponse("ok\n" if ready else "not ready\n", content_type="text/plain", status=200 if ready else 503)


def _is_ready() -> bool:
    global _migrated  # noqa: PLW0603 - the one fact this process learns
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated

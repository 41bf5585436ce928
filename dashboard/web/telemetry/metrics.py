"""Metrics for Prometheus. No label names a person, an account, a key or an address.

With several processes each counts into files of a shared folder (`PROMETHEUS_MULTIPROC_DIR`, set by `make serve`), and
whichever answers `/metrics` adds them up. Several machines are several targets.
"""

from __future__ import annotations

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = CONTENT_TYPE_LATEST
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})  # a caller may invent others
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_requests = Counter("tandem_requests", "Requests answered.", ["method", "route", "status"])
_request_seconds = Histogram("tandem_request_seconds", "How long answering took.", ["route"], buckets=SECONDS)
upstream_calls = Counter("tandem_upstream_calls", "Calls to Track and Focus.", ["operation", "outcome"])
upstream_seconds = Histogram("tandem_upstream_seconds", "How long calls took.", ["service"], buckets=SECONDS)
reads = Counter(
    "tandem_reads", "Reads by where the answer came from: kept, upstream, last_good.", ["operation", "source"]
)
quota_left = Histogram(
    "tandem_quota_left",
    "Requests left in a bucket, as each answer of an upstream said.",
    ["bucket"],
    buckets=(0, 1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 600),
)
breaker_open = Gauge(
    "tandem_breaker_open", "Whether an upstream is left alone.", ["service"], multiprocess_mode="mostrecent"
)
breaker_opened = Counter("tandem_breaker_opened", "How often an upstream was left alone.", ["service"])
decrypt_failures = Counter("tandem_decrypt_failures", "Stored secrets that did not open.", ["purpose", "reason"])


def request_answered(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request. `route` is the URL pattern or the operation of the proxy, never a path."""
    name = route or "none"
    _requests.labels(method if method in METHODS else "other", name, status).inc()
    _request_seconds.labels(name).observe(seconds)


def exposition() -> bytes:
    """Return the metrics of all processes of this machine in the text format of Prometheus."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)

"""A breaker for each upstream: after several failures in a row, calls are refused for a while instead of waiting.

Its state is of one process: another process finds out for itself within as many calls.
`pybreaker` does not serve: it holds its lock while a call is under way, so that all calls would run one after another.
"""

from __future__ import annotations

import threading
import time

from django.conf import settings

from dashboard.upstream.errors import BreakerOpen
from dashboard.web.telemetry import metrics

FAILURES = 5  # in a row, of any member
OPEN_FOR = 30.0  # seconds until one call may try again


class Breaker:
    """Counts failures of one upstream. Its lock is held for microseconds, never while a call is under way."""

    def __init__(self, service: str = "") -> None:
        self._service = service
        self._lock = threading.Lock()
        self._failures = 0
        self._retry_at = 0.0

    def check(self, service: str) -> None:
        """Raise BreakerOpen while the upstream is left alone; let one caller through when that time is over."""
        with self._lock:
            if self._failures < FAILURES:
                return
            now = time.monotonic()
            if now < self._retry_at:
                raise BreakerOpen(service=service, retry_after=round(self._retry_at - now) or 1)
            self._retry_at = now + OPEN_FOR * settings.UPSTREAM_TIME_SCALE

    def note(self, *, good: bool) -> None:
        """Count how a call ended: good is any answer that shows the upstream alive."""
        with self._lock:
            was_open = self._failures >= FAILURES
            self._failures = 0 if good else self._failures + 1
            if (self._failures >= FAILURES) != was_open:
                self._tell(is_open=not was_open)
            if self._failures >= FAILURES:
                self._retry_at = time.monotonic() + OPEN_FOR * settings.UPSTREAM_TIME_SCALE

    def _tell(self, *, is_open: bool) -> None:
        metrics.breaker_open.labels(self._service).set(is_open)
        if is_open:
            metrics.breaker_opened.labels(self._service).inc()

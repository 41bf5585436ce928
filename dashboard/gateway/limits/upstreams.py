"""The two upstreams of this process, made from the settings on first use."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from dashboard.gateway.limits.circuit_breaker import Breaker
from dashboard.upstream.contract import Service
from dashboard.upstream.transport.client import Upstream


@cache
def upstream(service: Service) -> Upstream:
    """Return the pooled way to `service`."""
    return Upstream(service, settings.UPSTREAM_URLS[service], time_scale=settings.UPSTREAM_TIME_SCALE)


@cache
def breaker(service: Service) -> Breaker:
    """Return the breaker of a service in this process."""
    return Breaker(service)


@receiver(setting_changed)
def _start_anew(*, setting: str, **_kwargs: Any) -> None:
    if setting in {"UPSTREAM_URLS", "UPSTREAM_TIME_SCALE"}:
        upstream.cache_clear()
        breaker.cache_clear()

"""What must be right before the gateway may count: `manage.py check`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

IN_PROCESS = "config.cache.ProcessCache"


@register(Tags.caches)
def check_shared_caches(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse several processes that would each count the same quota for themselves."""
    alone = [name for name, options in settings.CACHES.items() if options["BACKEND"] == IN_PROCESS]
    if settings.WORKERS <= 1 or not alone:
        return []
    return [
        Error(
            f"WORKERS is {settings.WORKERS}, but these caches are in the memory of one process: {', '.join(alone)}.",
            hint="Set CACHE_URL to a Redis that all processes share, or WORKERS to 1.",
            id="tandem.gateway.E001",
        )
    ]

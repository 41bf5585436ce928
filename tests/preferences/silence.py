"""Every way in which Track does not answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.sweeps import afresh

WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "down": ("reset_before", {}),
    "slow": ("delay", {}),
    "dripping": ("drip_headers", {}),
    "redirecting": ("redirect", {"location": "https://example.com/"}),
    "html": ("html", {}),
    "half": ("half", {}),
    "garbage": ("garbage", {}),
    "failing": ("status", {"status": 500}),
}
SHORT = 0.02  # of every deadline, once nothing is going to be answered


def silences(sandbox: Any, settings: Any) -> Iterator[tuple[str, Callable[[], None]]]:
    """Give each way with a function that lets it begin; before each, everything is as on the first day."""
    scale = settings.UPSTREAM_TIME_SCALE
    for way, (kind, options) in WAYS.items():
        settings.UPSTREAM_TIME_SCALE = scale
        afresh(sandbox)
        yield way, partial(_begin, sandbox, settings, kind, options)


def _begin(sandbox: Any, settings: Any, kind: str, options: dict[str, Any]) -> None:
    settings.UPSTREAM_TIME_SCALE = SHORT
    sandbox.fault("track.*", kind, times=-1, **options)

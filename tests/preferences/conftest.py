"""Fixtures of the preferences: every way in which Track does not answer."""

from __future__ import annotations

import pytest

SILENCES = {
    "down": ("reset_before", {}),
    "slow": ("delay", {}),
    "dripping": ("drip_headers", {}),
    "redirecting": ("redirect", {"location": "https://example.com/"}),
    "html": ("html", {}),
    "half": ("half", {}),
    "garbage": ("garbage", {}),
    "failing": ("status", {"status": 500}),
}


@pytest.fixture(params=SILENCES.values(), ids=SILENCES.keys())
def silent(request, sandbox):
    """Set up each way in which Track does not answer, to be called when it shall begin."""
    kind, options = request.param
    return lambda: sandbox.fault("track.*", kind, times=-1, **options)

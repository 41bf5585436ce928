"""The ledger is exact across four processes of sixteen threads on Redis."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.gateway.limits import quota_ledger
from dashboard.upstream.quota import Quota

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not django_settings.CACHE_URL.startswith("redis"), reason="needs Redis: set CACHE_URL"),
]
PROCESSES = 4


@settings(max_examples=6)
@given(limit=st.integers(1, 120), already_used=st.integers(0, 20), mode=st.sampled_from(["read", "write"]))
def test_never_more_is_sent_than_the_headers_allow(limit: int, already_used: int, mode: str):
    owner = uuid.uuid4().hex
    used = min(already_used, limit)
    caches["default"].set(f"used:{owner}", used)
    first = quota_ledger.acquire(owner, "me", for_write=True)  # somebody has heard a header before the rush
    quota_ledger.settle_response(first, Quota(limit - used, 3600))
    environment = {**os.environ, "UPSTREAM_TIME_SCALE": "0"}
    command = [sys.executable, "-m", "tests.gateway.ledger_worker", owner, str(limit), mode]
    processes = [subprocess.Popen(command, env=environment) for _ in range(PROCESSES)]
    assert [process.wait(timeout=60) for process in processes] == [0] * PROCESSES
    spent, kept_back = caches["default"].get(f"used:{owner}"), 5 if mode == "read" else 0
    assert spent == max(limit - kept_back, used)

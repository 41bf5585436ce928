"""Two hundred identical reads at once, from four processes, are one call."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.served import database_url

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not settings.CACHE_URL.startswith("redis"), reason="needs Redis: set CACHE_URL"),
]


def test_two_hundred_reads_from_four_processes_are_one_call(transactional_db, alice, sandbox):
    sandbox.fault("track.get_preferences", "delay", times=-1, seconds=0.5)
    environment = {**os.environ, "DATABASE_URL": database_url(), "UPSTREAM_TIME_SCALE": "1"}
    start = time.time() + 6  # by then four interpreters are up
    command = [sys.executable, "-m", "tests.gateway.reader_worker", alice.email, str(start), "50"]
    processes = [subprocess.Popen(command, env=environment) for _ in range(4)]
    assert [process.wait(timeout=60) for process in processes] == [0] * 4
    assert len(sandbox.requests()) == 1

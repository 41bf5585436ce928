"""Identical reads at once, from several processes, are one call."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.served import database_url

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not settings.CACHE_URL.startswith("redis"), reason="needs Redis: set CACHE_URL"),
]


def test_sixty_reads_from_four_processes_are_one_call(transactional_db, alice, sandbox):
    sandbox.fault("track.get_preferences", "delay", times=-1, seconds=0.5)
    environment = {**os.environ, "DATABASE_URL": database_url(), "UPSTREAM_TIME_SCALE": "1"}
    command = [
        sys.executable,
        "-m",
        "tests.gateway.reader_worker",
        alice.email,
        "15",
    ]  # all with a connection to the database, which takes a hundred
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) for _ in range(4)]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 4
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.wait(timeout=60) for process in processes] == [0] * 4
    for process in processes:
        process.stdin.close()
        process.stdout.close()
    assert len(sandbox.requests()) == 1

"""A process that is killed in the middle of a write leaves an honest "unknown", and nothing is sent twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from dashboard.audit import services as audit
from dashboard.gateway import services as gateway
from tests.served import database_url

WRITE = "track.update_preferences"


@pytest.fixture
def killed(transactional_db, alice, sandbox):
    """Alice's write reached the sandbox, and the process that sent it died before the answer."""
    sandbox.fault(WRITE, "delay", times=1, seconds=5)
    environment = {**os.environ, "DATABASE_URL": database_url(), "UPSTREAM_TIME_SCALE": "1"}
    command = [sys.executable, "-m", "tests.gateway.dying_writer", alice.email]
    process = subprocess.Popen(command, env=environment)
    deadline = time.monotonic() + 20
    while not sandbox.requests() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    return alice


def test_history_says_unknown(killed):
    (change,) = audit.changes(audit.history_of(killed).filter(operation=WRITE))
    assert change.result == "unknown"


def test_the_same_form_is_not_sent_again(killed, sandbox, monkeypatch):
    monkeypatch.setattr(gateway, "WAIT_FOR_TWIN", 0.1)
    again = gateway.write(killed, WRITE, {"date_format": "DD.MM.YYYY"}, idempotency_key="form")
    assert again.outcome == "unknown"
    assert len(sandbox.requests()) == 1

"""A process that is killed in the middle of a write leaves an honest "unknown", and nothing is sent twice."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from dashboard.audit import services as audit
from dashboard.gateway import services as gateway
from tests.clock import held_clock
from tests.served import database_url

pytestmark = pytest.mark.processes
WRITE = "track.update_preferences"


@pytest.fixture
def killed(transactional_db, alice, sandbox):
    """Alice's write reached the sandbox, and the process that sent it died before the answer."""
    sandbox.fault(WRITE, "delay", times=1, seconds=60)
    environment = {**os.environ, "DATABASE_URL": database_url(), "UPSTREAM_TIME_SCALE": "10"}
    command = [sys.executable, "-m", "tests.gateway.dying_writer", alice.email]
    with subprocess.Popen(command, env=environment) as process:
        sandbox.wait_for_requests()
        process.kill()
    return alice


def test_history_says_unknown_and_the_same_form_is_not_sent_again(killed, sandbox):
    (change,) = audit.changes(audit.history_of(killed).filter(operation=WRITE))
    assert change.result == "unknown"
    with held_clock() as clock:
        again = gateway.write(killed, WRITE, {"date_format": "DD.MM.YYYY"}, idempotency_key="form")
        assert clock.elapsed >= gateway.WAIT_FOR_DUPLICATE, "it may still have been under way"
    assert (again.outcome, again.repeated) == ("unknown", True)
    assert len(sandbox.requests()) == 1

"""Alice, Bob and Charlie as programs that talk to the sandbox."""

from collections.abc import Iterator

import pytest
import time_machine

from dashboard.sandbox.people import ALICE, BOB, CHARLIE
from dashboard.sandbox.server import RunningSandbox
from tests.sandbox.caller import Caller


@pytest.fixture
def still() -> Iterator[None]:
    """Let the clock stand still, however long a test takes."""
    with time_machine.travel("2026-11-18 09:00Z", tick=False):
        yield


@pytest.fixture
def alice(sandbox: RunningSandbox) -> Caller:
    return Caller(sandbox, ALICE)


@pytest.fixture
def bob(sandbox: RunningSandbox) -> Caller:
    return Caller(sandbox, BOB)


@pytest.fixture
def charlie(sandbox: RunningSandbox) -> Caller:
    return Caller(sandbox, CHARLIE)

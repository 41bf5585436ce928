"""Alice, Bob and Charlie as programs that talk to the sandbox."""

import pytest

from dashboard.sandbox.people import ALICE, BOB, CHARLIE
from dashboard.sandbox.server import RunningSandbox
from tests.sandbox.caller import Caller


@pytest.fixture
def alice(sandbox: RunningSandbox) -> Caller:
    return Caller(sandbox, ALICE)


@pytest.fixture
def bob(sandbox: RunningSandbox) -> Caller:
    return Caller(sandbox, BOB)


@pytest.fixture
def charlie(sandbox: RunningSandbox) -> Caller:
    return Caller(sandbox, CHARLIE)

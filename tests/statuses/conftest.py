"""Alice at the statuses; built-in ones may be changed, as the newer specification has it, but not deleted."""

from __future__ import annotations

import pytest

from dashboard.sandbox.people import BY_NAME
from dashboard.upstream.contract import operation
from dashboard.upstream.secret import Secret
from tests.statuses.page_objects import URL
from tests.sweeps import afresh


@pytest.fixture
def focus(sandbox):
    """The sandbox in which a built-in status can be moved."""
    sandbox.switch(default_status_update="accept")
    return sandbox


@pytest.fixture
def anew(focus, alices):
    """Begin anew in the middle of a test: nothing is kept but the page that Alice has open."""

    def begin() -> None:
        afresh(focus)
        focus.switch(default_status_update="accept")
        alices.get(URL)
        focus.clear_requests()

    return begin


@pytest.fixture
def alices(client_of, alice, focus):
    """Alice's browser."""
    return client_of(alice)


@pytest.fixture
def bobs(client_of, bob, focus):
    """Bob's browser."""
    return client_of(bob)


@pytest.fixture
def elsewhere(focus):
    """Change statuses as Bob would in Focus itself, and forget that it was asked."""
    from dashboard.upstream.authorization import Authorization
    from dashboard.upstream.transport.client import Upstream

    def call(operation_id, body=None, **params):
        upstream = Upstream("focus", focus.url)
        of = {"workspace_id": BY_NAME["bob"].workspace_id, **params}
        key = Authorization("focus_key", Secret(BY_NAME["bob"].focus_key))
        reply = upstream.send(operation(operation_id).call(of, body), key)
        focus.world.log.pop()
        return reply.data

    return call

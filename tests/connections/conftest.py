"""Charlie and Alice at the connections page."""

from __future__ import annotations

import pytest


@pytest.fixture
def charlies(client_of, charlie, sandbox):
    """Charlie's browser; he has connected nothing."""
    return client_of(charlie)


@pytest.fixture
def alices(client_of, alice, sandbox):
    """Alice's browser; she is connected to both."""
    return client_of(alice)

"""Alice leads the team; her browser has just proved that it is her."""

from __future__ import annotations

import pytest


@pytest.fixture
def alices(quick_passwords, client_of, alice, sandbox):
    """The admin's browser."""
    return client_of(alice)

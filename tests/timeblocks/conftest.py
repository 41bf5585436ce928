"""Alice at her calendar, in Berlin, with the settings that Toggl would have told."""

from __future__ import annotations

import pytest

from tests.timeblocks.desk import desk
from tests.timeblocks.hands import Calendar

__all__ = ["desk"]


@pytest.fixture
def berlin(alice, sandbox):
    """Alice, of whom the zone and formats are known already, as after connecting."""
    alice.timezone, alice.first_day_of_week, alice.time_format = "Europe/Berlin", 1, "H:mm"
    alice.save()
    return alice


@pytest.fixture
def calendar(client_of, berlin, sandbox):
    """Alice's calendar without a browser."""
    return Calendar(client_of(berlin), sandbox)

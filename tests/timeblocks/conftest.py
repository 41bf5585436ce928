"""Alice at her calendar on a Tuesday in Berlin, with the settings that Toggl would have told."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.timeblocks.browser import open_calendar
from tests.timeblocks.page_objects import BERLIN, Calendar

__all__ = ["open_calendar"]


@pytest.fixture(autouse=True)
def _tuesday(time_machine):
    """No test of the calendar meets midnight, the end of a week, or a night in which the clocks change."""
    time_machine.move_to(dt.datetime(2026, 11, 17, 10, 20, tzinfo=BERLIN))


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

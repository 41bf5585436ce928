"""The first page on a Tuesday: no test of it meets midnight or the end of a week by chance."""

from __future__ import annotations

import datetime as dt

import pytest


@pytest.fixture(autouse=True)
def _tuesday(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 17, 9, 20, tzinfo=dt.UTC))

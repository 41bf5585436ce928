"""The table of what was measured, printed at the end of `make measure`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.measure import table

ROWS: list[table.Row] = []


@pytest.fixture
def measured() -> list[table.Row]:
    """What has been measured so far."""
    return ROWS


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> Iterator[None] | None:
    """Print the table."""
    if ROWS:
        terminalreporter.section("every page, measured")
        for line in table.lines(ROWS):
            terminalreporter.write_line(line)
    return None

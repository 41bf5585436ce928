"""What tests of security look at besides answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest

from dashboard.web.telemetry import logs


@pytest.fixture
def lines() -> Iterator[Callable[[], str]]:
    """Everything that is logged meanwhile, as it is written."""
    written: list[str] = []

    class Writing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Writing()
    handler.setFormatter(logs.RedactingFormatter(logs.Redactor(logs._own_secrets())))
    logging.getLogger().addHandler(handler)
    yield lambda: "\n".join(written)
    logging.getLogger().removeHandler(handler)

"""Alice at the directory, and a Track with as many things as a test wants."""

from __future__ import annotations

import pytest

from dashboard.sandbox.people import STUDIO


@pytest.fixture
def alices(client_of, alice, sandbox):
    """Alice's browser."""
    return client_of(alice)


@pytest.fixture
def rich(sandbox):
    """Let Alice ask as often as she likes."""
    sandbox.set_quota("alice", "me", 500)
    return sandbox


@pytest.fixture
def many(sandbox):
    """Put many projects, tags or Focus tasks into Alice's workspace."""

    def fill(table: str, count: int) -> None:
        rows = getattr(sandbox.world.state, table)
        first = next(row for row in rows.values() if row["workspace_id"] == STUDIO)
        for number in range(count):
            id_ = 20_000_000 + number
            rows[id_] = {**first, "id": id_, "name": f"Thing {number:05d}"}

    return fill

"""A stream that is under way ends soon after its token, its session or its member loses the right to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dashboard.accounts import tokens
from dashboard.accounts.sessions import lifetimes
from dashboard.bff.proxy.streaming import CHECK_INTERVAL, StreamInterrupted
from dashboard.sandbox.people import NORTHWIND, STUDIO
from dashboard.team import services as team
from tests.bff.conftest import Script
from tests.clock import held_clock

PATH = (
    f"focus/api/organizations/{NORTHWIND}/workspaces/{STUDIO}/time-blocks/stream"
    "?date_from=2020-01-01T00:00:00Z&date_to=2040-01-01T00:00:00Z"
)


def by_token(bob: Any, _client_of: Any) -> Any:
    return Script(tokens.make(bob, name="s", can_write=False, services=("focus",)).reveal())("GET", PATH)


def by_session(bob: Any, client_of: Any) -> Any:
    return client_of(bob).get(f"/bff/{PATH}")


def revoke(bob: Any, _alice: Any) -> None:
    tokens.revoke(tokens.tokens_of(bob).get())


def disable(bob: Any, alice: Any) -> None:
    team.disable(person=bob, by=alice)


def end_sessions(bob: Any, _alice: Any) -> None:
    lifetimes.end_all(bob)


@pytest.mark.parametrize(
    ("opened", "lose"), [(by_token, revoke), (by_token, disable), (by_session, end_sessions), (by_session, disable)]
)
def test_it_ends_without_its_end_and_asks_nothing_more_of_toggl(
    opened: Callable[..., Any], lose: Callable[..., Any], transactional_db, sandbox, alice, bob, client_of
):
    with held_clock() as clock:
        pieces = iter(opened(bob, client_of).streaming_content)
        seen = next(pieces) + next(pieces)
        clock.pass_by(CHECK_INTERVAL + 1)
        seen += next(pieces)  # who still may ask is served on
        lose(bob, alice)
        asked = len(sandbox.requests())
        clock.pass_by(CHECK_INTERVAL + 1)
        with pytest.raises(StreamInterrupted):
            next(pieces)
    assert seen.startswith(b"[{")
    assert list(pieces) == []
    assert len(sandbox.requests()) == asked

"""A streamed read: item by item to the proxy, as one cached response to a page, and one request either way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.gateway import services as gateway
from dashboard.sandbox.people import NORTHWIND, STUDIO
from dashboard.upstream.errors import NotConnected, UpstreamError
from tests.sweeps import sweep

STREAM = "focus.stream_time_blocks"
NOW = datetime.now(UTC)
WEEK = {
    "organization_id": NORTHWIND,
    "workspace_id": STUDIO,
    "date_from": NOW - timedelta(days=7),
    "date_to": NOW + timedelta(days=7),
}


def test_a_range_is_one_request_however_often_it_is_read(alice, sandbox):
    assert [len(gateway.read_json(alice, STREAM, **WEEK).data) > 20 for _ in range(2)] == [True, True]
    assert len(sandbox.requests()) == 1


def test_items_come_one_by_one(alice, sandbox):
    with gateway.stream(alice, STREAM, **WEEK) as items:
        assert "start" in next(items)


def test_a_stream_spends_one_request_and_learns_what_is_left(alice, sandbox):
    sandbox.set_quota("alice", NORTHWIND, remaining=20, resets_in=600)
    with gateway.stream(alice, STREAM, **WEEK) as items:
        list(items)
    (level,) = gateway.meter(alice)["focus"]
    assert (level.bucket, level.remaining) == (f"organization.{NORTHWIND}", 19)


@sweep(["half", "reset_after", "garbage"])
def test_a_broken_stream_is_seen(fault, alice, sandbox):
    sandbox.fault(STREAM, fault, times=1)
    with pytest.raises(UpstreamError), gateway.stream(alice, STREAM, **WEEK) as items:
        list(items)


def test_charlie_has_no_stream(charlie, sandbox):
    with pytest.raises(NotConnected), gateway.stream(charlie, STREAM, **WEEK):
        pass

"""Reads come as records: a cached response that does not decode is a miss, and odd answers never replace a good one."""

from __future__ import annotations

import time

import pytest

from dashboard.credentials import services as credentials
from dashboard.gateway import services as gateway
from dashboard.gateway.cache import response_cache
from dashboard.upstream.contract import operation
from dashboard.upstream.errors import Unreadable
from dashboard.upstream.records.base import Undecodable
from dashboard.upstream.records.reads import ACCOUNT, WORKSPACES, Read


def keep(user, read, data, params=None):
    op, now = operation(read.operation_id), time.time()
    response_cache.store(credentials.connection_of(user, op.service), op, params or {}, data, now, since=now)


def refuse(_data):
    raise Undecodable


def test_a_read_gives_records(alice, sandbox):
    answer = gateway.read(alice, ACCOUNT)
    assert answer.data.email == "alice@example.com"
    assert gateway.peek(alice, ACCOUNT).data == answer.data


def test_a_kept_copy_that_does_not_decode_is_none(alice, sandbox):
    keep(alice, ACCOUNT, ["no account"])
    assert gateway.peek(alice, ACCOUNT) is None
    assert gateway.peek_many(alice, [(ACCOUNT, {}), (WORKSPACES, {})]) == [None, None]
    assert gateway.peek_all(alice, ACCOUNT) == []
    assert gateway.read(alice, ACCOUNT).cost == 1


def test_rows_that_cannot_be_read_are_counted(alice, sandbox):
    keep(alice, WORKSPACES, [{"id": 1, "name": "A"}, None, {"name": "no id"}])
    found = gateway.read(alice, WORKSPACES).data
    assert ([one.name for one in found], found.unreadable) == (["A"], 2)


def test_an_answer_that_does_not_decode_leaves_the_last_good_copy(alice, sandbox):
    first = gateway.read(alice, ACCOUNT)
    with pytest.raises(Unreadable):
        gateway.read(alice, Read(ACCOUNT.operation_id, refuse), refresh=True)
    assert gateway.peek(alice, ACCOUNT) == gateway.peek_all(alice, ACCOUNT)[0]
    assert gateway.peek(alice, ACCOUNT).at == first.at


def test_a_failure_shows_the_last_good_copy_as_records(alice, sandbox):
    gateway.read(alice, ACCOUNT)
    sandbox.fault(ACCOUNT.operation_id, "status", status=500)
    answer = gateway.read(alice, ACCOUNT, refresh=True)
    assert answer.problem
    assert answer.data.email == "alice@example.com"


def test_every_kept_copy_says_what_it_was_asked_with(alice, sandbox):
    keep(alice, WORKSPACES, [], {"since": 5})
    assert [copy.params for copy in gateway.peek_all(alice, WORKSPACES)] == [{"since": 5}]


def test_whoever_passes_json_on_gets_it_as_it_came(alice, sandbox):
    keep(alice, ACCOUNT, ["no account"])
    assert gateway.read_json(alice, ACCOUNT.operation_id).data == ["no account"]
    assert gateway.peek_json(alice, ACCOUNT.operation_id).data == ["no account"]

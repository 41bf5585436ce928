"""Whatever goes wrong, what is raised and logged holds no secret; and whatever is answered, what is raised is ours."""

from __future__ import annotations

import gc
import logging
import traceback
from types import TracebackType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.upstream.errors import UpstreamError
from tests.sweeps import sweep
from tests.upstream import hostile as h
from tests.upstream.calls import ALICE, READ, SHORT, WRITE, failure, upstream

FAULTS = {
    "reset": h.reset,
    "silence": h.hang,
    "garbage": h.raw(b"\x00\x01"),
    "half": h.raw(h.packet(200, b"{", length=9)),
    "too large": h.answer(200, b"[" * 6_000_000),
    "large header": h.raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000),
    "html": h.answer(200, b"<html>"),
    "refused": h.answer(403),
    "failed": h.answer(503),
    "redirected": h.answer(302, b"", "Location: /"),
}


def shown(error: BaseException) -> str:
    """Everything that a log or an error page could print of it, local variables included."""
    plain = "".join(traceback.format_exception(error))
    deep = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    return f"{plain}{deep}{error!r}{error.__dict__!r}{error.args!r}"


def assert_no_secret(text: str) -> None:
    for spelling in ALICE.spellings():
        assert spelling not in text


@pytest.mark.long
@sweep(FAULTS, [READ, WRITE])
def test_an_error_shows_no_secret_and_drags_nothing_along(fault, call, caplog):
    caplog.set_level(logging.DEBUG)
    with h.hostile(FAULTS[fault]) as server:
        error = failure(upstream(server, time_scale=SHORT if fault == "silence" else 1).send, call, ALICE)
    assert_no_secret(shown(error))
    assert_no_secret(caplog.text)
    assert error.__context__ is None
    assert error.__cause__ is None


def test_no_connection_shows_no_secret():
    error = failure(upstream("http://127.0.0.1:1").send, WRITE, ALICE, may_retry=lambda: True)
    assert_no_secret(shown(error))
    assert error.__context__ is None


def test_nothing_of_a_call_outlives_it():
    with h.hostile(h.answer(200, b'{"id": 1}')) as server:
        shared = upstream(server)
        shared.send(READ, ALICE)
        gc.collect()
        assert not [found for found in _reachable(shared) if isinstance(found, str) and _is_secret(found)]


def _is_secret(text: str) -> bool:
    return any(str.__contains__(text, spelling) for spelling in ALICE.spellings())


def _reachable(start: object) -> list[object]:
    """Every object that can be reached from `start` through instances and containers."""
    seen: dict[int, object] = {}
    waiting = [start]
    while waiting:
        found = waiting.pop()
        if id(found) in seen or isinstance(found, type | TracebackType) or callable(found):
            continue
        seen[id(found)] = found
        waiting += gc.get_referents(found)
    return list(seen.values())


STARTS = [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"]


@pytest.mark.long
@given(st.sampled_from(STARTS), st.binary(max_size=300))
@settings(max_examples=200)
def test_any_bytes_are_an_answer_or_an_error_of_ours(start, data):
    with h.hostile(h.raw(start + data)) as server:
        try:
            upstream(server).send(WRITE, ALICE)
        except UpstreamError as error:
            assert_no_secret(shown(error))

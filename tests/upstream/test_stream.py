"""A long list is given out item by item, whatever its form, and shows where it breaks."""

from __future__ import annotations

import functools
import gzip
import json
import subprocess
import sys
import threading
import tracemalloc
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.upstream import errors
from dashboard.upstream.transport.stream import ItemReader, ItemTooLarge, StreamGarbled
from tests.clock import held_network
from tests.sweeps import sweep
from tests.upstream import hostile as h
from tests.upstream.calls import BOB, STREAM, failure, upstream

ROOT = Path(__file__).resolve().parents[2]
ITEMS = [{"id": 1, "task": {"name": 'a "quoted" ] } \\ name'}}, {"id": 2, "tags": [1, [2]]}, {}]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
dumps = functools.partial(json.dumps, ensure_ascii=False)
FORMS = {
    "array": dumps,
    "array with spaces": lambda items: "\ufeff \n" + json.dumps(items, indent=2) + "\n ",
    "wrapper": lambda items: dumps({"items": items}),
    "wrapper after a page": lambda items: dumps({"page": 1, "next": "x", "items": items, "more": {"a": [1]}}),
    "lines": lambda items: "\n".join(dumps(item) for item in items),
    "lines with an end": lambda items: "".join(dumps(item) + "\r\n\n" for item in items),
}


def read(text: str | bytes, size: int = 10**9) -> list:
    """What the reader gives for a document that comes in pieces."""
    data = text if isinstance(text, bytes) else text.encode()
    reader = ItemReader()
    found = [item for at in range(0, len(data), size) for item in reader.feed(data[at : at + size])]
    return [*found, *reader.finish()]


@sweep(FORMS, [1, 2, 3, 7, 64, 10_000])
def test_each_form_is_read_in_pieces_of_any_size(form, size):
    assert read(FORMS[form](ITEMS), size) == ITEMS


texts = st.text('"\\{}[],: \n\té\u2028😀', max_size=8) | st.text(max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=4,
)


@pytest.mark.long
@given(
    items=st.lists(st.dictionaries(texts.filter("items".__ne__), values, max_size=3), min_size=1, max_size=4),
    form=st.sampled_from(sorted(FORMS)),
    size=st.integers(1, 40),
)
@settings(max_examples=100)
def test_every_list_of_objects_survives(items, form, size):
    assert read(FORMS[form](items), size) == items


@sweep(["[]", " [ ] ", '{"items": []}', '{"items": null, "page": 1}', "null", '{"items":[]}\n'], [1, 1000])
def test_an_empty_list_has_no_items(text, size):
    assert read(text, size) == []


@sweep(
    [
        "", " ", "[", "[{}", "[{},", '[{"a"', "[{}] x", "[{}]]", "[{} {}]", "[1]", "[[]]", '["a"]', "[{}, null]",
        '{"items": [{}]', '{"items": [{}], "more"', '{"items": [{}]}}', '{"items": [{}]} {}', '{"items"', "{",
        '{"a": 1}\n{"b"', '{"a": 1}\nx', "true", '"text"', "nul", "nullx", "<html>", "[{'a': 1}]", '[{"a": NaN}]',
        '[{"a": tru}]', '[{"a" 1, "long enough to be sure": 1}]', "[{}]\x00", b"[{\"a\": \"\xff\"}]", b"\xff\xfe[\x00",
    ],
    [1, 1000],
)  # fmt: skip
def test_what_breaks_off_or_is_no_list_is_garbled(text, size):
    with pytest.raises(StreamGarbled):
        read(text, size)


def test_an_item_is_given_out_as_soon_as_it_is_whole():
    reader = ItemReader()
    assert list(reader.feed(b'[{"id": 1}')) == [{"id": 1}]
    assert list(reader.feed(b', {"id": 2')) == []
    assert list(reader.feed(b"}")) == [{"id": 2}]


def test_what_came_before_a_break_is_given_out():
    reader = ItemReader()
    assert list(reader.feed(b'[{"id": 1}, {"id": ')) == [{"id": 1}]
    with pytest.raises(StreamGarbled):
        list(reader.finish())


@sweep([1000, 65_536, 10**9], [True, False])
def test_an_item_has_at_most_a_megabyte(size, whole):
    assert len(read('[{"a": "' + "x" * 900_000 + '"}]', size)) == 1
    with pytest.raises(ItemTooLarge):
        read('[{"a": "' + "x" * 1_100_000 + ('"}]' if whole else ""), size)


def test_garbage_inside_an_item_is_noticed_at_once():
    reader = ItemReader()
    with pytest.raises(StreamGarbled):
        list(reader.feed(b'[{"a": oops, "b": "and some more of it"'))


def test_a_deeply_nested_item_is_garbled():
    with pytest.raises(StreamGarbled):
        read('[{"a": ' + "[" * 200_000)


@sweep([b'{"a": "' + b"}" * 100_000, b'{"a": ' + b"[" * 400 + b"1," * 50_000, b"{" + b" " * 100_000])
def test_single_bytes_cannot_keep_the_processor_busy(item, monkeypatch):
    looked_at, real = [], json.JSONDecoder.raw_decode

    def raw_decode(self, text, at=0):
        looked_at.append(len(text) - at)
        return real(self, text, at)

    monkeypatch.setattr(json.JSONDecoder, "raw_decode", raw_decode)
    reader = ItemReader()
    for piece in (b"[", item, *[b" "] * 3000):
        list(reader.feed(piece))
    received = 1 + len(item) + 3000
    assert sum(looked_at) < 9 * received + 1_000_000


# ------------------------------------------------------------------ over HTTP
def stream(server, **options):
    """The items that a server streams, opened and read to the end."""
    with upstream(server, "focus", **options).stream(STREAM, BOB) as items:
        return list(items)


def broken(server, **options) -> tuple[list, errors.UpstreamError]:
    """What came of a stream, and how it broke."""
    found: list = []

    def run():
        with upstream(server, "focus", **options).stream(STREAM, BOB) as items:
            for item in items:
                found.append(item)  # noqa: PERF402 - what came before the break is to be seen

    return found, failure(run)


@sweep([False, True])
def test_a_stream_is_read(is_packed):
    body = json.dumps(ITEMS).encode()
    packed = h.answer(200, gzip.compress(body), "Content-Encoding: gzip")
    with h.hostile(packed if is_packed else h.answer(200, body)) as server:
        assert stream(server) == ITEMS
    assert server.requests[0].startswith(b"GET /api/organizations/1/workspaces/2/time-blocks/stream?date_from=")


def test_the_first_item_is_out_before_the_last_is_in():
    first_is_out = threading.Event()
    slowly = h.then(h.say(HEAD + b'\r\n[{"id": 0}'), h.held(first_is_out, h.raw(b', {"id": 1}]')))
    with h.hostile(slowly) as server, upstream(server, "focus").stream(STREAM, BOB) as items:
        assert next(items) == {"id": 0}
        first_is_out.set()
        assert list(items) == [{"id": 1}]


def test_secrets_are_taken_out_of_each_item():
    with h.hostile(h.answer(200, b'[{"id": 1, "user": {"api_token": "t"}}]')) as server:
        shared = upstream(server, "focus")
        with shared.stream(STREAM, BOB, clean=lambda item: {**item, "user": None}) as items:
            assert list(items) == [{"id": 1, "user": None}]


def test_a_stream_that_is_left_early_gives_its_connection_back():
    with h.hostile(h.then(h.say(HEAD + b"\r\n[{}"), h.hang)) as server:
        shared = upstream(server, "focus")
        for _ in range(6):
            with shared.stream(STREAM, BOB) as items:
                next(items)


def test_there_are_only_so_many_streams_at_once():
    some = h.then(h.say(HEAD + b"\r\n[{}"), h.hang)
    with held_network() as clock, h.hostile(some, network=clock) as server, ExitStack() as opened:
        shared = upstream(server, "focus")
        for _ in range(4):
            next(opened.enter_context(shared.stream(STREAM, BOB)))
        assert type(failure(opened.enter_context, shared.stream(STREAM, BOB))) is errors.UpstreamBusy
        assert clock.elapsed == 0.5


@sweep(
    [
        (h.raw(HEAD + b'\r\n[{"id": 1}, '), errors.Unreadable),
        (h.then(h.say(HEAD + b'\r\n[{"id": 1}, '), h.silence(1), h.reset), errors.ConnectionLost),
        (h.raw(HEAD + b'Content-Length: 900\r\n\r\n[{"id": 1}, '), errors.Unreadable),
        (h.raw(HEAD + b'Transfer-Encoding: chunked\r\n\r\nc\r\n[{"id": 1}, \r\n'), errors.Unreadable),
        (h.raw(HEAD + b'\r\n[{"id": 1}, <html>'), errors.Unreadable),
        (h.flood(HEAD + b'\r\n[{"id": 1}, {"a": "', b"x" * 65_536, 40), errors.TooLarge),
        (h.then(h.say(HEAD + b'\r\n[{"id": 1}, '), h.hang), errors.TimedOut),
    ]
)
def test_a_stream_shows_that_it_broke(behaviour, kind):
    with held_network() as network, h.hostile(behaviour, network=network) as server:
        found, error = broken(server)
    assert found == [{"id": 1}]
    assert type(error) is kind
    assert (error.operation_id, error.__context__) == ("focus.stream_time_blocks", None)


@sweep(
    [
        (h.answer(401, b'{"error": "invalid_session", "error_description": "no"}'), errors.CredentialRefused),
        (h.answer(402, b"", "X-Toggl-Quota-Remaining: 0", "X-Toggl-Quota-Resets-In: 9"), errors.QuotaSpent),
        (h.answer(302, b"", "Location: /"), errors.Redirected),
        (h.answer(500, b"x" * 100_000), errors.TooLarge),
        (h.answer(503), errors.ServerFailed),
        (h.reset, errors.ConnectionLost),
        (h.raw(h.bomb(20)), errors.Unreadable),
        (h.answer(200, b"[", "Content-Encoding: br"), errors.Unreadable),
        (h.answer(200, b""), errors.Unreadable),
    ]
)
def test_a_stream_that_does_not_begin_says_why(behaviour, kind):
    with h.hostile(behaviour) as server:
        assert type(failure(stream, server)) is kind


@sweep(
    [
        (h.hang, 8),
        (h.drip(HEAD + b"X: ", b"y"), 8),
        (h.drip(HEAD, b"X: y\r\n"), 8),
        (h.then(h.say(HEAD + b"\r\n"), h.hang), 8),
        (h.then(h.say(HEAD + b"\r\n[{}"), h.hang), 5),
        (h.drip(HEAD + b"\r\n[{}", b", {}", 4.5), 600),
    ]
)
def test_a_stream_that_dawdles_is_left_in_time(behaviour, seconds):
    with held_network() as clock, h.hostile(behaviour, network=clock) as server:
        found, error = broken(server)
    assert type(error) is errors.TimedOut
    assert clock.elapsed == pytest.approx(seconds)
    assert len(found) == {5: 1, 8: 0, 600: 134}[seconds]


@pytest.mark.long
def test_memory_stays_flat():
    item = json.dumps({"id": 1, "task": {"name": "x" * 900}}).encode()
    long = h.flood(HEAD + b"\r\n[", (item + b",") * 100, 100, item + b"]")
    with h.hostile(long) as server, upstream(server, "focus").stream(STREAM, BOB) as items:
        next(items)
        tracemalloc.start()
        try:
            assert sum(1 for _ in items) == 10_000
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 1_000_000


MEASURE = """
import resource, sys
from tests.upstream.calls import STREAM, BOB, upstream
with upstream(sys.argv[1], "focus").stream(STREAM, BOB) as items:
    next(items)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in items)
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.slow
def test_the_memory_of_a_process_stays_flat():
    item = json.dumps({"id": 1, "task": {"name": "x" * 900}}).encode()
    batch = (item + b",") * 100
    times = 200_000_000 // len(batch)
    command = [sys.executable, "-c", MEASURE]
    with h.hostile(h.flood(HEAD + b"\r\n[", batch, times, item + b"]")) as server:
        done = subprocess.run([*command, server.url], cwd=ROOT, capture_output=True, text=True, check=True, timeout=100)
    count, growth = done.stdout.split()
    assert int(count) == times * 100
    assert float(growth) < 10

"""A long list is given out item by item, whatever its form, and shows where it breaks."""

from __future__ import annotations

import functools
import gzip
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.upstream import errors
from dashboard.upstream.stream import ItemReader, ItemTooLarge, StreamGarbled
from tests.deadlines import within
from tests.upstream import hostile as h
from tests.upstream.calls import BOB, SCALE, STREAM, failure, upstream

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


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
def test_each_form_is_read_in_pieces_of_any_size(form, size):
    assert read(FORMS[form](ITEMS), size) == ITEMS


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(
    items=st.lists(st.dictionaries(st.text().filter(lambda key: key != "items"), values, max_size=4), min_size=1),
    form=st.sampled_from(sorted(FORMS)),
    size=st.integers(1, 40),
)
@settings(max_examples=100)
def test_every_list_of_objects_survives(items, form, size):
    assert read(FORMS[form](items), size) == items


@pytest.mark.parametrize(
    "text", ["[]", " [ ] ", '{"items": []}', '{"items": null, "page": 1}', "null", '{"items":[]}\n']
)
@pytest.mark.parametrize("size", [1, 1000])
def test_an_empty_list_has_no_items(text, size):
    assert read(text, size) == []


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "[", "[{}", "[{},", '[{"a"', "[{}] x", "[{}]]", "[{} {}]", "[1]", "[[]]", '["a"]', "[{}, null]",
        '{"items": [{}]', '{"items": [{}], "more"', '{"items": [{}]}}', '{"items": [{}]} {}', '{"items"', "{",
        '{"a": 1}\n{"b"', '{"a": 1}\nx', "true", '"text"', "nul", "nullx", "<html>", "[{'a': 1}]", '[{"a": NaN}]',
        '[{"a": tru}]', '[{"a" 1, "long enough to be sure": 1}]', "[{}]\x00", b"[{\"a\": \"\xff\"}]", b"\xff\xfe[\x00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 1000])
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


@pytest.mark.parametrize("size", [1000, 65_536, 10**9])
@pytest.mark.parametrize("whole", [True, False])
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


@pytest.mark.parametrize(
    "item",
    [b'{"a": "' + b"}" * 300_000, b'{"a": ' + b"[" * 400 + b"1," * 150_000, b"{" + b" " * 300_000],
    ids=["braces in a string", "numbers", "spaces"],
)
def test_single_bytes_cannot_keep_the_processor_busy(item):
    reader, started = ItemReader(), time.process_time()
    list(reader.feed(b"["))
    for at in range(200_000):
        list(reader.feed(item[at : at + 1]))
    assert time.process_time() - started < 6


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


@pytest.mark.parametrize("headers", [(), ("Content-Encoding: gzip",)])
def test_a_stream_is_read(headers):
    body = json.dumps(ITEMS).encode()
    with h.hostile(h.answer(200, gzip.compress(body) if headers else body, *headers)) as server:
        assert stream(server) == ITEMS
    assert server.requests[0].startswith(b"GET /api/organizations/1/workspaces/2/time-blocks/stream?date_from=")


def test_the_first_item_is_out_before_the_last_is_in():
    slowly = h.drip(HEAD + b'\r\n[{"id": 0}', b', {"id": 1}', 0.05)
    with h.hostile(slowly) as server, upstream(server, "focus").stream(STREAM, BOB) as items, within(0.3):
        assert next(items) == {"id": 0}
        assert next(items) == {"id": 1}


def test_secrets_are_taken_out_of_each_item():
    with h.hostile(h.answer(200, b'[{"id": 1, "user": {"api_token": "t"}}]')) as server:
        shared = upstream(server, "focus")
        with shared.stream(STREAM, BOB, clean=lambda item: {**item, "user": None}) as items:
            assert list(items) == [{"id": 1, "user": None}]


def test_a_stream_that_is_left_early_gives_its_connection_back():
    with h.hostile(h.drip(HEAD + b"\r\n[{}", b", {}")) as server:
        shared = upstream(server, "focus")
        for _ in range(6):
            with shared.stream(STREAM, BOB) as items:
                next(items)


def test_there_are_only_so_many_streams_at_once():
    from contextlib import ExitStack

    with h.hostile(h.drip(HEAD + b"\r\n[{}", b", {}")) as server, ExitStack() as opened:
        shared = upstream(server, "focus")
        for _ in range(4):
            next(opened.enter_context(shared.stream(STREAM, BOB)))
        with within(0.3):
            assert type(failure(opened.enter_context, shared.stream(STREAM, BOB))) is errors.UpstreamBusy


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (h.raw(HEAD + b'\r\n[{"id": 1}, '), errors.Unreadable),
        (h.say_then(HEAD + b'\r\n[{"id": 1}, ', h.late(0.05, h.reset)), errors.ConnectionLost),
        (h.raw(HEAD + b'Content-Length: 900\r\n\r\n[{"id": 1}, '), errors.Unreadable),
        (h.raw(HEAD + b'Transfer-Encoding: chunked\r\n\r\nc\r\n[{"id": 1}, \r\n'), errors.Unreadable),
        (h.raw(HEAD + b'\r\n[{"id": 1}, <html>'), errors.Unreadable),
        (h.flood(HEAD + b'\r\n[{"id": 1}, {"a": "', b"x" * 65_536, 40), errors.TooLarge),
        (h.say_then(HEAD + b'\r\n[{"id": 1}, ', h.hang), errors.TimedOut),
    ],
)
def test_a_stream_shows_that_it_broke(behaviour, kind):
    with h.hostile(behaviour) as server:
        found, error = broken(server)
    assert found == [{"id": 1}]
    assert type(error) is kind
    assert (error.operation_id, error.__context__) == ("focus.stream_time_blocks", None)


@pytest.mark.parametrize(
    ("behaviour", "kind"),
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
    ],
)
def test_a_stream_that_does_not_begin_says_why(behaviour, kind):
    with h.hostile(behaviour) as server:
        assert type(failure(stream, server)) is kind


@pytest.mark.parametrize(
    ("behaviour", "limit"),
    [
        (h.hang, 8),
        (h.drip(HEAD + b"X: ", b"y"), 8),
        (h.drip(HEAD, b"X: y\r\n", 0.05), 8),
        (h.say_then(HEAD + b"\r\n", h.hang), 8),
        (h.say_then(HEAD + b"\r\n[{}", h.hang), 5),
    ],
    ids=["no word", "header by byte", "header by header", "no body", "silence"],
)
def test_a_stream_that_dawdles_is_left_in_time(behaviour, limit):
    with h.hostile(behaviour) as server, within(limit * SCALE + 0.25):
        assert type(broken(server)[1]) is errors.TimedOut


def test_a_stream_ends_after_ten_minutes():
    scale = 0.001
    with h.hostile(h.drip(HEAD + b"\r\n[{}", b", {}", 0.001)) as server, within(600 * scale + 0.25):
        found, error = broken(server, time_scale=scale)
    assert type(error) is errors.TimedOut
    assert found


MEASURE = """
import resource, sys
from tests.upstream.calls import STREAM, BOB, upstream
with upstream(sys.argv[1], "focus", time_scale=1).stream(STREAM, BOB) as items:
    next(items)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in items)
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.parametrize("megabytes", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_memory_stays_flat(megabytes):
    item = json.dumps({"id": 1, "task": {"name": "x" * 900}}).encode()
    batch = (item + b",") * 100
    times = megabytes * 1_000_000 // len(batch)
    command = [sys.executable, "-c", MEASURE]
    with h.hostile(h.say_then(HEAD + b"\r\n[", _batches(batch, times, item + b"]"))) as server:
        done = subprocess.run([*command, server.url], cwd=ROOT, capture_output=True, text=True, check=True, timeout=100)
    count, growth = done.stdout.split()
    assert int(count) == times * 100
    assert float(growth) < 10


def _batches(batch: bytes, times: int, last: bytes) -> h.Behaviour:
    def behave(sock):
        for _ in range(times):
            sock.sendall(batch)
        h.raw(last)(sock)

    return behave

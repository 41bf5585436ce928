"""The streamed operation: passed on as it comes, flat in memory, and honest about its end."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from dashboard.accounts import tokens
from dashboard.sandbox.people import ALICE, NORTHWIND, STUDIO
from tests.conftest import _person
from tests.served import served

PATH = (
    f"focus/api/organizations/{NORTHWIND}/workspaces/{STUDIO}/time-blocks/stream"
    "?date_from=2020-01-01T00:00:00Z&date_to=2040-01-01T00:00:00Z"
)
MEGABYTE = 1_000_000


def text_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_whole_range_comes_as_one_array(sandbox, alice, script_of):
    answer = script_of(alice)("GET", PATH)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert len(json.loads(text_of(answer))) > 100
    assert answer["X-Toggl-Quota-Remaining"]


def test_whatever_upstream_sends_it_is_an_array_here(sandbox, alice, script_of):
    script = script_of(alice)
    for form in ("array", "items", "ndjson"):
        sandbox.switch(stream_form=form)
        assert len(json.loads(text_of(script("GET", PATH)))) > 100, form


def test_nothing_is_an_empty_array(sandbox, alice, script_of):
    assert text_of(script_of(alice)("GET", PATH.replace("2040", "2021"))) == b"[]"


def test_what_goes_wrong_before_the_first_item_has_its_status(sandbox, alice, script_of):
    script = script_of(alice)
    for kind in ("garbage", "html", "reset_before"):
        sandbox.fault("focus.stream_time_blocks", kind)
        assert script("GET", PATH).status_code == 502, kind


def test_wrong_parameters_are_400(sandbox, alice, script_of):
    answer = script_of(alice)("GET", PATH.replace("2020-01-01T00:00:00Z", "2020-01-01"))
    assert answer.json()["details"][0].startswith("date_from: This has to be a full date and time")


def test_an_echo_of_the_secret_is_masked_in_every_item(sandbox, alice, script_of):
    rows = [row for row in sandbox.world.state.blocks.values() if row["workspace_id"] == STUDIO]
    for row in rows:
        row["description"] = f"my key is {ALICE.focus_key}"
    content = text_of(script_of(alice)("GET", PATH))
    assert b"my key is ********" in content
    assert ALICE.focus_key.encode() not in content


# ------------------------------------------------------------------ over real HTTP
@pytest.fixture
def address(sandbox: Any, transactional_db: None) -> Iterator[tuple[str, str]]:
    """The site as it is served for real, and a token of Alice's."""
    alice = _person("alice", connected=True)
    token = tokens.make(alice, name="stream", can_write=False, services=["focus"]).reveal()
    with served(UPSTREAM_TIME_SCALE="1") as url:
        yield url, token


@contextmanager
def opened(address: tuple[str, str]) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(urlsplit(address[0]).netloc, timeout=60)
    connection.request("GET", f"/bff/{PATH}", headers={"Authorization": f"Bearer {address[1]}"})
    with closing(connection), connection.getresponse() as answer:
        assert answer.status == 200
        yield answer


@pytest.mark.processes
def test_every_item_is_passed_on_while_upstream_has_not_finished(sandbox, address):
    sandbox.switch(stream_pause=60, stream_piece=2)
    with opened(address) as answer:
        seen = b""
        while seen.count(b'"start"') < 2:
            seen += answer.read1(10_000)
        sandbox.switch(stream_pause=0.0)  # whoever pauses goes on at once
        assert len(json.loads(seen + answer.read())) > 100


@pytest.mark.processes
def test_a_stream_that_breaks_off_ends_visibly_and_a_caller_that_leaves_is_noticed(sandbox, address):
    sandbox.switch(stream_repeat=5)
    sandbox.fault("focus.stream_time_blocks", "half")
    with opened(address) as answer, pytest.raises(http.client.IncompleteRead) as cut:  # no chunk says that it ends
        answer.read()
    with pytest.raises(ValueError, match="Expecting"):  # nobody takes what came for the whole
        json.loads(cut.value.partial)
    sandbox.switch(stream_repeat=1_000_000, stream_piece=50)
    before = set(sandbox._server._workers)
    with opened(address) as answer:
        answer.read(MEGABYTE)
        (upstream,) = set(sandbox._server._workers) - before
    upstream.join(timeout=60)
    assert not upstream.is_alive(), "the connection to upstream is closed"


@pytest.mark.processes
def test_half_of_the_threads_are_kept_from_streams(sandbox, transactional_db):
    alice = _person("alice", connected=True)
    token = tokens.make(alice, name="stream", can_write=False, services=["focus"]).reveal()
    sandbox.switch(stream_pause=60, stream_piece=2)
    with served(threads=4) as url:
        ask = partial(requests.get, f"{url}/bff/{PATH}", headers={"Authorization": f"Bearer {token}"}, timeout=60)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: ask(stream=True), range(4)))
        assert sorted(one.status_code for one in answers) == [200, 200, 503, 503]
        assert requests.get(f"{url}/livez", timeout=60).status_code == 200
        sandbox.switch(stream_pause=0.0)
        assert [len(json.loads(one.content)) > 100 for one in answers if one.ok] == [True, True]
        assert ask().status_code == 200


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_hundred_megabytes_need_ten_more_at_most(sandbox, address):
    with opened(address) as answer:
        size = len(answer.read())
    sandbox.switch(stream_repeat=200 * MEGABYTE // size + 1, stream_piece=50)
    before, total = memory(address[0], "VmRSS"), 0
    with opened(address) as answer:
        while piece := answer.read1(1 << 20):
            total += len(piece)
    assert total >= 200 * MEGABYTE
    assert memory(address[0], "VmHWM") - before < 10 * MEGABYTE


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_slow_reader_gathers_nothing_here(sandbox, address):
    sandbox.switch(stream_repeat=1_000_000, stream_piece=50)
    with opened(address) as slow, opened(address) as quick:
        slow.read(MEGABYTE)
        quick.read(MEGABYTE)
        before = memory(address[0], "VmRSS")
        for _ in range(40):  # upstream could have sent as much to both
            quick.read(MEGABYTE)
            slow.read(1000)
        assert memory(address[0], "VmRSS") - before < 10 * MEGABYTE


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_reader_who_takes_nothing_for_a_minute_loses_the_stream(sandbox, address):
    sandbox.switch(stream_repeat=1_000_000, stream_piece=50)
    before = set(sandbox._server._workers)
    with opened(address) as answer:
        answer.read(MEGABYTE)
        (upstream,) = set(sandbox._server._workers) - before
        upstream.join(timeout=120)
        assert not upstream.is_alive(), "neither a thread nor the connection to upstream waits for them"


def told_of(pid: str, what: str) -> bytes:
    """Return what /proc says of a process; nothing of one that has just ended."""
    try:
        return (Path("/proc") / pid / what).read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def memory(url: str, what: str) -> int:
    """Bytes of the largest process that serves `url`, as /proc says: VmRSS now, VmHWM at most so far."""
    port, sizes = str(urlsplit(url).port).encode(), []
    master = next(pid for pid in processes() if port in told_of(pid, "cmdline").split(b"\0"))
    for pid in processes():
        fields = dict(line.split(":", 1) for line in told_of(pid, "status").decode().splitlines())
        if fields.get("PPid", "").strip() == master and what in fields:
            sizes.append(int(fields[what].split()[0]) * 1024)
    return max(sizes)


def processes() -> list[str]:
    return [path.name for path in Path("/proc").iterdir() if path.name.isdigit() and (path / "status").exists()]

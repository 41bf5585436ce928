"""The range of time blocks as a streamed array."""

import json
from collections.abc import Iterator

from dashboard.sandbox import representations
from dashboard.sandbox.focus.blocks import in_range
from dashboard.sandbox.protocol.exchange import Answer, Exchange
from dashboard.sandbox.protocol.registry import handles
from dashboard.sandbox.state import Row, World
from dashboard.sandbox.switches import Switches

AROUND = {"array": (b"[", b",", b"]"), "items": (b'{"items":[', b",", b"]}"), "ndjson": (b"", b"\n", b"\n")}


@handles("focus.stream_time_blocks")
def stream_time_blocks(exchange: Exchange) -> Answer:
    """Return the whole range: bare array, `{"items": []}` or one object a line by switch."""
    rows = in_range(exchange)
    form = exchange.world.switches.stream_form
    kind = "application/x-ndjson" if form == "ndjson" else "application/json; charset=utf-8"
    return Answer(pieces=_pieces(exchange, rows, exchange.world.switches), content_type=kind)


def _pieces(exchange: Exchange, rows: list[Row], switches: Switches) -> Iterator[bytes]:
    """Yield the array row by row, so that memory stays flat."""
    begin, between, end = AROUND[switches.stream_form]
    pending, first = begin, True
    for number, item in enumerate(_items(exchange, rows, switches), start=1):
        pending += item if first else between + item
        first = False
        if number % max(1, switches.stream_piece) == 0:
            yield pending
            pending = b""
            _pause(exchange.world, switches)
    yield pending + end


def _pause(world: World, switches: Switches) -> None:
    """Wait as long as the switch says, or until it is changed."""
    if seconds := switches.stream_pause:
        with world.changed:
            world.changed.wait_for(lambda: world.switches is not switches or switches.stream_pause != seconds, seconds)


def _items(exchange: Exchange, rows: list[Row], switches: Switches) -> Iterator[bytes]:
    for _ in range(max(1, switches.stream_repeat)):
        for row in rows:
            with exchange.world.lock:
                shown = representations.block(exchange, row, with_task=True)
            yield json.dumps(shown, ensure_ascii=False).encode()

"""The streamed answer: one array, passed on item by item as upstream sends it.

Nothing is gathered, so memory stays flat however long it is. Where upstream breaks off, so do we: the array is never
closed, which no reader takes for the end (and servers that can do so cut the connection). A caller that leaves is
noticed at the next write.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import Any

import structlog
from django.http import StreamingHttpResponse

from dashboard.accounts.models import User
from dashboard.bff.answers import JSON, Asked, encoded, stream_headers
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import UpstreamError

log = structlog.get_logger(__name__)

END = object()


class BrokenOff(Exception):
    """Upstream ended in the middle, and what has gone out is not the whole."""


class Pieces:
    """The array's text, to be iterated once and closed, however far that came."""

    def __init__(self, stack: ExitStack, items: Iterator[Any], first: Any) -> None:
        self._stack = stack
        self._pieces = _pieces(items, first)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except UpstreamError as error:
            log.warning("stream_broke_off", service=error.service, reason=error.code)
            self.close()
            raise BrokenOff(error.code) from None
        except StopIteration:
            self.close()
            raise

    def close(self) -> None:
        """Let go of upstream; the server calls this also when the caller has left."""
        self._pieces.close()
        self._stack.close()


def open_stream(asked: Asked, user: User) -> StreamingHttpResponse:
    """Return the answer. Raises UpstreamError while no byte has gone out, and ContractError."""
    with ExitStack() as stack:
        items = stack.enter_context(gateway.stream(user, asked.op.id, spender=asked.caller.spender, **asked.params))
        first = next(items, END)
        pieces = Pieces(stack.pop_all(), items, first)
    return StreamingHttpResponse(pieces, content_type=JSON, headers=stream_headers(asked))


def _pieces(items: Iterator[Any], first: Any) -> Generator[bytes, None, None]:
    yield b"[" if first is END else f"[{encoded(first)}".encode()
    for item in items:
        yield f",{encoded(item)}".encode()
    yield b"]"

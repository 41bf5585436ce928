"""The streamed answer: one array, passed on item by item as upstream sends it.

Nothing is gathered, so memory stays flat however long it is. Where upstream breaks off, so do we: the array is never
closed, which no reader takes for the end, and the server cuts the connection. A caller that leaves is noticed at the
next write, one that loses the right to ask within CHECKED_EVERY and the next item.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from typing import Any

import structlog
from django.http import StreamingHttpResponse

from dashboard.accounts.models import User
from dashboard.bff.proxy.problems import Refused
from dashboard.bff.proxy.responses import JSON, Asked, encoded, stream_headers
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import UpstreamError

log = structlog.get_logger(__name__)

END = object()
CHECKED_EVERY = 3.0  # seconds between two looks at whether the caller may still ask


class BrokenOff(Exception):
    """Upstream ended in the middle, and what has gone out is not the whole."""


class Pieces:
    """The array's text, to be iterated once and closed, however far that came."""

    def __init__(self, stack: ExitStack, items: Iterator[Any], first: Any, check: Callable[[], None]) -> None:
        self._stack = stack
        self._pieces = _pieces(items, first)
        self._check = check
        self._checked_at = time.monotonic()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            if time.monotonic() - self._checked_at > CHECKED_EVERY:
                self._check()
                self._checked_at = time.monotonic()
            return next(self._pieces)
        except (UpstreamError, Refused) as error:
            log.warning("stream_broke_off", reason=error.code)
            self.close()
            raise BrokenOff(error.code) from None
        except StopIteration:
            self.close()
            raise

    def close(self) -> None:
        """Let go of upstream; the server calls this also when the caller has left."""
        self._pieces.close()
        self._stack.close()


def open_stream(asked: Asked, user: User, check: Callable[[], None]) -> StreamingHttpResponse:
    """Return the answer; `check` raises Refused once the caller may not have it any more.

    Raises UpstreamError while no byte has gone out, and ContractError.
    """
    with ExitStack() as stack:
        items = stack.enter_context(gateway.stream(user, asked.op.id, token_id=asked.caller.token_id, **asked.params))
        first = next(items, END)
        pieces = Pieces(stack.pop_all(), items, first, check)
    return StreamingHttpResponse(pieces, content_type=JSON, headers=stream_headers(asked))


def _pieces(items: Iterator[Any], first: Any) -> Generator[bytes, None, None]:
    yield b"[" if first is END else f"[{encoded(first)}".encode()
    for item in items:
        yield f",{encoded(item)}".encode()
    yield b"]"

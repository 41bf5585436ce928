"""Streamed responses: one array, passed on item by item as upstream sends it.

Nothing is buffered, so memory stays flat however long the array is. Where upstream breaks off we do too: the array is
never closed, so no reader takes it for complete, and the server cuts the connection. A caller that disconnects is
noticed at the next write, one that loses access at the first item after CHECK_INTERVAL.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from typing import Any

import structlog
from django.http import StreamingHttpResponse

from dashboard.accounts.models import User
from dashboard.bff.proxy.problems import ProxyError
from dashboard.bff.proxy.responses import JSON, ProxyRequest, stream_headers, to_json
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import UpstreamError

log = structlog.get_logger(__name__)

END = object()
CHECK_INTERVAL = 3.0  # seconds between two checks that the caller still has access


class StreamInterrupted(Exception):
    """Upstream broke off, so what was sent is incomplete."""


class StreamBody:
    """The text of the array: iterate it once, and close it however far that came."""

    def __init__(self, stack: ExitStack, items: Iterator[Any], first: Any, check: Callable[[], None]) -> None:
        self._stack = stack
        self._chunks = _json_array(items, first)
        self._check = check
        self._checked_at = time.monotonic()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            if time.monotonic() - self._checked_at > CHECK_INTERVAL:
                self._check()
                self._checked_at = time.monotonic()
            return next(self._chunks)
        except (UpstreamError, ProxyError) as error:
            log.warning("stream_broke_off", reason=error.code)
            self.close()
            raise StreamInterrupted(error.code) from None
        except StopIteration:
            self.close()
            raise

    def close(self) -> None:
        """Release the upstream connection; the server also calls this when the caller has disconnected."""
        self._chunks.close()
        self._stack.close()


def stream_response(call: ProxyRequest, user: User, check: Callable[[], None]) -> StreamingHttpResponse:
    """Return the response; `check` raises ProxyError once the caller has lost access.

    Raises UpstreamError before the first byte is sent, and ContractError.
    """
    with ExitStack() as stack:
        items = stack.enter_context(gateway.stream(user, call.op.id, token_id=call.caller.token_id, **call.params))
        first = next(items, END)
        body = StreamBody(stack.pop_all(), items, first, check)
    return StreamingHttpResponse(body, content_type=JSON, headers=stream_headers(call))


def _json_array(items: Iterator[Any], first: Any) -> Generator[bytes, None, None]:
    yield b"[" if first is END else f"[{to_json(first)}".encode()
    for item in items:
        yield f",{to_json(item)}".encode()
    yield b"]"

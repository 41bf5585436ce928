"""The way to Track and Focus: one pooled adapter for each, the credential given with every call.

Nothing of a call outlives it. There are no redirects, cookies, proxies from the environment, netrc or retries that
nobody asked for; what leaves is built here from nothing, and of an answer's headers only content type, encoding, quota
and Retry-After are looked at.
"""

from __future__ import annotations

import random
import socket
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import certifi
import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from dashboard.upstream.authorization import Authorization
from dashboard.upstream.contract import Call, Service
from dashboard.upstream.errors import CredentialRefused, NotConnected, UpstreamError
from dashboard.upstream.quota import Quota, quota_of
from dashboard.upstream.secret import Hidden
from dashboard.upstream.transport.body import PIECE, Unpacker, collect
from dashboard.upstream.transport.connection import pool
from dashboard.upstream.transport.deadline import CALL, STREAM, Exchange, set_current
from dashboard.upstream.transport.faults import EXPECTED, EXPECTED_IN_STREAM, failure_of_call
from dashboard.upstream.transport.resolver import Lookup, Resolver
from dashboard.upstream.transport.responses import RawResponse, data_of, failure_of
from dashboard.upstream.transport.stream import ItemReader

__all__ = ["Items", "Quota", "Reply", "Upstream"]

BODY_BYTES = 5_000_000  # of one answer, unpacked
ERROR_BYTES = 65_536  # of a stream's answer that is none
JITTER = 0.3  # seconds, at most, before a read is asked once more
STREAMS = 4  # at once, for each upstream
VERSION = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]["version"]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that says yes. `data` is None for an empty body, and text where the service sent a bare sentence."""

    status: int
    data: Any
    quota: Quota | None
    seconds: float
    raw: bytes = field(default=b"", repr=False)  # what `data` was read from


@dataclass(slots=True)
class Items(Iterator[Any]):
    """The items of a stream, one by one, with what its head said is left of the quota."""

    quota: Quota | None
    items: Iterator[Any]

    def __next__(self) -> Any:
        return next(self.items)


class Upstream:
    """One of the two services. Safe to share between threads and between people."""

    def __init__(
        self,
        service: Service,
        base_url: str,
        *,
        time_scale: float = 1.0,
        pool_size: int = 10,
        ca_file: str | None = None,
        lookup: Lookup = socket.getaddrinfo,
    ) -> None:
        """Make ready to call `base_url`; no connection is made yet.

        Every limit is multiplied by `time_scale`. `ca_file` holds the certificates to trust, by default those that
        come with requests. `lookup` finds a host's addresses. Raises ValueError for an address that cannot be one.
        """
        self.service = service
        self._jitter = JITTER * time_scale
        self._call_limits, self._stream_limits = CALL.scaled(time_scale), STREAM.scaled(time_scale)
        self._base = base_url.rstrip("/")
        ca_file = ca_file or certifi.where()
        self._calls = _Adapter(base_url, size=pool_size, ca_file=ca_file, lookup=lookup)
        self._streams = _Adapter(base_url, size=STREAMS, ca_file=ca_file, lookup=lookup)

    def __repr__(self) -> str:
        return f"Upstream({self.service!r}, {self._base!r})"

    def send(
        self, call: Call, authorization: Authorization | None, *, may_retry: Callable[[], bool] | None = None
    ) -> Reply:
        """Make one call and return its answer. Raises UpstreamError; of Withheld, NotConnected and UpstreamBusy.

        A read that found no connection, or was answered 502 to 504, is asked once more if `may_retry` says that the
        quota allows it, all within the time of one call. A write is sent once.
        """
        started = time.monotonic()
        try:
            return self._attempt(call, authorization, started)
        except UpstreamError as error:
            if not error.retryable or may_retry is None or not self._wait_for_another(started, may_retry):
                raise
        return self._attempt(call, authorization, started)

    @contextmanager
    def stream(
        self, call: Call, authorization: Authorization | None, *, clean: Callable[[Any], Any] | None = None
    ) -> Iterator[Items]:
        """Open a stream: `with upstream.stream(call, authorization) as items`. Raises UpstreamError.

        Items come one by one, each through `clean` (by default without the operation's secret fields). Iterating
        raises UpstreamError where the stream breaks; what came before it has been given out by then.
        """
        exchange = Exchange(self._stream_limits, time.monotonic())
        response = self._open(self._streams, call, authorization, exchange)
        try:
            if not 200 <= response.status_code < 300:
                raise self._refusal(call, authorization, response, exchange)
            items = self._items(call, response, exchange, clean or call.operation.without_secrets)
            yield Items(quota_of(response.headers), items)
        finally:
            _let_go(response, whole=False)

    def close(self) -> None:
        """Close the kept connections."""
        self._calls.close()
        self._streams.close()

    def _wait_for_another(self, started: float, may_retry: Callable[[], bool]) -> bool:
        """Pause for a moment before a second attempt; False where quota or time do not allow one."""
        pause = random.uniform(0, self._jitter)  # noqa: S311 - spreads load, guards nothing
        ends = started + self._call_limits.total
        if time.monotonic() + pause >= ends or not may_retry():
            return False
        time.sleep(pause)
        return time.monotonic() < ends  # asking for the quota may have taken its time

    def _attempt(self, call: Call, authorization: Authorization | None, started: float) -> Reply:
        exchange = Exchange(self._call_limits, started, is_write=call.operation.is_write)
        response = self._open(self._calls, call, authorization, exchange)
        answer = self._read(call, response, exchange, BODY_BYTES)
        if not 200 <= answer.status < 300:
            raise failure_of(call.operation, answer, authorization.spellings() if authorization else ())
        data = data_of(call.operation, answer)
        return Reply(answer.status, data, quota_of(answer.headers), time.monotonic() - started, answer.body)

    def _open(
        self, adapter: _Adapter, call: Call, authorization: Authorization | None, exchange: Exchange
    ) -> requests.Response:
        """Send the request and return the answer with its body unread."""
        request = self._request(call, authorization)
        set_current(exchange)
        try:
            response = adapter.send(request)
        except EXPECTED as problem:
            failure = failure_of_call(problem, exchange, call.operation)
        else:
            exchange.in_head = False
            return response
        finally:
            set_current(None)
        raise failure  # here, not above: the exception from below holds the request and would come along

    def _request(self, call: Call, authorization: Authorization | None) -> requests.PreparedRequest:
        """Build what is sent from nothing. Raises NotConnected where a credential is needed and there is none."""
        operation = call.operation
        headers = {"User-Agent": f"Tandem/{VERSION}", "Accept": "application/json", "Accept-Encoding": "gzip"}
        if operation.authenticated:
            if authorization is None:
                raise NotConnected(service=operation.service, operation_id=operation.id)
            if authorization.service != self.service:
                raise ValueError(f"a credential of {authorization.service} for {self.service}")
            headers["Authorization"] = _header(authorization)
        if call.body is not None:
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(call.body))}
        elif operation.is_write:
            headers["Content-Length"] = "0"
        request = requests.PreparedRequest()
        request.method, request.url, request.body = operation.method, self._base + call.target, call.body
        request.headers = CaseInsensitiveDict(headers)
        return request

    def _read(self, call: Call, response: requests.Response, exchange: Exchange, limit: int) -> RawResponse:
        whole = False
        try:
            body = collect(_wire(response, at_once=False), response.headers.get("Content-Encoding", ""), limit)
            whole = True
        except EXPECTED as problem:
            failure = failure_of_call(problem, exchange, call.operation)
        else:
            return RawResponse(response.status_code, response.headers, body)
        finally:
            _let_go(response, whole=whole)
        raise failure

    def _refusal(
        self, call: Call, authorization: Authorization | None, response: requests.Response, exchange: Exchange
    ) -> UpstreamError:
        answer = self._read(call, response, exchange, ERROR_BYTES)
        return failure_of(call.operation, answer, authorization.spellings() if authorization else ())

    def _items(
        self, call: Call, response: requests.Response, exchange: Exchange, clean: Callable[[Any], Any]
    ) -> Iterator[Any]:
        reader = ItemReader()
        try:
            unpacker = Unpacker(response.headers.get("Content-Encoding", ""))
            for data in _wire(response, at_once=True):
                exchange.in_body = True
                for piece in unpacker.feed(data):
                    for item in reader.feed(piece):
                        yield clean(item)
            unpacker.finish()
            for item in reader.finish():
                yield clean(item)
        except EXPECTED_IN_STREAM as problem:
            failure = failure_of_call(problem, exchange, call.operation)
        else:
            return
        raise failure


class _Adapter(HTTPAdapter):
    """requests' adapter over one pool of timed connections. It keeps no cookie and no request."""

    def __init__(self, base_url: str, *, size: int, ca_file: str, lookup: Lookup) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
            raise ValueError("an upstream's address is a scheme, a host, and perhaps a port and a path")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        resolver = Resolver(parts.hostname, port, lookup=lookup)
        self._pool = pool(parts.scheme, parts.hostname, port, size=size, resolver=resolver, ca_file=ca_file)
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def get_connection_with_tls_context(self, *_args: Any, **_kwargs: Any) -> Any:
        """Return the one pool, whatever the request says: no proxy, no other host."""
        return self._pool

    def cert_verify(self, *_args: Any, **_kwargs: Any) -> None:
        """Leave the pool's TLS context as it is: it always verifies."""

    def request_url(self, request: requests.PreparedRequest, _proxies: Any) -> str:
        """Return path and query."""
        return request.path_url

    def build_response(self, _request: requests.PreparedRequest, raw: Any) -> requests.Response:
        """Return the answer without the request, whose header holds the credential, and without cookies."""
        response = requests.Response()
        response.status_code, response.headers, response.raw = raw.status, raw.headers, raw
        return response

    def close(self) -> None:
        """Close the kept connections."""
        self._pool.close()
        super().close()


def _header(authorization: Authorization) -> Hidden:
    """Return the header's value. Raises CredentialRefused for a key that no header can carry."""
    header = authorization.header()
    if not (header.isascii() and header.isprintable()):
        raise CredentialRefused(service=authorization.service, detail="characters that no key has")
    return header


def _wire(response: requests.Response, *, at_once: bool) -> Iterator[bytes]:
    """Yield the body as it came, packed or not; `at_once` gives out whatever has come instead of full pieces."""
    read = response.raw.read1 if at_once else response.raw.read
    while data := read(PIECE, decode_content=False):
        yield data


def _let_go(response: requests.Response, *, whole: bool) -> None:
    """Give the connection back; one whose answer was not read whole is closed first."""
    if not whole:
        response.raw.close()
    response.raw.release_conn()

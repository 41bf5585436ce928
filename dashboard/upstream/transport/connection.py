"""Connections that keep a call's limits in every read and write of their sockets.

http.client and urllib3 know a timeout for each read, not for a call: a server that sends one byte now and then, in the
body or in the head, keeps them for as long as it likes. Here each operation of a socket first asks the exchange that
it belongs to how long it may still block.
"""

from __future__ import annotations

import socket
import ssl
import time
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from dashboard.upstream.transport.deadline import Exchange, current
from dashboard.upstream.transport.resolver import Resolver

NO_DELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class TimedSocket(socket.socket):
    """A socket whose reads and writes get what is left of its exchange's time."""

    exchange: Exchange | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """Read as the base class does. Raises TimeoutError, HeadTooLarge."""
        if self.exchange is None:
            return super().recv_into(*args, **kwargs)
        self.settimeout(self.exchange.patience())
        count = super().recv_into(*args, **kwargs)
        self.exchange.received(count)
        return count

    def send(self, *args: Any) -> int:
        """Write as the base class does. Raises TimeoutError."""
        if self.exchange is None:
            return super().send(*args)
        self.settimeout(self.exchange.patience())
        count = super().send(*args)
        self.exchange.sent += count
        return count

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Write all of it, each piece within what is left. Raises TimeoutError."""
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[self.send(rest, flags) :]


class TimedTLSSocket(TimedSocket, ssl.SSLSocket):
    """The same over TLS. The handshake is kept by the timeout that the bare socket had when it was wrapped."""


class _Timed(HTTPConnection):
    """What connections over both schemes share."""

    def __init__(self, *args: Any, resolver: Resolver, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._resolver = resolver
        self._used_at = 0.0
        self._requests = 0

    def _new_conn(self) -> socket.socket:
        """Try each address in turn, all within the exchange's time. Raises OSError."""
        exchange = current()
        problem = OSError("no address")
        for address in self._resolver.addresses(exchange.connecting()):
            try:
                return self._reach(address, exchange)
            except OSError as error:
                problem = error
        self._resolver.forget()
        raise problem

    def _reach(self, address: Any, exchange: Exchange) -> socket.socket:
        family, kind, protocol, _name, place = address
        sock = TimedSocket(family, kind, protocol)
        try:
            sock.setsockopt(*NO_DELAY)
            sock.settimeout(exchange.connecting())
            sock.connect(place)
            sock.settimeout(exchange.connecting())
        except BaseException:
            sock.close()
            raise
        self._requests = 0
        return sock

    @property
    def is_connected(self) -> bool:
        """Whether the kept connection can be used once more. One that was idle for long may be closing just now."""
        return time.monotonic() - self._used_at <= current().idle and super().is_connected

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send a request on behalf of the thread's exchange."""
        exchange = current()
        self._used_at = time.monotonic()
        if self.sock is None:
            self.connect()
        exchange.connected = True
        exchange.reused = self._requests > 0
        self._requests += 1
        assert isinstance(self.sock, TimedSocket)
        self.sock.exchange = exchange
        super().request(*args, **kwargs)


class TimedConnection(_Timed):
    """A timed connection over plain HTTP."""


class TimedTLSConnection(_Timed, HTTPSConnection):
    """A timed connection over TLS."""


class TimedPool(HTTPConnectionPool):
    """The kept connections to one upstream over plain HTTP."""

    ConnectionCls = TimedConnection

    def urlopen(self, method: str, url: str, **options: Any) -> Any:  # type: ignore[override]
        """Send once, waiting for a free connection no longer than the exchange allows. Raises EmptyPoolError."""
        exchange = current()
        patience = min(exchange.limits.slot, exchange.left())
        return super().urlopen(method, url, **options | {"pool_timeout": patience, "retries": False})


class TimedTLSPool(TimedPool, HTTPSConnectionPool):
    """The kept connections to one upstream over TLS."""

    ConnectionCls = TimedTLSConnection  # type: ignore[assignment]  # as urllib3's own pools have it


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Return the context that all connections to an upstream share: loading the certificates takes 25 ms."""
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = TimedTLSSocket
    return context


def pool(scheme: str, host: str, port: int, *, size: int, resolver: Resolver, ca_file: str) -> HTTPConnectionPool:
    """Return a bounded pool of timed connections: the caller that finds all of them taken has to wait."""
    shared: dict[str, Any] = {"maxsize": size, "block": True, "retries": False, "resolver": resolver}
    if scheme == "https":
        context = tls_context(ca_file)
        return TimedTLSPool(host, port, ssl_context=context, cert_reqs="CERT_REQUIRED", **shared)
    return TimedPool(host, port, **shared)

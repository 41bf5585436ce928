"""A clock that a test holds, so that a deadline comes true at once and to the second."""

from __future__ import annotations

import math
import select
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, LifoQueue
from typing import Any

import pytest

BEGINNING = 1_000.0


class HeldClock:
    """Stands still until somebody moves it; meanwhile it is `time.monotonic`, and `time.sleep` moves it."""

    def __init__(self) -> None:
        self.now = BEGINNING

    @property
    def elapsed(self) -> float:
        """The seconds that have passed."""
        return self.now - BEGINNING

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@dataclass
class Waiting:
    """One connection from a client whose waiting is on the clock to a server that knows of it."""

    unread: int = 0  # bytes that the server sent and the client has not read
    ended: bool = False  # nothing more will come
    gives_up_at: float | None = None  # the client waits for a byte until then
    gave_up: bool = False


class HeldNetwork(HeldClock):
    """A held clock on which connections to certain ports wait: their timeouts end on the clock and not before.

    A server of the test (`tests/upstream/hostile.py`) lets time pass while its client waits for a byte. Where that is
    longer than the timeout of the client's socket, the client has its TimeoutError, with the clock exactly there.
    A port that is unreachable costs whoever connects to it the timeout of the socket, and a pool of connections that
    are all taken costs whoever wants one its whole patience.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ports: set[int] = set()
        self.unreachable: set[int] = set()
        self.sockets: list[socket.socket] = []  # every one that connected
        self._lines: defaultdict[int, Waiting] = defaultdict(Waiting)  # by the client's port
        self._changed = threading.Condition()
        self._is_over = False

    # ------------------------------------------------------------------ the server's side
    def sent(self, client: int, count: int) -> None:
        """The server sent so many bytes."""
        with self._changed:
            self._lines[client].unread += count
            self._changed.notify_all()

    def ended(self, client: int) -> None:
        """The server sends nothing more."""
        with self._changed:
            self._lines[client].ended = True
            self._changed.notify_all()

    def keep_waiting(self, client: int, seconds: float) -> bool:
        """Let time pass once the client has read all and waits for more; return whether it still waits then."""
        line = self._lines[client]
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or (line.gives_up_at is not None and not line.unread))
            if self._is_over or line.gives_up_at is None:
                return False
            line.gave_up = line.gives_up_at <= self.now + seconds
            self.now = line.gives_up_at if line.gave_up else self.now + seconds
            self._changed.notify_all()
            return not line.gave_up

    def over(self) -> None:
        """Let every server go that waits for its client."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    # ------------------------------------------------------------------ the client's side
    def read(self, real: Callable[..., int], sock: socket.socket, *args: Any) -> int:
        """Wait on the clock until something has come, then really read it."""
        if not self._is_held(sock):
            return real(sock, *args)
        line = self._lines[sock.getsockname()[1]]
        patience = sock.gettimeout()
        with self._changed:
            line.gives_up_at = self.now + (math.inf if patience is None else patience)
            self._changed.notify_all()
            self._changed.wait_for(lambda: line.unread or line.ended or line.gave_up)
            line.gives_up_at = None
            if line.gave_up:
                raise TimeoutError("timed out")
        count = real(sock, *args)
        with self._changed:
            line.unread -= count
        return count

    def connect(self, real: Callable[..., None], sock: socket.socket, address: Any) -> None:
        """Connect, or wait in vain until the timeout of the socket."""
        if sock.family == socket.AF_INET and address[1] in self.unreachable:
            self.now += sock.gettimeout() or math.inf
            raise TimeoutError("timed out")
        real(sock, address)
        self.sockets.append(sock)

    def take(self, real: Callable[..., Any], queue: LifoQueue[Any], block: bool, timeout: float | None = None) -> Any:
        """Take a connection of a pool, or wait in vain until the timeout."""
        try:
            return real(queue, block=False)
        except Empty:
            self.now += (math.inf if timeout is None else timeout) if block else 0
            raise

    def wait_for_more(self) -> None:
        """Wait until something has come to the newest connection, be it its end."""
        assert select.select(self.sockets[-1:], [], [], 60)[0]

    def _is_held(self, sock: socket.socket) -> bool:
        try:
            return sock.family == socket.AF_INET and sock.getpeername()[1] in self.ports
        except OSError:  # no longer connected
            return False


@contextmanager
def held_clock() -> Iterator[HeldClock]:
    """Hold the clock."""
    with pytest.MonkeyPatch.context() as patch:
        clock = HeldClock()
        _hold(patch, clock)
        yield clock


@contextmanager
def held_network() -> Iterator[HeldNetwork]:
    """Hold the clock, also for what waits in sockets and in a pool of connections."""
    with pytest.MonkeyPatch.context() as patch:
        network = HeldNetwork()
        _hold(patch, network)
        for kind, name, way in (
            (socket.socket, "recv_into", network.read),
            (ssl.SSLSocket, "recv_into", network.read),
            (socket.socket, "connect", network.connect),
            (LifoQueue, "get", network.take),
        ):
            patch.setattr(kind, name, _through(way, getattr(kind, name)))
        yield network
        network.over()


def _hold(patch: pytest.MonkeyPatch, clock: HeldClock) -> None:
    patch.setattr(time, "monotonic", lambda: clock.now)
    patch.setattr(time, "sleep", clock.pass_by)


def _through(way: Callable[..., Any], real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, **options: way(real, *args, **options)

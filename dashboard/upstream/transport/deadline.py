"""How long a call may take, and what is left of it while it runs. All times are seconds."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

HEAD_BYTES = 65_536  # status line and headers of one answer


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one call. `first` covers everything from the call's start to the body's first byte."""

    slot: float  # waiting for a connection to be free
    connect: float  # each address: reaching it, and the TLS handshake
    silence: float  # between two bytes, once the head has come
    silence_before: float  # between two bytes until then
    first: float
    total: float
    idle_read: float  # a kept connection unused for longer is not used again: the other side may be closing it
    idle_write: float  # the same for a write, which must not be lost on a dying connection

    def scaled(self, factor: float) -> Limits:
        """Return the same limits, each multiplied by `factor`."""
        return Limits(**{name: getattr(self, name) * factor for name in self.__slots__})


CALL = Limits(slot=2, connect=2, silence=5, silence_before=5, first=8, total=8, idle_read=30, idle_write=3)
STREAM = Limits(slot=0.5, connect=2, silence=5, silence_before=8, first=8, total=600, idle_read=0, idle_write=0)


class HeadTooLarge(Exception):
    """The head of an answer is longer than HEAD_BYTES."""


class Exchange:
    """One request on its way and its answer: the time left, and what has happened so far.

    Every read and write of the socket asks `patience` first, so a server that sends a byte now and then gains nothing.
    """

    __slots__ = (
        "_ends",
        "_first_by",
        "_head_left",
        "connected",
        "heard",
        "idle",
        "in_body",
        "in_head",
        "limits",
        "reused",
        "sent",
    )

    def __init__(self, limits: Limits, started: float, *, is_write: bool = False) -> None:
        self.limits = limits
        self.idle = limits.idle_write if is_write else limits.idle_read
        self.sent = 0  # bytes of the request that left
        self.heard = 0  # bytes of the answer that came
        self.connected = False
        self.reused = False
        self.in_head = True  # the head is still arriving
        self.in_body = False  # the body's first byte has come
        self._ends = started + limits.total
        self._first_by = started + limits.first
        self._head_left = HEAD_BYTES

    def left(self) -> float:
        """Return the seconds left in all. Raises TimeoutError when there are none."""
        ends = self._ends if self.in_body else min(self._first_by, self._ends)
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call's time is over")
        return left

    def patience(self) -> float:
        """Return how long the next read or write of the socket may block. Raises TimeoutError."""
        return min(self.left(), self.limits.silence if self.in_body else self.limits.silence_before)

    def connecting(self) -> float:
        """Return how long the next step of connecting may take. Raises TimeoutError."""
        return min(self.left(), self.limits.connect)

    def received(self, count: int) -> None:
        """Count bytes of the answer. Raises HeadTooLarge while the head has not ended."""
        self.heard += count
        if self.in_head:
            self._head_left -= count
            if self._head_left < 0:
                raise HeadTooLarge


class _Current(threading.local):
    exchange: Exchange | None = None


_current = _Current()


def current() -> Exchange:
    """Return the exchange that this thread is carrying out."""
    if _current.exchange is None:
        raise RuntimeError("a connection to an upstream is used outside of a call")
    return _current.exchange


def set_current(exchange: Exchange | None) -> None:
    """Say which exchange this thread carries out; None when it is over."""
    _current.exchange = exchange

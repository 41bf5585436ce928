"""The addresses of a host, within a time limit, though the system's lookup has none.

The lookup runs in a thread of its own, one at a time for each host. Whoever cannot wait any longer goes away; the
thread ends when the system answers it. Answers are kept for a minute, so a lookup is rare.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

KEEP = 60.0  # seconds
MOST_ADDRESSES = 6  # a name with more is answered with the first ones

Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]
Lookup = Callable[..., list[Any]]


class Resolver:
    """Finds the addresses of one host and port."""

    def __init__(self, host: str, port: int, *, lookup: Lookup = socket.getaddrinfo) -> None:
        self._host, self._port, self._lookup = host, port, lookup
        self._literal = _is_literal(host)
        self._lock = threading.Lock()
        self._under_way: _Question | None = None
        self._known: list[Address] = []
        self._known_until = 0.0

    def addresses(self, patience: float) -> list[Address]:
        """Return the addresses, waiting at most `patience` seconds. Raises OSError (also gaierror, TimeoutError)."""
        if self._literal:
            return self._ask()
        with self._lock:
            if self._known and time.monotonic() < self._known_until:
                return self._known
            question = self._under_way or self._start()
        if not question.done.wait(patience):
            raise TimeoutError("the name was not looked up in time")
        if question.problem is not None:
            raise OSError(str(question.problem))
        return question.found

    def forget(self) -> None:
        """Look the name up again next time: no address answered."""
        with self._lock:
            self._known = []

    def _start(self) -> _Question:
        question = _Question()
        threading.Thread(target=self._answer, args=(question,), name=f"lookup {self._host}", daemon=True).start()
        self._under_way = question  # the thread needs our lock to take it back
        return question

    def _answer(self, question: _Question) -> None:
        try:
            question.found = self._ask()
        except (OSError, UnicodeError) as problem:  # UnicodeError: a name that cannot be one
            question.problem = problem
        with self._lock:
            self._under_way = None
            self._known = question.found
            self._known_until = time.monotonic() + KEEP
        question.done.set()

    def _ask(self) -> list[Address]:
        found = self._lookup(self._host, self._port, type=socket.SOCK_STREAM)
        if not found:
            raise OSError("the name has no address")
        return found[:MOST_ADDRESSES]


class _Question:
    __slots__ = ("done", "found", "problem")

    def __init__(self) -> None:
        self.done = threading.Event()
        self.found: list[Address] = []
        self.problem: Exception | None = None


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

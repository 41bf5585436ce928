"""The network is shut: a test reaches loopback and nothing else."""

from __future__ import annotations

import ipaddress
import os
import socket
from typing import Any


class NetworkIsShut(OSError):
    """A test tried to leave this machine. An OSError, so that libraries close their sockets."""


attempts: list[str] = []  # every try to leave and its test, for the fixture that fails the run


def _is_local(family: int, address: Any) -> bool:
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return True
    host = address[0]
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", ""}


def shut() -> None:
    """Replace the socket's ways out. There is no way back within the process."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex
    real_sendto = socket.socket.sendto

    def guarded(real: Any, position: int) -> Any:
        def call(self: socket.socket, *args: Any) -> Any:
            if not _is_local(self.family, args[position]):
                attempts.append(f"{args[position]!r} in {os.environ.get('PYTEST_CURRENT_TEST')}")
                raise NetworkIsShut(f"tests stay on this machine, {args[position]!r} is elsewhere")
            return real(self, *args)

        return call

    socket.socket.connect = guarded(real_connect, 0)  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded(real_connect_ex, 0)  # type: ignore[method-assign]
    socket.socket.sendto = guarded(real_sendto, -1)  # type: ignore[method-assign]

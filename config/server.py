"""`python -m config.server`: granian's command line, with one socket for all workers.

The first process keeps the socket open: a connection that comes while a worker is replaced waits for the next one. On
Linux granian gives each worker a socket of its own, and connections that wait in it are reset when the worker ends.

A worker is forked with the signal handlers of the first process, so a SIGTERM before it has its own would be lost; and
a terminal's Ctrl-C reaches workers too, though only the first process ends them.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import Any

STOPS = {signal.SIGINT, signal.SIGTERM}
STOPPED_WITHIN = 30  # seconds; a worker waits for its callers to leave, and would wait for one who does not
# HTTP/2 would let one connection keep the answers to two hundred requests waiting in memory. A proxy in front speaks it
# to browsers all the same.
OPTIONS = (
    *("--http", "1"),
    *("--interface", "asginl", "--no-ws", "--respawn-failed-workers"),
    *("--workers-kill-timeout", str(STOPPED_WITHIN)),
)


def main() -> None:
    """Run granian with the arguments of the command line."""
    os.umask(0o077)  # what the server writes is its own
    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, STOPS),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS),
        after_in_child=_prepare_worker,
    )
    from granian import cli  # noqa: PLC0415 - takes a moment in which Ctrl-C may come
    from granian.server.mp import MPServer  # noqa: PLC0415

    class OneSocket(MPServer):
        _ssp: Any  # how to make a socket
        _shd: Any  # the one that all share, None on Linux
        _sso: Any  # the same as Python's

        def _init_shared_socket(self) -> None:
            super()._init_shared_socket()  # type: ignore[no-untyped-call]
            if self._shd is None:
                self._shd, self._ssp = self._ssp.build(), None
                self._sso = socket.socket(fileno=self._shd.get_fd())

    cli.Server = OneSocket  # type: ignore[attr-defined]
    sys.argv[1:] = [*OPTIONS, *sys.argv[1:], "config.asgi:application"]
    cli.entrypoint()  # type: ignore[no-untyped-call]


def _prepare_worker() -> None:
    """Ignore Ctrl-C, and exit on SIGTERM until granian handles it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)

"""`python -m config.server`: granian's command line, with workers that end when their master says so.

Left alone, some do not, and the master waits for ever. A worker is forked with the master's signal handlers in place:
a SIGTERM that comes before it has its own is lost. A terminal's Ctrl-C reaches workers and master alike, and the master
sends SIGTERM at that moment: of two signals Linux may hand both to a thread in which Python runs no handlers. And a
signal that comes when the main thread is about to wait is not noticed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

STOPS = {signal.SIGINT, signal.SIGTERM}


def main() -> None:
    """Run granian as the command line says."""
    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, STOPS),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS),
        after_in_child=_prepare_worker,
    )
    from granian.cli import entrypoint  # noqa: PLC0415 - takes a moment in which Ctrl-C may come

    entrypoint()  # type: ignore[no-untyped-call]


def _prepare_worker() -> None:
    """Leave Ctrl-C to the master, die of SIGTERM until granian handles it, and then see to it that it does."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGURG, lambda *_: None)
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_wake, args=(reader, threading.get_ident()), daemon=True).start()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _wake(signals: int, main_thread: int) -> None:
    """Once SIGTERM has come, interrupt the main thread's waiting until the process has ended."""
    while os.read(signals, 1) != bytes([signal.SIGTERM]):
        pass
    while True:
        signal.pthread_kill(main_thread, signal.SIGURG)
        time.sleep(0.1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)

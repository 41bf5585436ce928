"""A port for a server that is started in a moment, which nobody else takes until then."""

from __future__ import annotations

import random
import socket

BELOW_EPHEMERAL = range(10_000, 32_000)  # the kernel gives none of these to an outgoing connection


def free_port() -> int:
    """Return a port of this machine on which nothing listens."""
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port := random.SystemRandom().choice(BELOW_EPHEMERAL)))
            except OSError:
                continue
            return port

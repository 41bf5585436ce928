"""Whether Tandem can listen on a port, asked before anything starts."""

from __future__ import annotations

import errno
import socket

from django.core.exceptions import ImproperlyConfigured


def require_free(setting: str, host: str, port: int) -> None:
    """Raise ImproperlyConfigured, naming the setting, where nobody can listen on a port now.

    granian listens with SO_REUSEPORT and would share the port with another granian without a word; this does not.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have just ended do not count
            probe.bind((host, port))
            probe.listen()
    except (OSError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = f"Port {port} is taken" if taken else f"Nobody can listen on {host}, port {port} ({error})"
        remedy = f"End the program that listens there, or set {setting}" if taken else f"Set {setting}"
        raise ImproperlyConfigured(f"{reason}. {remedy} to another port, as in `{setting}={port + 10}`.") from None

"""Check that Tandem can listen on a port, before anything starts."""

from __future__ import annotations

import errno
import socket
import sys

from django.core.exceptions import ImproperlyConfigured


def claim(setting: str, host: str, port: int) -> socket.socket | None:
    """Reserve a port against other Tandems of this machine until this program, and what it executes, has ended.

    Two that start at the same moment both find the port free. An abstract socket name (Linux only) goes to one of them;
    the other gets ImproperlyConfigured. Keep a reference to what is returned.
    """
    if sys.platform != "linux":
        return None
    name = socket.socket(socket.AF_UNIX)
    try:
        name.bind(f"\0tandem.{host}.{port}")
    except OSError:
        name.close()
        raise _taken(setting, port) from None
    name.set_inheritable(True)
    return name


def require_free(setting: str, host: str, port: int) -> None:
    """Raise ImproperlyConfigured, naming the setting, when the port is taken.

    granian listens with SO_REUSEPORT and would silently share the port with another granian; this does not.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have just ended do not count
            probe.bind((host, port))
            probe.listen()
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise _taken(setting, port) from None
        reason = f"Nobody can listen on {host}, port {port} ({error})"
        raise ImproperlyConfigured(f"{reason}. Set {setting} to another port, as in `{setting}={port + 10}`.") from None


def _taken(setting: str, port: int) -> ImproperlyConfigured:
    remedy = f"End the program that listens there, or set {setting} to another port, as in `{setting}={port + 10}`."
    return ImproperlyConfigured(f"Port {port} is taken. {remedy}")

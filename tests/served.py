"""The site as it is served for real: granian in a process of its own, on the tests' database and sandbox."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import mkdtemp
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from config.serve import ENVIRONMENT
from tests.ports import free_port


def database_url() -> str:
    """The address of the database that the tests use, which Django has renamed."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user, password = quote(values["USER"]), quote(values["PASSWORD"])
    return f"postgres://{user}:{password}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


@contextmanager
def served(
    *, workers: int = 1, threads: int = 32, tls: tuple[str, str] | None = None, **environment: str
) -> Iterator[str]:
    """Serve the site and yield its address; with `tls`, a certificate and its key, over https."""
    with running(workers=workers, threads=threads, tls=tls, **environment) as (url, _process):
        yield url


@contextmanager
def running(
    *, workers: int = 1, threads: int = 32, tls: tuple[str, str] | None = None, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve the site and yield its address and the server's first process."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "config.server", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(workers), "--log-level", "error"),
        *(("--ssl-certificate", tls[0], "--ssl-keyfile", tls[1]) if tls else ()),
    ]
    given = {**ENVIRONMENT, **os.environ, "DATABASE_URL": database_url(), "LOG_LEVEL": "ERROR", "THREADS": str(threads)}
    given |= environment
    if given.get("DEVELOPMENT") == "0":
        given |= {"DATA_DIR": environment.get("DATA_DIR") or mkdtemp(dir=settings.DATA_DIR)}  # never development's
    process = subprocess.Popen(command, env=given, cwd=settings.BASE_DIR)
    try:
        wait_for(port, process)
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens on the port; raise AssertionError where the process ends before."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the site did not start")

"""`manage.py demo`: everything for a look around, on this machine: database, people, sandbox and dashboard."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from dashboard.sandbox import demo, people

STARTS_WITHIN = 20.0  # seconds


class Command(BaseCommand):
    """Brings up Tandem with the sandbox beside it; Ctrl-C ends both."""

    help = "Run the dashboard with the sandbox beside it, for Alice, Bob and Charlie."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Prepare the data, start both processes and wait for either to end."""
        port = int(os.environ.get("PORT", "8000"))
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        password = demo.demo_password(settings.DATA_DIR)
        demo.make_people(password)
        processes = self._start(port)
        try:
            self._say(port, password)
            _wait(processes)
        finally:
            _end(processes)

    def _start(self, port: int) -> list[subprocess.Popen[bytes]]:
        """Start the sandbox where it is what the dashboard calls, and the dashboard."""
        processes = []
        if settings.SANDBOX_URL in settings.UPSTREAM_URLS.values():
            processes.append(_process("manage.py", "sandbox", "--port", str(settings.SANDBOX_PORT)))
            _wait_for_port(settings.SANDBOX_PORT, processes)
        processes.append(
            _process(
                *("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
                *("--workers", "1", "--blocking-threads", "32", "--no-ws", "--log-level", "warning"),
                "config.wsgi:application",
            )
        )
        _wait_for_port(port, processes)
        return processes

    def _say(self, port: int, password: str) -> None:
        self.stdout.write(f"\nTandem   http://127.0.0.1:{port}/")
        for service, url in settings.UPSTREAM_URLS.items():
            self.stdout.write(f"{service.title():8} {url}")
        self.stdout.write(f"\nSign in as one of these, with the password {password}")
        self.stdout.write("  alice@example.com    admin, connected to Track and Focus")
        self.stdout.write("  bob@example.com      member of the same workspace, connected to both")
        self.stdout.write("  charlie@example.com  another organisation, not connected yet:")
        charlie = people.CHARLIE
        self.stdout.write(f"                       connect Track with the sandbox's token {charlie.track_token}")
        self.stdout.write("\nCtrl-C ends it; the data stays.\n")
        self.stdout.flush()


def _process(*arguments: str) -> subprocess.Popen[bytes]:
    """Start a Python process of ours, in development like this one."""
    environment = {**os.environ, "DEVELOPMENT": "1"}
    return subprocess.Popen([sys.executable, *arguments], cwd=Path(settings.BASE_DIR), env=environment)  # noqa: S603


def _wait_for_port(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    """Return when somebody listens. Raises CommandError when a process ended or the time is over."""
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            break
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    _end(processes)
    raise CommandError(f"Nothing answers on port {port}. Is it taken? PORT and SANDBOX_PORT choose others.")


def _wait(processes: list[subprocess.Popen[bytes]]) -> None:
    """Sleep until a process ends or somebody asks us to (Ctrl-C, SIGTERM)."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.2)
    except KeyboardInterrupt:
        return


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask every process to end, and see to it."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()

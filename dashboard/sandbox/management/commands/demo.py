"""`manage.py demo`: database, people, sandbox and dashboard on this machine, to look around."""

from __future__ import annotations

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from config.ports import require_free
from dashboard.sandbox import demo, people
from dashboard.sandbox.server import serve

HOST = "127.0.0.1"
GRACE = 0.5  # seconds that the dashboard has to end by itself


class Command(BaseCommand):
    """Starts the dashboard and the sandbox; Ctrl-C ends both."""

    help = "Run the dashboard with the sandbox beside it, for Alice, Bob and Charlie."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Prepare the data, start sandbox and dashboard, and run until asked to end or the dashboard dies."""
        with ExitStack() as stack:
            stack.enter_context(_alone_with(settings.DATA_DIR))
            require_free("PORT", HOST, settings.PORT)
            if settings.SANDBOX_URL in settings.UPSTREAM_URLS.values():
                require_free("SANDBOX_PORT", HOST, settings.SANDBOX_PORT)
                stack.enter_context(serve(settings.SANDBOX_PORT, HOST, pace=True))
            if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
                signal.signal(signal.SIGINT, signal.SIG_DFL)  # at once: collectstatic would finish what it compresses
            if demo.is_anothers():
                raise CommandError(
                    "This is development mode, and the database has people whom `make run` did not make: it may be "
                    "production's. Give development a DATA_DIR of its own, and no DATABASE_URL of another."
                )
            self._tell(f"Development mode, with the data in {settings.DATA_DIR}.")
            self._tell("Preparing the database and the static files ...")
            call_command("migrate", interactive=False, verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
            password = demo.demo_password(settings.DATA_DIR)
            demo.make_people(password)
            require_free("PORT", HOST, settings.PORT)  # again, for seconds have passed
            self._run(password)

    def _run(self, password: str) -> None:
        """Run the dashboard; exit with a message when it ends by itself."""
        end = _Asked()
        path = f"/{secrets.token_hex()}"
        self._tell("Starting the dashboard ...")
        dashboard = _start_dashboard(path)
        said = False
        try:
            while not end.asked and dashboard.poll() is None:
                if not said and _answers(f"{path}/staticfiles.json"):
                    self._say(password)
                    said = True
                time.sleep(0.05)
        finally:
            _end(dashboard)
        if not end.asked:
            sys.exit("The dashboard has ended by itself; the lines above say why.")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _say(self, password: str) -> None:
        self.stdout.write(f"\nTandem   http://{HOST}:{settings.PORT}/")
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


class _Asked:
    """Whether somebody asked to end (Ctrl-C, SIGTERM, a terminal that closed). Nothing is interrupted by that."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup wants it
                signal.signal(number, self._ask)

    def _ask(self, *_: Any) -> None:
        self.asked = True


@contextmanager
def _alone_with(folder: Path) -> Iterator[None]:
    """Lock the data for this demo until it ends."""
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(
                f"Tandem is running already, with the data in {folder}. Use that one or end it with Ctrl-C.\n"
                "Another beside it needs its own DATA_DIR, PORT and SANDBOX_PORT."
            )
        yield


def _start_dashboard(path: str) -> subprocess.Popen[bytes]:
    """Start the dashboard, which alone serves static files at `path`, in a session that Ctrl-C does not reach."""
    command = [
        *(sys.executable, "-m", "config.server", "--host", HOST, "--port", str(settings.PORT), "--log-level", "error"),
        *("--static-path-route", path, "--static-path-mount", str(settings.STATIC_ROOT)),
    ]
    environment = {**os.environ, "DEVELOPMENT": "1"}
    return subprocess.Popen(command, cwd=Path(settings.BASE_DIR), env=environment, start_new_session=True)  # noqa: S603


def _answers(path: str) -> bool:
    """Return whether our own dashboard answers, not another program on its port that does not know the path."""
    with suppress(OSError), socket.create_connection((HOST, settings.PORT), timeout=1) as connection:
        connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        return b" 200 " in connection.recv(64).partition(b"\r\n")[0]
    return False


def _end(dashboard: subprocess.Popen[bytes]) -> None:
    """Terminate the dashboard and all processes of its session."""
    dashboard.terminate()
    with suppress(subprocess.TimeoutExpired):
        dashboard.wait(timeout=GRACE)
    with suppress(ProcessLookupError):
        os.killpg(dashboard.pid, signal.SIGKILL)
    dashboard.wait()

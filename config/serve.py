"""`make serve`: production with granian, configured by the environment. See docs/deploying.md."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from config.ports import claim, require_free

# glibc gives each thread memory of its own and seldom takes it back: with 32 threads a tenth of what the server holds.
# https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html
# And it raises the size from which memory is given back at once to what a password's hash takes, unless that is named.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "1048576"}

_held: list[object] = []  # the claim to the port, open until the server ends


def main() -> None:
    """Check the settings, prepare database and static files, and execute the server."""
    os.umask(0o077)  # the database, static files and what else is made here is the server's alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()  # reads .env as well
    mode = "development" if settings.DEVELOPMENT else "production"
    sys.stdout.write(f"Tandem starts in {mode} mode, with its data in {settings.DATA_DIR}.\n")
    sys.stdout.flush()
    tls = _tls()
    require_free("PORT", settings.HOST, settings.PORT)
    _held.append(claim("PORT", settings.HOST, settings.PORT))
    call_command("check", deploy=True, fail_level="ERROR")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _share_metrics()
    command = [
        *(sys.executable, "-m", "config.server", "--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", str(settings.WORKERS)),
        *tls,
    ]
    require_free("PORT", settings.HOST, settings.PORT)  # again, for seconds have passed
    os.execve(sys.executable, command, {**ENVIRONMENT, **os.environ})  # noqa: S606 - arguments are ours, no shell


def _share_metrics() -> None:
    """Give the processes a shared, empty folder for their counters, so that `/metrics` covers all of them."""
    if settings.WORKERS > 1:
        folder = Path(settings.DATA_DIR) / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _tls() -> list[str]:
    """Return granian's TLS options; needed without a proxy in front."""
    certificate, key = os.environ.get("TLS_CERT"), os.environ.get("TLS_KEY")
    if certificate and key:
        return ["--ssl-certificate", certificate, "--ssl-keyfile", key]
    if settings.TRUSTED_PROXY_COUNT == 0:
        sys.exit("TLS_CERT and TLS_KEY are missing. Name both, or set TRUSTED_PROXY_COUNT behind a proxy with TLS.")
    return []


if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # at once: collectstatic would finish what it compresses
    try:
        main()
    except (ImproperlyConfigured, CommandError) as error:
        sys.exit(str(error))

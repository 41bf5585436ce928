"""How long a server takes to its first answer, and what it holds: one process with 32 threads, as `make serve` has it.

The baseline of the same run is the interpreter importing Django and doing nothing.
"""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import time
from urllib.parse import urlsplit

ROUNDS = 5
REQUESTS = 2_000
GOALS = {"first answer": 2.0, "memory": 150}  # seconds; MB


def main() -> None:
    """Print the figures, from a process that no other benchmark has set up differently."""
    subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_start"], check=True)


def print_figures() -> None:
    """Prepare a site, then start it some times."""
    import tests.environment  # noqa: F401 - before the settings are read
    from tests.processes import held

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from dashboard.sandbox.demo import make_people
    from tests.served import served

    call_command("migrate", verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)
    make_people("bench")
    database = f"sqlite:///{settings.DATABASES['default']['NAME']}"
    bare = statistics.median(_seconds_of_bare_django() for _ in range(ROUNDS))
    times = []
    for _ in range(ROUNDS):
        started = time.monotonic()
        with served(threads=32, DATABASE_URL=database) as url:
            _get(url)
            times.append(time.monotonic() - started)
    first = statistics.median(times)
    with served(threads=32, DATABASE_URL=database) as url:
        _get(url, REQUESTS)
        holds = held(urlsplit(url).port or 0)
    print(f"import django, and nothing else   {bare:6.2f} s")
    print(f"first answer                      {first:6.2f} s  {first / bare:5.1f} times (goal {GOALS['first answer']})")
    figures = f"{holds['largest MB']} MB, {holds['MB']} MB with granian's master, {holds['threads']} threads"
    print(f"after {REQUESTS} pages: {figures}  (goal {GOALS['memory']} MB)")


def _seconds_of_bare_django() -> float:
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", "import django.core.handlers.wsgi"], check=True)
    return time.monotonic() - started


def _get(url: str, times: int = 1) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    for _ in range(times):
        connection.request("GET", "/accounts/login/")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status


if __name__ == "__main__":
    print_figures()

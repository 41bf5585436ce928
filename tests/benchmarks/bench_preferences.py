"""What the page of all Track preferences costs from a cached response, beside the first page of the same shell.

`python -m tests.benchmarks preferences` prints it: milliseconds of processor time a request, everything on (session,
access, ledger, meter, compression), for a member who has set everything and for one whose account sends ten keys, the
other scopes kept as well. The goals are 10 ms and 20 KB as it is sent. The least of many rounds counts: on a busy
machine the others measure its neighbours.
It runs in a throw-away database, against the sandbox in the same process.
"""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import time
from typing import Any

from tests.benchmarks.timing import loop

ROUNDS, CALLS = 20, 10
GOAL, LARGEST = 10.0, 20.0  # milliseconds of processor time, kilobytes as sent
SCOPES = ("", "web/", "desktop/")


def milliseconds(client: Any, path: str) -> float:
    """The least over some rounds of the processor time that one request takes."""
    rounds = []
    client.get(path)
    gc.collect()
    gc.freeze()  # as config/wsgi.py does
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(CALLS):
            assert client.get(path, HTTP_ACCEPT_ENCODING="br").status_code == 200
        rounds.append((time.process_time() - start) / CALLS * 1e3)
    return min(rounds)


def run() -> dict[str, float]:
    """Milliseconds a request; `shell` is the first page, which has nothing of settings in it."""
    from django.conf import settings
    from django.test import Client

    from dashboard.sandbox.demo import make_people
    from dashboard.sandbox.server import serve

    figures: dict[str, float] = {}
    with serve(port=settings.SANDBOX_PORT) as sandbox:
        sandbox.set_pace(False)
        for person in make_people("correct horse battery staple")[:2]:
            client = Client(headers={"host": "127.0.0.1"})
            client.force_login(person)
            pages = [f"/preferences/track/{scope}" for scope in SCOPES]
            sizes = [len(client.get(page, HTTP_ACCEPT_ENCODING="br").content) for page in pages]
            figures[f"{person} ms"] = milliseconds(client, pages[0])
            figures[f"loop beside {person} ms"] = loop()
            figures["shell ms"] = milliseconds(client, "/")
            figures |= {
                f"{person} {page[19:] or 'all'} KB": size / 1000 for page, size in zip(pages, sizes, strict=True)
            }
    return figures


def main() -> None:
    """Print the figures, from a process that no other benchmark has set up differently."""
    subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_preferences"], check=True)


def print_figures() -> None:
    """Set up a throw-away site and print what its pages cost."""
    import django
    from django.core.management import call_command

    import tests.environment  # noqa: F401 - before the settings are read

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)
    for name, figure in run().items():
        print(f"{name:20} {figure:8.2f}")
    print(f"{'goal ms':20} {GOAL:8.2f}")
    print(f"{'goal KB':20} {LARGEST:8.2f}")


if __name__ == "__main__":
    print_figures()

"""What looking through 20,000 rows costs from cached responses: one answer of tags, and a hundred pages of projects.

`python -m tests.benchmarks directory` prints it: milliseconds of processor time a page, the most memory that Python
held for it, and the requests that all of it cost upstream after the lists were loaded (none).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from tempfile import TemporaryDirectory
from typing import Any

ROWS, ROUNDS = 20_000, 7
VIEWS = {"first page": "", "search": "q=thing+0199", "sort": "sort=name", "last page": "sort=-at&page=9999"}


def run() -> dict[str, float]:
    """Milliseconds and megabytes by list and view."""
    from django.conf import settings
    from django.test import Client

    from dashboard.sandbox.demo import make_people
    from dashboard.sandbox.people import STUDIO
    from dashboard.sandbox.server import serve

    settings.ALLOWED_HOSTS = ["*"]
    figures: dict[str, float] = {}
    with serve(port=settings.SANDBOX_PORT) as sandbox:
        sandbox.set_quota("alice", "me", 500)
        for table in (sandbox.world.state.projects, sandbox.world.state.tags):
            first = next(row for row in table.values() if row["workspace_id"] == STUDIO)
            for id_ in range(20_000_000, 20_000_000 + ROWS):
                table[id_] = {**first, "id": id_, "name": f"Thing {id_ - 20_000_000:05d}"}
        client = Client()
        client.force_login(make_people("correct horse battery staple")[0])
        client.get("/directory/tags/")
        while b'id="next-pages"' in client.get("/directory/projects/?which=every").content:
            client.post("/directory/projects/more/", {"query": "which=every"})
        figures["requests to load both"] = len(sandbox.requests())
        for name, query in (("tags", ""), ("projects", "which=every&")):
            for view, asked in VIEWS.items():
                address = f"/directory/{name}/?{query}{asked}"
                figures[f"{name}, {view}: CPU ms"], figures[f"{name}, {view}: MB"] = measured(client, address)
        figures["requests to look through them"] = len(sandbox.requests()) - figures["requests to load both"]
    return figures


def measured(client: Any, address: str) -> tuple[float, float]:
    """The median processor time of a page, and the most memory that was held for one."""
    times = []
    for _round in range(ROUNDS):
        start = time.process_time()
        assert client.get(address).status_code == 200
        times.append((time.process_time() - start) * 1e3)
    tracemalloc.start()
    client.get(address)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return statistics.median(times), peak


def main() -> None:
    """Print the figures, from a process that no other benchmark has set up differently."""
    subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_directory"], check=True)


def print_figures() -> None:
    """Set up a throw-away site and print what its pages cost."""
    import django
    from django.core.management import call_command

    from tests.ports import free_port

    with TemporaryDirectory() as folder:
        os.environ |= {
            "DEVELOPMENT": "1",
            "DATA_DIR": folder,
            "LOG_LEVEL": "ERROR",
            "SANDBOX_PORT": str(free_port()),
            "UPSTREAM_TIME_SCALE": "0.2",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", "--noinput", verbosity=0)
        for name, figure in run().items():
            print(f"{name:34} {figure:8.1f}")


if __name__ == "__main__":
    print_figures()

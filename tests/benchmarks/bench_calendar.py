"""What a week of 500 blocks costs from the cached response, beside reading the same copy as JSON in the same run.

`python -m tests.benchmarks calendar` prints it: milliseconds of CPU a page, compressing it included, and how large the
page is as it is served.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.timing import loop
from tests.ports import free_port

PAGES = 40
SIZES = (60, 500, 5_000)
GOAL = 25.0  # milliseconds of CPU for 500 blocks
SIZE_GOAL = 20.0  # kilobytes for them


def milliseconds(work: Callable[[], object], rounds: int = PAGES) -> float:
    """The median CPU time of a call, after some to warm up."""
    for _ in range(5):
        work()
    gc.collect()
    gc.freeze()  # as config/wsgi.py does
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def run() -> dict[str, float]:
    """Milliseconds of CPU and kilobytes for weeks of several sizes."""
    import django

    with TemporaryDirectory() as folder:
        os.environ |= {
            "DEVELOPMENT": "1",
            "DATA_DIR": folder,
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"sqlite:///{folder}/b.db",
        }
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        os.environ["SANDBOX_PORT"] = str(free_port())
        django.setup()
        return _measured(Path(folder))


def _measured(_folder: Path) -> dict[str, float]:
    from django.conf import settings
    from django.core.cache import caches
    from django.core.management import call_command
    from django.test import Client

    from dashboard.accounts.models import User
    from dashboard.sandbox.demo import connect_person
    from dashboard.sandbox.server import serve

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)
    alice = User.objects.create(email="alice@example.com", name="Alice", timezone="Europe/Berlin", time_format="H:mm")
    connect_person(alice)
    client, figures = Client(), dict[str, float]()
    client.force_login(alice)
    with serve(port=settings.SANDBOX_PORT) as sandbox:
        for size in SIZES:
            sandbox.reset(week_blocks=size)
            caches["kept"].clear()
            rows = client.get("/calendar/").content.count(b'<li class="block')
            assert size <= rows, (size, rows)
            rounds = PAGES if size < 5_000 else 5
            figures[f"{size} blocks, CPU ms"] = milliseconds(lambda: _page(client, "br"), rounds)
            figures[f"loop beside {size} blocks, CPU ms"] = loop()
            for encoding in ("br", "gzip"):
                figures[f"{size} blocks, HTML kB as {encoding}"] = len(_page(client, encoding)) / 1000
            copy = json.dumps(sandbox.state()["blocks"])
            figures[f"{size} blocks, json.loads of them ms"] = milliseconds(lambda text=copy: json.loads(text), 20)
        assert len(sandbox.requests("focus.stream_time_blocks")) == 1, "the cached response was not used"
    return figures


def _page(client: Any, encoding: str) -> bytes:
    """The page as a browser gets it, compressed."""
    answer = client.get("/calendar/", HTTP_ACCEPT_ENCODING=encoding, HTTP_SEC_FETCH_SITE="same-origin")
    assert answer["Content-Encoding"] == encoding
    content: bytes = answer.content
    return content


def main() -> None:
    """Print the figures, from a process that no other benchmark has set up differently."""
    subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_calendar"], check=True)


def print_figures() -> None:
    """Print the figures."""
    for name, figure in run().items():
        print(f"{name:36} {figure:8.2f}")
    print(f"goal: {GOAL} ms and {SIZE_GOAL} kB for 500 blocks")


if __name__ == "__main__":
    print_figures()

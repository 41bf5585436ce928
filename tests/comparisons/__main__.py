"""`python -m tests.comparisons`: Tandem's proxy beside what people would otherwise put there, in one run.

Express with http-proxy-middleware, FastAPI with httpx, a straightforward Django view, each in one process with kept
connections, against the same upstream. Their packages are installed into `.comparisons/` (needs npm). Rounds are
interleaved, so that a slow minute of the machine hits all; medians are shown.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.benchmarks import bench_proxy as ours
from tests.processes import processor_time

HERE = Path(__file__).parent
INSTALLED = Path(".comparisons")
ROUNDS = 5
GOALS = {
    ("Tandem, uncached", "FastAPI + httpx"): 3.0,
    ("Tandem, uncached", "Express + http-proxy-middleware"): 0.8,
    ("Tandem, uncached", "Django as one would write it"): 5.0,
    ("Tandem, kept", "FastAPI + httpx"): 7.0,
    ("Tandem, kept", "Express + http-proxy-middleware"): 2.0,
}
Row = tuple[str, str, list[dict[str, str]]]  # name, address, headers


def install() -> None:
    """Bring the other programs' packages, once."""
    if (INSTALLED / "done").exists():
        return
    INSTALLED.mkdir(exist_ok=True)
    for name in ("package.json", "express.mjs", "fastapi_proxy.py"):
        shutil.copy(HERE / name, INSTALLED)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=INSTALLED, check=True)
    subprocess.run([sys.executable, "-m", "venv", INSTALLED / "venv"], check=True)
    pip = [INSTALLED / "venv/bin/pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", HERE / "requirements.txt"], check=True)
    (INSTALLED / "done").touch()


@contextmanager
def started(command: list[Any], port: int, **environment: str) -> Iterator[str]:
    """Run a server until the end of the block, once it listens."""
    with subprocess.Popen([str(one) for one in command], env=os.environ | environment) as process:
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def start_peers(stack: ExitStack, tokens: dict[str, str], upstream: str) -> list[Row]:
    """Start the others and say how each is asked."""
    from tests.ports import free_port

    folder = Path(tempfile.mkdtemp())
    known, sessions = folder / "tokens.json", folder / "sessions.json"
    known.write_text(json.dumps(tokens))
    os.environ |= {"PEER_TOKENS": str(known), "PEER_UPSTREAM": upstream, "PEER_SESSIONS": str(sessions)}
    os.environ["PEER_DATABASE"] = str(folder / "django.sqlite3")
    bearer = [{"Authorization": f"Bearer {token}"} for token in tokens]
    ports = [free_port() for _ in range(3)]
    node = ["node", INSTALLED / "express.mjs", ports[0], upstream, known]
    uvicorn = [INSTALLED / "venv/bin/uvicorn", "--app-dir", INSTALLED, "fastapi_proxy:app", "--no-access-log"]
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error"]
    subprocess.run([sys.executable, "-m", "tests.comparisons.django_proxy"], check=True)
    cookies = [{"Cookie": f"sessionid={key}"} for key in json.loads(sessions.read_text())]
    django = [*granian, "--port", ports[2], "--blocking-threads", 32, "tests.comparisons.django_proxy:application"]
    fastapi = [*uvicorn, "--port", ports[1], "--log-level", "warning"]
    return [
        ("Express + http-proxy-middleware", stack.enter_context(started(node, ports[0])), bearer),
        ("FastAPI + httpx", stack.enter_context(started(fastapi, ports[1])), bearer),
        ("Django as one would write it", stack.enter_context(started(django, ports[2])), cookies),
    ]


def measured(rows: list[Row], connections: int) -> dict[str, tuple[float, ...]]:
    """Ask everybody in turns; p50 and p99 in ms, requests a second, processor time in ms, each the rounds' median."""
    rounds: dict[str, list[tuple[float, ...]]] = {name: [] for name, _url, _headers in rows}
    for number in range(ROUNDS + 1):
        for name, url, headers in rows:
            port = urlsplit(url).port or 0
            before = processor_time(port)
            figures = ours.load(url, headers, connections)
            used = (processor_time(port) - before) / ours.SERVED * 1e3
            if number:  # the first is to warm up
                rounds[name].append((*figures, used))
    return {name: tuple(map(statistics.median, zip(*found, strict=True))) for name, found in rounds.items()}


def report(rows: list[Row], connections: int) -> None:
    """Print the table, and each goal with what was reached."""
    found = measured(rows, connections)
    print(f"\n{connections} connections".ljust(35), f"{'p50 ms':>8} {'p99 ms':>8} {'a second':>9} {'CPU ms':>7}")
    for name, (p50, p99, rate, used) in found.items():
        print(f"{name:34} {p50:8.2f} {p99:8.2f} {rate:9.0f} {used:7.2f}")
    for (mine, theirs), goal in GOALS.items():
        ratio = found[mine][2] / found[theirs][2]
        print(f"{mine} / {theirs}: {ratio:.2f} (goal {goal}: {'met' if ratio >= goal else 'missed'})")


def main() -> None:
    """Install, start everybody, measure, and end them."""
    install()
    with ours.site() as (tokens, port), ExitStack() as stack:
        from django.conf import settings

        from tests.served import served

        upstream = f"http://127.0.0.1:{port}"
        database = f"sqlite:///{settings.DATABASES['default']['NAME']}"
        url = stack.enter_context(served(threads=32, TRACK_URL=upstream, DATABASE_URL=database))
        headers = [{"Authorization": f"Bearer {token}"} for token in tokens]
        fresh = [one | {"Cache-Control": "no-cache"} for one in headers]
        rows = start_peers(stack, {token: f"{number:032x}" for number, token in enumerate(tokens)}, upstream)
        rows = [(name, address + ours.PATH, given) for name, address, given in rows]
        rows += [("Tandem, uncached", url + ours.PATH, fresh), ("Tandem, kept", url + ours.PATH, headers)]
        for connections in (1, 32):
            report(rows, connections)


if __name__ == "__main__":
    main()

"""What more processes bring on PostgreSQL and Redis: 1, 2 and 4 of them behind one port, asked by 32 connections.

Wants DATABASE_URL (a server on which a database may be made; it is dropped at the end) and CACHE_URL of a Redis.
Ratios are to one process of the same run. On a machine of few cores the load itself takes its share.
"""

from __future__ import annotations

import os
import secrets
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

PROCESSES = (1, 2, 4)
CONNECTIONS = 32
ROUNDS = 3


def main() -> None:
    """Print the figures, from a process that no other benchmark has set up differently."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres") or not os.environ.get("CACHE_URL"):
        print("left out: it wants DATABASE_URL of PostgreSQL and CACHE_URL of Redis")
        return
    subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_scale"], check=True)


@contextmanager
def own_database() -> Iterator[str]:
    """Make a database on the named server, and drop it afterwards."""
    import psycopg

    given, name = os.environ["DATABASE_URL"], f"tandem_bench_{secrets.token_hex(4)}"
    with psycopg.connect(given, autocommit=True) as hand:
        hand.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(given)._replace(path=f"/{name}").geturl()
        finally:
            hand.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def print_figures() -> None:
    """Serve with each number of processes and ask for a kept answer, a fresh one and a page."""
    from tests.benchmarks import bench_proxy as proxy

    with own_database() as database:
        os.environ["DATABASE_URL"] = database
        with proxy.site() as (tokens, port):
            from django.conf import settings
            from django.db import connection
            from django.test import Client

            from dashboard.accounts.models import User
            from tests.served import served

            bearer = [{"Authorization": f"Bearer {token}"} for token in tokens]
            client = Client()
            client.force_login(User.objects.earliest("pk"))
            session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
            asked = {
                "kept answer": (proxy.PATH, bearer, 1500),
                "uncached answer": (proxy.PATH, [one | {"Cache-Control": "no-cache"} for one in bearer], 1000),
                "preferences page": ("/preferences/track/", [{"Cookie": session}], 300),
            }
            connection.close()
            one: dict[str, float] = {}
            print(f"{'':18} {'processes':>9} {'p50 ms':>8} {'p99 ms':>8} {'a second':>9} {'ratio':>6}")
            for workers in PROCESSES:
                given = {"TRACK_URL": f"http://127.0.0.1:{port}", "DATABASE_URL": database}
                with served(workers=workers, threads=16, **given) as url:
                    for name, (path, headers, requests) in asked.items():
                        proxy.load(url + path, headers, CONNECTIONS, requests)  # to warm up
                        rounds = [proxy.load(url + path, headers, CONNECTIONS, requests) for _ in range(ROUNDS)]
                        p50, p99, rate = map(statistics.median, zip(*rounds, strict=True))
                        ratio = rate / one.setdefault(name, rate)
                        print(f"{name:18} {workers:9} {p50:8.2f} {p99:8.2f} {rate:9.0f} {ratio:6.2f}", flush=True)


if __name__ == "__main__":
    print_figures()

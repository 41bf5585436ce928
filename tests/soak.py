"""`python -m tests.soak`: mixed traffic of 50 members for half an hour, with an upstream that fails now and then.

The site is served as in production, one process of 32 threads, in front of a sandbox in a process of its own. Each
minute a line tells what was answered and what the server holds: memory, files, connections, threads. It ends with a
verdict: no error of ours, no growth, a steady p99. All traffic stays on this machine, and it stops by itself.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.processes import held

MEMBERS = 50
THREADS = 32
PEOPLE_AT_ONCE = 16
FAULTS = ("status", "reset_after", "half", "garbage", "html", "delay", "close", "empty")
FAULT_EVERY = 20.0  # seconds
STRUCK = 6  # requests that each fault spoils
PATIENCE = 30  # seconds of one request; more is an error of ours
GROWTH = 1.15  # times the memory after the first fifth of the run

PAGES = (
    "/", "/calendar/", "/calendar/?view=agenda", "/preferences/track/", "/preferences/focus/", "/statuses/",
    "/history/", "/connections/", "/directory/",
)  # fmt: skip
READS = ("track/api/v9/me/preferences", "track/api/v9/me", "focus/api/workspaces/710001/statuses")
MIX = ("page",) * 5 + ("kept",) * 10 + ("asked",) * 3 + ("write",) * 2


@dataclass
class Minute:
    """What one minute saw."""

    times: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    ours: list[str] = field(default_factory=list)  # errors of ours, with what was asked


class Traffic:
    """Members who go on asking until told to stop, together at a steady rate."""

    def __init__(self, url: str, sessions: list[str], tokens: list[str], rate: float) -> None:
        self.netloc, self.sessions, self.tokens = urlsplit(url).netloc, sessions, tokens
        self.pause, self.minute, self.over = 1 / rate, Minute(), threading.Event()
        self.lock, self.next_at = threading.Lock(), time.monotonic()

    def work(self) -> None:
        """Ask, one request after the other, each when it is due."""
        connection = http.client.HTTPConnection(self.netloc, timeout=PATIENCE)
        chance = random.Random()
        while not self.over.is_set():
            with self.lock:
                due, self.next_at = self.next_at, max(self.next_at + self.pause, time.monotonic() - 1)
            time.sleep(max(0.0, due - time.monotonic()))
            kind, number = chance.choice(MIX), chance.randrange(MEMBERS)
            started = time.perf_counter()
            try:
                method, path, body, headers = self.request(kind, number, chance)
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                body = answer.read()
                status = answer.status if answer.status != 500 or kind == "page" or b'"internal"' in body else 599
                self.note(kind, path, status, time.perf_counter() - started)
            except (OSError, http.client.HTTPException) as problem:
                connection.close()
                self.note(kind, path, 0, time.perf_counter() - started, type(problem).__name__)

    def request(self, kind: str, number: int, chance: random.Random) -> tuple[str, str, str | None, dict[str, str]]:
        """Return what a member asks: a page, a read of the proxy (kept or anew), or a write through it."""
        if kind == "page":
            return "GET", chance.choice(PAGES), None, {"Cookie": self.sessions[number]}
        headers = {"Authorization": f"Bearer {self.tokens[number]}"}
        if kind == "write":
            body = json.dumps({"calendar_visible_hours_end": chance.randint(18, 23)})
            return "POST", "/bff/track/api/v9/me/preferences", body, headers | {"Content-Type": "application/json"}
        fresh = {"Cache-Control": "no-cache"} if kind == "asked" else {}
        return "GET", f"/bff/{chance.choice(READS)}", None, headers | fresh

    def note(self, kind: str, path: str, status: int, seconds: float, problem: str = "") -> None:
        """Count an answer. 502 and 504 tell of the upstream, 429 of the pace and 402 of the quota; 500 is ours.

        599 stands here for a 500 of the upstream's own that was passed on.
        """
        with self.lock:
            self.minute.times.append(seconds)
            self.minute.answers[f"{kind} {status}"] += 1
            if status in {0, 500} or (status == 503 and kind == "page"):
                self.minute.ours.append(f"{kind} {path} {status} {problem}")

    def turn(self) -> Minute:
        """Begin another minute and return the one that is over."""
        with self.lock:
            over, self.minute = self.minute, Minute()
        return over


def tell_sandbox(url: str, name: str, **values: Any) -> None:
    """Give the sandbox an order."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request("POST", f"/_sandbox/{name}", json.dumps(values), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status < 300, (name, answer.read())


def strike(url: str, over: threading.Event) -> None:
    """Let something fail now and then."""
    while not over.wait(FAULT_EVERY):
        kind = random.choice(FAULTS)
        options = {"status": random.choice((500, 502, 503, 429))} if kind == "status" else {}
        if kind == "delay":
            options = {"seconds": 3}
        tell_sandbox(url, "faults", operation="*", kind=kind, times=STRUCK, **options)


def members(url: str) -> tuple[list[str], list[str]]:
    """Make 50 members with Alice's credentials, each with a session and a token of their own."""
    from django.conf import settings
    from django.test import Client

    from dashboard.accounts import tokens
    from dashboard.accounts.models import User
    from dashboard.credentials import services as credentials
    from dashboard.sandbox.people import ALICE
    from dashboard.upstream.secret import Secret

    sessions, made = [], []
    for number in range(MEMBERS):
        user = User.objects.create(email=f"member{number}@example.com", name=f"Member {number}")
        place = {"organization_id": ALICE.organization_id, "workspace_id": ALICE.workspace_id}
        credentials.connect(user, "track", "track_token", Secret(ALICE.track_token), account_id=f"t{number}", **place)
        credentials.connect(user, "focus", "focus_key", Secret(ALICE.focus_key), account_id=f"f{number}", **place)
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        sessions.append(urlencode({name: client.cookies[name].value}))
        made.append(tokens.make(user, name="soak", can_write=True, services=["track", "focus"]).reveal())
    for bucket in ("me", ALICE.organization_id):
        tell_sandbox(url, "quota", person="alice", bucket=bucket, remaining=100_000_000, resets_in=3600)
    return sessions, made


def wake(traffic: Traffic) -> None:
    """Ask from as many at once as the server has threads: each starts when it is needed, with its files."""
    walkers = [threading.Thread(target=_walk, args=(traffic, number)) for number in range(THREADS)]
    for walker in walkers:
        walker.start()
    for walker in walkers:
        walker.join()


def _walk(traffic: Traffic, number: int) -> None:
    connection = http.client.HTTPConnection(traffic.netloc, timeout=PATIENCE)
    for _ in range(3):
        connection.request("GET", "/directory/", headers={"Cookie": traffic.sessions[number]})
        connection.getresponse().read()


def run(url: str, site: str, minutes: float, rate: float, people: tuple[list[str], list[str]]) -> list[str]:
    """Let the members work, print a line a minute, and return what went wrong."""
    traffic = Traffic(site, *people, rate)
    wake(traffic)
    traffic.next_at = time.monotonic()
    workers = [threading.Thread(target=traffic.work, daemon=True) for _ in range(PEOPLE_AT_ONCE)]
    threading.Thread(target=strike, args=(url, traffic.over), daemon=True).start()
    for worker in workers:
        worker.start()
    print(f"minute {'a second':>9} {'p50 ms':>8} {'p99 ms':>8} {'MB':>5} {'worker':>7} {'files':>6} threads  answers")
    rows: list[tuple[float, dict[str, int]]] = []
    wrong: list[str] = []
    for number in range(1, round(minutes) + 1):
        time.sleep(60)
        one, holds = traffic.turn(), held(urlsplit(site).port or 0)
        p99 = statistics.quantiles(one.times, n=100)[98] * 1e3
        rows.append((p99, holds))
        wrong += one.ours
        told = ", ".join(f"{name}: {count}" for name, count in sorted(one.answers.items()))
        figures = f"{len(one.times) / 60:9.0f} {statistics.median(one.times) * 1e3:8.1f} {p99:8.0f}"
        held_now = f"{holds['MB']:5} {holds['largest MB']:7} {holds['files']:6} {holds['threads']:7}"
        print(f"{number:6} {figures} {held_now}  {told}", flush=True)
    traffic.over.set()
    for worker in workers:
        worker.join(timeout=PATIENCE)
    return wrong + grown(rows)


def grown(rows: list[tuple[float, dict[str, int]]]) -> list[str]:
    """Compare what the server held after a fifth of the run with what it held at the end."""
    early, late = rows[len(rows) // 5][1], rows[-1][1]
    return [f"{name} grew from {early[name]} to {late[name]}" for name in early if late[name] > early[name] * GROWTH]


def main() -> None:
    """Start everything, soak, and say how it went."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--rate", type=float, default=60, help="requests a second")
    given = options.parse_args()
    import tests.environment  # noqa: F401 - before the settings are read
    from tests.ports import free_port

    port = free_port()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "UPSTREAM_TIME_SCALE": "0.1", "SANDBOX_PORT": str(port)}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from tests.served import served

    call_command("migrate", verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)
    url, database = f"http://127.0.0.1:{port}", f"sqlite:///{settings.DATABASES['default']['NAME']}"
    with subprocess.Popen([sys.executable, "manage.py", "sandbox", "--port", str(port), "--no-pace"]) as sandbox:
        time.sleep(3)
        try:
            with served(threads=THREADS, DATABASE_URL=database, LOG_LEVEL="CRITICAL") as site:
                wrong = run(url, site, given.minutes, given.rate, members(url))
        finally:
            sandbox.terminate()
    print(
        "\n".join([f"{count} times: {text}" for text, count in Counter(wrong).most_common(20)]) or "nothing went wrong"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

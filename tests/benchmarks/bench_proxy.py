"""What a read costs through the proxy, beside a direct call, nginx where it is installed, and the goals.

`python -m tests.benchmarks proxy` prints two tables: processor time in process (everything on: token, member, contract,
ledger, removal of secrets, log), and the site as it is served, with 1 and with 32 connections. The upstream is another
process that answers 7 KB of preferences. Ratios are to the direct call of the same run.
"""

from __future__ import annotations

import http.client
import io
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.benchmarks.timing import microseconds
from tests.processes import processor_time

MEMBERS = 256  # each may make about one uncached request a second, scaled down
CALLS = 300
SERVED = 1500  # requests of a measurement over HTTP
GOALS = {"kept": 300.0, "uncached": 1200.0}  # µs of processor time in process
PATH = "/bff/track/api/v9/me/preferences"
STUB = """
import time
from tests.upstream.hostile import Hostile, answer
body = open("dashboard/sandbox/seed/preferences.json", "rb").read()
quota = ("X-Toggl-Quota-Remaining: 1000000", "X-Toggl-Quota-Resets-In: 3000")
print(Hostile(answer(200, body, "Content-Type: application/json", *quota)).port, flush=True)
time.sleep(3600)
"""


@contextmanager
def stub() -> Iterator[int]:
    """Start the upstream and give its port."""
    with subprocess.Popen([sys.executable, "-c", STUB], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def request_of(token: str, *, fresh: bool) -> dict[str, Any]:
    """Return what a WSGI server would make of one request."""
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": PATH, "QUERY_STRING": "", "SCRIPT_NAME": "", "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1:8000", "HTTP_ACCEPT": "*/*",
        "HTTP_AUTHORIZATION": f"Bearer {token}", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0), "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    return environ | ({"HTTP_CACHE_CONTROL": "no-cache"} if fresh else {})


def in_process(tokens: list[str], port: int) -> None:
    """Print processor time a request, without a server around it."""
    from config.wsgi import application

    for handler in logging.getLogger().handlers:
        handler.setStream(io.StringIO())  # lines are made, and go nowhere
    turn = iter(range(10**9))

    def call(*, fresh: bool) -> None:
        token = tokens[next(turn) % len(tokens)] if fresh else tokens[0]
        status: list[str] = []
        answer = application(request_of(token, fresh=fresh), lambda line, _headers: status.append(line))
        b"".join(answer)
        answer.close()
        assert status == ["200 OK"], status

    direct = http.client.HTTPConnection("127.0.0.1", port)

    def plain() -> None:
        direct.request("GET", "/api/v9/me/preferences")
        json.loads(direct.getresponse().read())

    baseline = microseconds(plain, CALLS, clock=time.process_time)
    print(f"{'in process':34} {'CPU µs':>9} {'ratio':>7} {'goal':>6}")
    print(f"{'http.client and json (baseline)':34} {baseline:9.0f} {1:7.2f}")
    for name, fresh in (("uncached", True), ("kept", False)):
        for _ in tokens:  # whatever is done once for each member
            call(fresh=fresh)
        cost = microseconds(lambda fresh=fresh: call(fresh=fresh), CALLS, clock=time.process_time)
        print(f"{'Tandem, ' + name:34} {cost:9.0f} {cost / baseline:7.2f} {GOALS[name]:6.0f}")


# ------------------------------------------------------------------ over HTTP
def load(
    url: str, headers: list[dict[str, str]], connections: int, requests: int = SERVED
) -> tuple[float, float, float]:
    """Send that many requests and return p50 and p99 in milliseconds, and requests a second."""
    parts, times, wrong = urlsplit(url), [], []
    turn = iter(range(requests))
    lock = threading.Lock()

    def work() -> None:
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        while True:
            with lock:
                number = next(turn, None)
            if number is None:
                return
            started = time.perf_counter()
            connection.request("GET", parts.path, headers=headers[number % len(headers)])
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - started)
            if answer.status != 200:
                wrong.append(answer.status)

    started = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    assert len(wrong) < requests / 20, wrong[:10]
    times.sort()
    return times[len(times) // 2] * 1e3, times[len(times) * 99 // 100] * 1e3, requests / seconds


def row(name: str, url: str, headers: list[dict[str, str]], connections: int) -> None:
    """Measure once to warm up and once for the table."""
    port = urlsplit(url).port or 80
    load(url, headers, connections)
    before = processor_time(port)
    p50, p99, rate = load(url, headers, connections)
    used = (processor_time(port) - before) / SERVED * 1e3
    print(f"{name:34} {connections:5} {p50:9.2f} {p99:9.2f} {rate:9.0f} {used or float('nan'):9.2f}")


@contextmanager
def nginx(port: int) -> Iterator[str]:
    """Serve `proxy_pass` with kept connections, in the foreground of a process of ours."""
    from tests.ports import free_port

    own, folder = free_port(), Path(tempfile.mkdtemp())
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off;"
        f" client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};"
        f" uwsgi_temp_path {folder}; scgi_temp_path {folder};"
        f" upstream stub {{ server 127.0.0.1:{port}; keepalive 32; }} server {{ listen 127.0.0.1:{own};"
        ' location / { proxy_pass http://stub; proxy_http_version 1.1; proxy_set_header Connection ""; } } }'
    )
    process = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")])
    try:
        time.sleep(1)
        yield f"http://127.0.0.1:{own}"
    finally:
        process.terminate()
        process.wait()


def over_http(tokens: list[str], port: int) -> None:
    """Print what a caller sees."""
    from django.conf import settings

    from tests.served import served

    print(f"\n{'served':34} {'conn.':>5} {'p50 ms':>9} {'p99 ms':>9} {'a second':>9} {'CPU ms':>9}")
    headers = [{"Authorization": f"Bearer {token}"} for token in tokens]
    fresh = [one | {"Cache-Control": "no-cache"} for one in headers]
    stub_url = f"http://127.0.0.1:{port}/api/v9/me/preferences"
    environment = {
        "TRACK_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{settings.DATABASES['default']['NAME']}",
    }
    with served(threads=32, **environment) as url:
        for connections in (1, 32):
            row("direct (baseline)", stub_url, [{}], connections)
            if shutil.which("nginx"):
                with nginx(port) as proxied:
                    row("nginx proxy_pass", f"{proxied}/api/v9/me/preferences", [{}], connections)
            row("Tandem, uncached", f"{url}{PATH}", fresh, connections)
            row("Tandem, kept", f"{url}{PATH}", headers, connections)


def prepare() -> list[str]:
    """Make members, each connected to Track and with a token, and return the tokens."""
    from dashboard.accounts import tokens
    from dashboard.accounts.models import User
    from dashboard.credentials import services as credentials
    from dashboard.upstream.secret import Secret

    made = []
    for number in range(MEMBERS):
        user = User.objects.create(email=f"member{number}@example.com", name=f"Member {number}")
        credentials.connect(user, "track", "track_token", Secret(f"{number:032x}"), account_id=str(number))
        made.append(tokens.make(user, name="bench", can_write=False, services=["track"]).reveal())
    return made


def main() -> None:
    """Print the figures, from a process that no other benchmark has set up differently."""
    subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_proxy"], check=True)


@contextmanager
def site() -> Iterator[tuple[list[str], int]]:
    """Set up a throw-away site beside a stub of Track, and give the members' tokens and the stub's port."""
    os.environ["UPSTREAM_TIME_SCALE"] = "0.1"  # a member's pace is one in 100 ms, a call's end after 800 ms
    import tests.environment  # noqa: F401 - before the settings are read

    with stub() as port:
        os.environ["TRACK_URL"] = f"http://127.0.0.1:{port}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", "--noinput", verbosity=0)
        yield prepare(), port


def print_figures() -> None:
    """Measure in process and over HTTP."""
    with site() as (members, port):
        in_process(members[:64], port)
        over_http(members, port)


if __name__ == "__main__":
    print_figures()

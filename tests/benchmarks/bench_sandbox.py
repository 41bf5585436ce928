"""How many requests a second the sandbox answers, beside Python's own HTTP server in the same run.

`python -m tests.benchmarks.bench_sandbox` prints it. The clients are http.client on connections that stay open.
"""

from __future__ import annotations

import base64
import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS = 2.0
TARGET = 500  # simple requests a second


class _Bare(BaseHTTPRequestHandler):
    """Answers two bytes to everything: what the transport alone costs."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        return


def _ask(port: int, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    end, count = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < end:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        count += 1
    connection.close()
    return count


def rate(port: int, path: str, headers: dict[str, str], clients: int) -> float:
    """Requests a second of so many clients at once."""
    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(lambda _: _ask(port, path, headers), range(clients))) / SECONDS


def run() -> dict[str, float]:
    """Requests a second by path and number of clients; the first is the baseline."""
    from dashboard.sandbox.people import ALICE, NORTHWIND, STUDIO
    from dashboard.sandbox.server import serve

    bare = ThreadingHTTPServer(("127.0.0.1", 0), _Bare)
    threading.Thread(target=bare.serve_forever, daemon=True).start()
    track = {"Authorization": "Basic " + base64.b64encode(f"{ALICE.track_token}:api_token".encode()).decode()}
    focus = {"Authorization": f"Bearer {ALICE.focus_key}"}
    figures = {"baseline: http.server, 1 client": rate(bare.server_port, "/", {}, 1)}
    bare.shutdown()
    bare.server_close()
    with serve() as sandbox:
        sandbox.switch(enforce_quota=False)
        week = f"/api/organizations/{NORTHWIND}/workspaces/{STUDIO}/time-blocks?per_page=100"
        days = f"{week}&date_from=2020-01-01T00:00:00Z&date_to=2040-01-01T00:00:00Z"
        for path, headers, clients in (
            ("/api/v9/me/logged", track, 1),
            ("/api/v9/me", track, 1),
            ("/api/v9/me", track, 8),
            ("/api/v9/me/preferences", track, 1),
            (days, focus, 1),
        ):
            name = "100 time blocks" if path == days else path
            figures[f"{name}, {clients} client{'s' if clients > 1 else ''}"] = rate(
                sandbox.port, path, headers, clients
            )
    return figures


def main() -> None:
    """Print the figures, and fail below the target."""
    figures = run()
    baseline = next(iter(figures.values()))
    for name, figure in figures.items():
        print(f"{name:36} {figure:8.0f} a second {figure / baseline:6.2f}")
    if figures["/api/v9/me, 1 client"] < TARGET:
        raise SystemExit(f"fewer than {TARGET} simple requests a second")


if __name__ == "__main__":
    main()

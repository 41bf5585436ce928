"""What one call through the transport costs in processor time, beside bare http.client to the same server.

`python -m tests.benchmarks.bench_transport` prints it. The server is another process that answers 6 KB of JSON.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time

from tests.benchmarks.timing import microseconds

CALLS = 1_000
SERVER = """
import time
from tests.upstream.hostile import Hostile, answer
body = b'{"id": 1, "text": "' + b"x" * 6000 + b'"}'
quota = ("X-Toggl-Quota-Remaining: 29", "X-Toggl-Quota-Resets-In: 12")
print(Hostile(answer(200, body, "Content-Type: application/json", *quota)).port, flush=True)
time.sleep(600)
"""


def run() -> dict[str, float]:
    """Microseconds a call, and the ratio to http.client with the same parsing of JSON."""
    from tests.upstream.calls import ALICE, READ, upstream

    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        try:
            shared = upstream(f"http://127.0.0.1:{port}", time_scale=1)
            bare = http.client.HTTPConnection("127.0.0.1", port)
            header = {"Authorization": ALICE.header()}

            def plain() -> object:
                bare.request("GET", READ.target, headers=header)
                return json.loads(bare.getresponse().read())

            figures = {
                "transport µs": microseconds(lambda: shared.send(READ, ALICE), CALLS, clock=time.process_time),
                "http.client µs": microseconds(plain, CALLS, clock=time.process_time),
            }
        finally:
            server.kill()
    figures["transport : http.client"] = figures["transport µs"] / figures["http.client µs"]
    return figures


def main() -> None:
    """Print the figures."""
    for name, figure in run().items():
        print(f"{name:24} {figure:8.2f}")


if __name__ == "__main__":
    main()

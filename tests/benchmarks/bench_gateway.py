"""What a read costs: from the cached response, and asked anew, in process time, beside a direct call of the sandbox."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress

from tests.ports import free_port

os.environ.setdefault("DEVELOPMENT", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tandem-bench-"))

KEPT_READS, ASKED_READS = 2000, 300
GOALS = {"from the cached response": 0.3, "asked anew": 1.2}  # ms of processor time


def cost(times: int, work: Callable[[], object]) -> float:
    """Milliseconds of this thread's processor time for each of `times` calls of `work`."""
    work()
    started = time.thread_time()
    for _ in range(times):
        work()
    return (time.thread_time() - started) / times * 1000


def _wait_for(url: str) -> None:
    import requests

    for _ in range(200):
        with suppress(requests.ConnectionError):
            if requests.get(f"{url}/_sandbox/state", timeout=1).ok:
                return
        time.sleep(0.05)
    raise SystemExit("the sandbox did not start")


def main() -> None:
    """Print what each kind of read costs."""
    import django

    django.setup()
    import requests
    from django.conf import settings
    from django.core.management import call_command

    from dashboard.accounts.models import User
    from dashboard.gateway import services as gateway
    from dashboard.gateway.limits import quota_ledger
    from dashboard.sandbox import demo, people

    port = free_port()
    command = [sys.executable, "manage.py", "sandbox", "--port", str(port), "--no-pace"]  # its own interpreter lock
    sandbox = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    _wait_for(url)
    settings.UPSTREAM_URLS = {"track": url, "focus": url}
    settings.UPSTREAM_TIME_SCALE = 0.0001  # no pace
    call_command("migrate", verbosity=0)
    demo.make_people("bench")
    alice = User.objects.get(email="alice@example.com")
    settings.UPSTREAM_TIME_SCALE = 1.0
    quota_ledger.INTERVAL, quota_ledger.RESERVED_FOR_WRITES = (
        0.0,
        -10_000,
    )  # only the price of counting is of interest here

    gc.collect()
    gc.freeze()  # as config/wsgi.py does
    quota = {"person": "alice", "bucket": "me", "remaining": 100_000, "resets_in": 3600}
    requests.post(f"{url}/_sandbox/quota", json=quota, timeout=5).raise_for_status()
    session, auth = requests.Session(), (people.ALICE.track_token, "api_token")
    address = f"{url}/api/v9/me/preferences"
    direct = cost(ASKED_READS, lambda: session.get(address, auth=auth, timeout=5).json())
    kept = cost(KEPT_READS, lambda: gateway.read_json(alice, "track.get_preferences"))
    asked = cost(ASKED_READS, lambda: gateway.read_json(alice, "track.get_preferences", refresh=True))
    print(f"direct, requests.Session      {direct:6.3f} ms")
    for name, value in (("from the cached response", kept), ("asked anew", asked)):
        met = "met" if value <= GOALS[name] else "MISSED"
        print(f"{name:29} {value:6.3f} ms   {value / direct:5.2f} times direct   goal {GOALS[name]} ms: {met}")
    sandbox.terminate()
    sandbox.wait()


if __name__ == "__main__":
    main()

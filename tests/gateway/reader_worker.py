"""One of several processes that read the same: `python -m tests.gateway.reader_worker EMAIL THREADS`."""

from __future__ import annotations

import os
import sys
import threading

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from dashboard.accounts.models import User  # noqa: E402
from dashboard.gateway import services as gateway  # noqa: E402


def main() -> None:
    """Read once with each thread, all as soon as a line comes in."""
    person, told = User.objects.get(email=sys.argv[1]), threading.Event()
    failures: list[Exception] = []

    def read() -> None:
        told.wait()
        try:
            gateway.read_json(person, "track.get_preferences")
        except Exception as error:  # noqa: BLE001 - counted below
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(int(sys.argv[2]))]
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    sys.stdin.readline()
    told.set()
    for thread in threads:
        thread.join()
    sys.exit(f"{len(failures)} failed: {failures[:1]}" if failures else 0)


if __name__ == "__main__":
    main()

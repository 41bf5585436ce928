"""One of several processes that spend the same quota: `python -m tests.gateway.ledger_worker OWNER LIMIT READS`.

The upstream they share is a counter in Redis that answers like Toggl: a call counts when it arrives, and its answer,
with what was left at that moment, comes a little later.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.cache import caches  # noqa: E402

from dashboard.gateway.limits import quota_ledger  # noqa: E402
from dashboard.upstream.errors import PaceExceeded, QuotaReserved  # noqa: E402
from dashboard.upstream.quota import Quota  # noqa: E402

THREADS = 16


def spend(owner: str, limit: int, *, for_write: bool) -> None:
    """Send until the ledger refuses three times in a row."""
    refused = 0
    while refused < 3:
        try:
            ticket = quota_ledger.acquire(owner, "me", for_write=for_write)
        except PaceExceeded:
            time.sleep(0.001)
        except QuotaReserved:
            refused += 1
            time.sleep(random.uniform(0, 0.02))
        else:
            used = caches["default"].incr(f"used:{owner}")
            time.sleep(random.uniform(0, 0.01))
            quota_ledger.settle_response(ticket, Quota(max(limit - used, 0), 3600))


def main() -> None:
    """Spend with sixteen threads."""
    owner, limit, for_write = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "write"
    threads = [
        threading.Thread(target=spend, args=(owner, limit), kwargs={"for_write": for_write}) for _ in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()

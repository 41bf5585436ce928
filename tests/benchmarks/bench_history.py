"""What telling a write costs (its two rows of history), beside the same two rows without the chain, in the same run.

`python -m tests.benchmarks history` prints it; with DATABASE_URL on that database.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable

os.environ.setdefault("DEVELOPMENT", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tandem-bench-"))

WRITES, THREADS = 400, 8
BODY = {"date_format": "DD.MM.YYYY", "timeofday_format": "h:mm A"}


def milliseconds(work: Callable[[], object]) -> float:
    """The median processor time that one call takes in this process: a busy machine does not change it."""
    taken = []
    for _ in range(WRITES):
        started = time.thread_time()
        work()
        taken.append((time.thread_time() - started) * 1000)
    return statistics.median(taken)


def told() -> None:
    """Tell one write, as the gateway does."""
    from dashboard.accounts.models import User
    from dashboard.audit import services as audit

    what = {"service": "track", "operation": "track.update_preferences", "before": BODY, "after": BODY}
    intent = audit.intend(actor=User(pk=1, name="Bench"), idempotency_key=None, **what)
    audit.conclude(intent, audit.Outcome.DONE, after=BODY)


def unchained() -> None:
    """Write two rows of the same kind, which nothing chains."""
    from django.db import transaction

    from dashboard.audit.models import Entry

    for kind in ("write.intent", "write.outcome"):
        with transaction.atomic():
            row = Entry(pk=-next(_numbers), kind=kind, operation="track.update_preferences", before=BODY, after=BODY)
            Entry.objects.bulk_create([row])


_numbers = iter(range(1, 10_000_000))


def together() -> float:
    """Writes told in a second by threads at the same time."""
    from django.db import connection

    def some() -> None:
        for _ in range(WRITES // THREADS):
            told()
        connection.close()

    threads = [threading.Thread(target=some) for _ in range(THREADS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return WRITES / (time.perf_counter() - started)


def main() -> None:
    """Print the figures."""
    import django

    django.setup()
    from django.core.management import call_command

    from dashboard.audit import integrity
    from dashboard.audit.models import Entry

    call_command("migrate", verbosity=0)
    chained, plain = milliseconds(told), milliseconds(unchained)
    Entry.objects.filter(pk__lt=0).delete()
    at_once = together()
    started = time.perf_counter()
    found = integrity.verify()
    speed = found.rows / (time.perf_counter() - started)
    print(f"a write told (2 rows)        {chained:8.2f} ms, {chained / plain:.1f} times two rows without the chain")
    print(f"by {THREADS} threads at once         {at_once:8.0f} writes a second")
    print(f"verified                     {speed:8.0f} rows a second{'' if found.broken is None else ', BROKEN'}")


if __name__ == "__main__":
    main()

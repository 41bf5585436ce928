"""Taking what was overwritten out of SQLite's log as well, so that it stands in no file any more."""

from __future__ import annotations

from django.db import connection

PATIENCE = 500  # milliseconds to wait for readers; whoever still reads then leaves the log to the next time


def scrub_log() -> None:
    """Move SQLite's write-ahead log into the database and empty it. Other databases keep no such file of ours."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")

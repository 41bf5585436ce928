"""`rewrap_credentials`, killed in the middle of a row: `python -m tests.credentials.dying_rewrap ROWS`."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

if __name__ == "__main__":
    left = int(sys.argv[1])

    def die(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Write so many rows, and one more that is never committed."""
        global left
        done = execute(sql, params, many, context)
        if sql.startswith("UPDATE") and "credentials_connection" in sql:
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
        return done

    with connection.execute_wrapper(die):
        call_command("rewrap_credentials", "--batch", "1")

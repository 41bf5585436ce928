"""The canary sweep: the sandbox's secrets may be in no answer, log line, cache or file of the database, in no spelling.

`tests/conftest.py` lets it look over the whole suite. Everything that the site answers through Django's handler is
looked at as it leaves; log lines after the last redactor; caches after each test; the database's files at the end.
"""

from __future__ import annotations

import base64
import json
import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.cache import caches
from django.core.handlers.base import BaseHandler

from dashboard.sandbox.people import EVERYONE
from dashboard.web.telemetry import logs

SECRETS = [secret for person in EVERYONE for secret in (person.track_token, person.focus_key, person.password)]


def spellings(secret: str) -> set[bytes]:
    """The secret as it is, reversed in nothing: Base64 at each of its three offsets, both alphabets, URL and hex."""
    inner = [base64.b64encode(b"\0" * offset + secret.encode())[4:-4] for offset in range(3)]
    url_safe = [one.replace(b"+", b"-").replace(b"/", b"_") for one in inner]
    return {secret.encode(), quote(secret, safe="").encode(), secret.encode().hex().encode(), *inner, *url_safe}


CANARIES = sorted({one.lower() for secret in SECRETS for one in spellings(secret)})


def found_in(content: bytes) -> list[str]:
    """Return what of the canaries is in `content`, in any letter case; a regular expression takes 30 times as long."""
    lower = content.lower()
    return [one.decode() for one in CANARIES if one in lower]


def cached() -> bytes:
    """Everything in the caches as it stands there; Redis is read by its keys."""
    found = b""
    for name in settings.CACHES:
        cache: Any = caches[name]
        if hasattr(cache, "_redis"):
            found += b"".join((cache._redis.get(key) or b"") + key for key in cache._redis.scan_iter())
        else:
            found += b"".join([*cache._cache.values(), *(key.encode() for key in cache._cache)])
    return found


def database_files() -> bytes:
    """The bytes of SQLite's file, its write-ahead log and its index; nothing for another database.

    Another process reads them: a file that is closed takes along every lock that this process has on it, SQLite's too,
    and the next server that a test starts and stops would delete the log under our connections.
    """
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    files = [name + ending for ending in ("", "-wal", "-shm", "-journal") if Path(name + ending).exists()]
    if connection.vendor != "sqlite" or not files:
        return b""
    return subprocess.run(["cat", *files], check=True, capture_output=True).stdout


def every_row() -> bytes:
    """Every value of every table, whichever the database."""
    from django.db import connection

    found = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                found += b"\n".join(bytes(one) if isinstance(one, bytes | memoryview) else _text(one) for one in row)
    return found


def _text(value: Any) -> bytes:
    return (json.dumps(value) if isinstance(value, dict | list) else str(value)).encode()


class Listener(logging.Handler):
    """Looks at each line as it would be written, behind the redactor."""

    def __init__(self, hits: list[str]) -> None:
        super().__init__()
        self.hits = hits
        self.setFormatter(logs.RedactingFormatter(logs.Redactor(logs._own_secrets())))

    def emit(self, record: logging.LogRecord) -> None:
        """Note a line that shows a canary."""
        if found := found_in(self.format(record).encode()):
            self.hits.append(f"log line of {record.name}: {found}")


@contextmanager
def watching() -> Iterator[list[str]]:
    """Look at every answer and every log line meanwhile; what was found is in the list."""
    hits: list[str] = []
    listener, answered = Listener(hits), BaseHandler.get_response

    def get_response(self: Any, request: Any) -> Any:
        response = answered(self, request)
        content = b"" if response.streaming else response.content
        headers = "\n".join(f"{name}: {value}" for name, value in response.items()).encode()
        if found := found_in(content + headers):
            hits.append(f"{request.method} {request.path}: {found}")
        return response

    BaseHandler.get_response = get_response  # type: ignore[method-assign]
    logging.getLogger().addHandler(listener)
    try:
        yield hits
    finally:
        logging.getLogger().removeHandler(listener)
        BaseHandler.get_response = answered  # type: ignore[method-assign]

"""A full disk: what cannot be told is not sent, and reading goes on."""

from __future__ import annotations

import pytest
from django.db import connection

from dashboard.gateway import services as gateway
from dashboard.upstream.errors import NotRecorded

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite can be told how large it may grow")
WRITE, BODY = "track.update_preferences", {"date_format": "DD.MM.YYYY"}


@pytest.fixture
def full(transactional_db, alice, sandbox):
    """SQLite may not grow any further, as on a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (data BLOB)")
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        try:
            for _ in range(1000):
                cursor.execute("INSERT INTO filler VALUES (zeroblob(500))")
        except Exception:  # noqa: BLE001 - full now, which is what was wanted
            pass
    yield alice
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")
        cursor.execute("DROP TABLE filler")


def test_a_write_that_cannot_be_told_is_not_sent(full, sandbox):
    with pytest.raises(NotRecorded):
        gateway.write(full, WRITE, BODY, before={"filler": "x" * 20_000})  # more than the last page has room for
    assert not sandbox.requests()


def test_reading_goes_on(full, sandbox):
    assert gateway.read_json(full, "track.get_preferences").data

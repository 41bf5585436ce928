"""T17: who leaves keeps nothing: no session, no token, no ciphertext in any file, no cached response."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.db import connection as database
from django.test import Client

from dashboard.accounts import tokens
from dashboard.audit.models import Entry
from dashboard.credentials.models import Connection
from tests.security import sweep

READ = "/bff/track/api/v9/me/preferences"


@pytest.fixture
def leaver(transactional_db, sandbox, alice, bob, client_of):
    """Bob at work, in a browser and by script, and all that was stored of his."""
    token = tokens.make(bob, name="script", can_write=True, services=("track", "focus")).reveal()
    ways = {"browser": client_of(bob), "script": Client(headers={"Authorization": f"Bearer {token}"})}
    for way in ways.values():
        assert way.get(READ).status_code == 200
    connections = list(Connection.objects.filter(user=bob))
    return ways, [bytes(one.sealed_secret) for one in connections], [one.pk.hex for one in connections]


def are_shut(ways: dict[str, Client]) -> bool:
    return [way.get(READ).status_code for way in ways.values()] == [401, 401]


def test_who_is_let_go_leaves_nothing_behind(leaver, alice, bob, client_of):
    ways, sealed, names = leaver
    told = client_of(alice).post(f"/team/{bob.pk}/let-go/", follow=True)
    assert told.status_code == 200
    assert b"Track" in told.content, "the admin learns what lives on"
    assert b"Focus" in told.content
    assert Entry.objects.get(kind="person.let_go").actor_id == alice.pk
    assert are_shut(ways)
    assert ways["browser"].get("/")["Location"].startswith("/accounts/login/")
    assert [key for key in kept_keys() if any(name in key for name in names)] == []
    if database.vendor == "sqlite":
        with database.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = sweep.every_row() + sweep.database_files()
    assert not [one for one in sealed if one in stored], "in no table, file or log of the database"


def kept_keys() -> list[str]:
    kept = caches["kept"]
    return list(map(str, kept._redis.scan_iter() if hasattr(kept, "_redis") else kept._cache))


def test_disabling_shuts_every_way_at_once_too(leaver, alice, bob, client_of):
    ways, _sealed, _names = leaver
    client_of(alice).post(f"/team/{bob.pk}/disable/")
    assert are_shut(ways)

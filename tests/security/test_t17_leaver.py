"""T17: who leaves keeps nothing: no session, no token, no ciphertext in any file, no kept copy."""

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


@pytest.fixture
def gone(leaver, alice, bob, client_of):
    answer = client_of(alice).post(f"/team/{bob.pk}/let-go/", follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_way_in_is_shut_at_once(leaver, gone):
    ways, _sealed, _names = leaver
    assert [way.get(READ).status_code for way in ways.values()] == [401, 401]
    assert ways["browser"].get("/")["Location"].startswith("/accounts/login/")


def test_the_ciphertexts_are_in_no_table_file_or_log_of_the_database(leaver, gone):
    _ways, sealed, _names = leaver
    if database.vendor == "sqlite":
        with database.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = sweep.every_row() + sweep.database_files()
    assert not [one for one in sealed if one in stored]


def test_no_kept_copy_of_theirs_is_left(leaver, gone):
    _ways, _sealed, names = leaver
    kept = caches["kept"]
    keys = kept._cache if hasattr(kept._cache, "keys") else kept._cache.get_client().keys()
    assert not [key for key in map(str, keys) if any(name in key for name in names)]


def test_history_tells_it_and_the_admin_learns_what_lives_on(leaver, gone, alice):
    row = Entry.objects.filter(kind="person.let_go").get()
    assert row.actor_id == alice.pk
    assert "Track" in gone
    assert "Focus" in gone


def test_disabling_shuts_every_way_at_once_too(leaver, alice, bob, client_of):
    ways, _sealed, _names = leaver
    client_of(alice).post(f"/team/{bob.pk}/disable/")
    assert [way.get(READ).status_code for way in ways.values()] == [401, 401]

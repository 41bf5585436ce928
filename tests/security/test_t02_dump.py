"""T2: whoever reads the database, or a backup of it, learns no secret; neither does SECRET_KEY open anything."""

from __future__ import annotations

import base64
import hashlib

import pytest
from django.conf import settings as django_settings

from dashboard.credentials import rotation, services
from dashboard.credentials.models import Connection
from dashboard.vault import VaultError, columns
from tests.security import sweep


@pytest.fixture
def dumped(transactional_db, alice, bob):
    return sweep.every_row() + sweep.database_files()


def test_a_dump_holds_no_secret_in_any_spelling(dumped):
    assert sweep.found_in(dumped) == []


def test_a_dump_holds_no_key(dumped):
    keys = [entry.partition(":")[2] for entry in django_settings.CREDENTIAL_KEYS.split()]
    for key in (*keys, django_settings.SECRET_KEY):
        assert key.encode() not in dumped
    assert base64.b64decode(keys[0]) not in dumped


def test_secret_key_opens_nothing(settings, alice):
    made_of_it = base64.b64encode(hashlib.sha256(settings.SECRET_KEY.encode()).digest()).decode()
    settings.CREDENTIAL_KEYS = f"{settings.CREDENTIAL_KEYS.partition(':')[0]}:{made_of_it}"
    for connection in Connection.objects.all():
        with pytest.raises(VaultError):
            services.authorization(connection)


def test_every_secret_that_is_stored_is_sealed(alice):
    for column in columns():
        for row in column.rows():
            assert rotation.key_id(row) != rotation.NO_ENVELOPE


def test_a_disconnected_secret_is_overwritten_in_the_file(transactional_db, alice):
    connection = services.connection_of(alice, "track")
    sealed = bytes(connection.sealed_secret)
    services.disconnect(connection)
    assert sealed not in sweep.every_row()
    _checkpoint()
    assert sealed not in sweep.database_files()


def _checkpoint() -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

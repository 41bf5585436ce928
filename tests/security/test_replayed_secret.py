"""A sealed secret that was replaced does not open in its own row again; what was sealed before goes on to open."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from dashboard.credentials import rotation, services
from dashboard.credentials.models import Connection
from dashboard.credentials.services import CONNECTION_SECRET
from dashboard.upstream.secret import Secret
from dashboard.vault import KeyMissing, VaultError, seal
from dashboard.vault.envelope import FORMAT, WITH_GENERATION
from tests.vault.rings import K1, K2, begin_under

OLD, NEW = "0" * 31 + "a", "0" * 31 + "b"


@pytest.fixture
def connection(db, settings, charlie):
    begin_under(settings, K1)
    return services.connect(charlie, "track", "track_token", Secret(OLD))


def secret_of(connection: Connection) -> str:
    return services.authorization(Connection.objects.get(pk=connection.pk)).secret.reveal()


def test_an_older_ciphertext_of_the_same_row_does_not_open(connection):
    old = bytes(connection.sealed_secret)
    services.replace_key(connection, "track_token", Secret(NEW))
    Connection.objects.filter(pk=connection.pk).update(sealed_secret=old)
    with pytest.raises(VaultError):
        secret_of(connection)


def as_sealed_before(connection: Connection, secret: str) -> bytes:
    """Seal in format 1, which knew no generation."""
    place = {name: value for name, value in CONNECTION_SECRET.place(connection).items() if name != "generation"}
    sealed = seal(Secret(secret), **place)
    assert sealed[0] == FORMAT
    Connection.objects.filter(pk=connection.pk).update(sealed_secret=sealed)
    return sealed


def test_what_was_sealed_before_opens_and_is_moved_without_a_new_key(connection):
    as_sealed_before(connection, OLD)
    assert secret_of(connection) == OLD
    assert rotation.behind(CONNECTION_SECRET) == 1
    out = StringIO()
    call_command("rewrap_credentials", stdout=out)
    assert "moved 1, unreadable 0" in out.getvalue()
    assert rotation.behind(CONNECTION_SECRET) == 0
    assert bytes(Connection.objects.get().sealed_secret)[0] == WITH_GENERATION
    assert secret_of(connection) == OLD


def test_the_next_write_moves_it_too(connection):
    as_sealed_before(connection, OLD)
    services.replace_key(connection, "track_token", Secret(NEW))
    assert bytes(Connection.objects.get().sealed_secret)[0] == WITH_GENERATION


def test_a_copy_from_before_is_dead_once_its_key_is_gone(connection, settings):
    old = as_sealed_before(connection, OLD)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    call_command("rewrap_credentials", stdout=StringIO())
    settings.CREDENTIAL_KEYS = K2
    assert secret_of(connection) == OLD
    Connection.objects.filter(pk=connection.pk).update(sealed_secret=old)
    with pytest.raises(KeyMissing):
        secret_of(connection)


def test_the_format_of_a_ciphertext_cannot_be_turned_back(connection):
    sealed = bytes(Connection.objects.get().sealed_secret)
    for first in set(range(256)) - {WITH_GENERATION}:
        Connection.objects.filter(pk=connection.pk).update(sealed_secret=bytes([first]) + sealed[1:])
        with pytest.raises(VaultError):
            services._open(Connection.objects.get(pk=connection.pk))

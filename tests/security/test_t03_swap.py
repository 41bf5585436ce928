"""T3: a ciphertext that was moved to another row, or changed by one bit, is refused, and nothing is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.cache import caches

from dashboard.audit.models import Entry, Unrecorded
from dashboard.credentials.models import Connection
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import CredentialUnreadable
from dashboard.vault import VaultError, columns


@pytest.fixture
def stored(transactional_db, sandbox, alice, bob):
    """A row of every column that needs a key."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    for person in (alice, bob):
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    assert Authenticator.objects.count() == 2
    Unrecorded(told={"kind": "token.revoked"}).save()
    return {column.name: column.batch(None, 5) for column in columns()}


def test_there_is_something_in_every_column(stored):
    assert all(stored.values()), stored.keys()


def test_a_moved_secret_is_refused_and_nothing_is_sent(stored, sandbox, alice, bob):
    for service, operation in (("track", "track.get_preferences"), ("focus", "focus.get_settings")):
        for theirs, mine in ((bob, alice), (alice, bob)):
            sandbox.clear_requests()
            caches["kept"].clear()
            other = Connection.objects.get(user=theirs, service=service)
            own = Connection.objects.filter(user=mine, service=service)
            (sealed,) = own.values_list("sealed_secret", flat=True)
            own.update(sealed_secret=other.sealed_secret)
            with pytest.raises(CredentialUnreadable):
                gateway.read_json(mine, operation)
            assert gateway.read_json(theirs, operation).data
            assert [one["person"] for one in sandbox.requests()] == [theirs.name.lower()], operation
            own.update(sealed_secret=sealed)


def test_a_secret_moved_to_ones_other_service_is_refused(stored, sandbox, alice):
    other = Connection.objects.get(user=alice, service="track")
    Connection.objects.filter(user=alice, service="focus").update(sealed_secret=other.sealed_secret)
    with pytest.raises(CredentialUnreadable):
        gateway.read_json(alice, "focus.get_settings")
    assert not sandbox.requests()


def test_a_write_with_a_moved_secret_is_told_and_not_sent(stored, sandbox, alice, bob, client_of):
    other = Connection.objects.get(user=bob, service="track")
    Connection.objects.filter(user=alice, service="track").update(sealed_secret=other.sealed_secret)
    gateway.write(alice, "track.update_preferences", {"date_format": "DD.MM.YYYY"})
    assert Entry.objects.filter(actor_id=alice.pk, outcome="refused", detail="credential_unreadable").exists()
    assert not sandbox.requests()
    assert "unreadable" in client_of(alice).get("/connections/").content.decode()


def test_every_changed_byte_of_every_column_is_refused(stored):
    tried = 0
    for rows in stored.values():
        row = rows[0]
        row.check()
        for place in range(len(row.sealed)):
            for bit in (1, 128):
                changed = row.sealed[:place] + bytes([row.sealed[place] ^ bit]) + row.sealed[place + 1 :]
                with pytest.raises(VaultError):
                    replace(row, sealed=changed).check()
                tried += 1
    assert tried > 300


def test_no_row_takes_the_value_of_another(stored):
    for name in ("credentials.Connection.sealed_secret", "audit.Entry.tag", "audit.End.tag"):
        first, *others = stored[name]
        for other in others:
            with pytest.raises(VaultError):
                replace(first, sealed=other.sealed).check()

"""`/readyz` says within seconds that a process can no longer do its work, and that it can again."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from config import probes
from dashboard.credentials.models import Connection
from tests.clock import held_clock
from tests.vault.rings import K1, OTHER_K1, begin_under

READY, NOT_READY = 200, 503


@pytest.fixture
def later():
    """Return what `/readyz` answers once its last answer holds no more."""
    with held_clock() as clock:
        probes.forget()

        def asked() -> int:
            clock.pass_by(probes.HOLDS_FOR)
            return Client().get("/readyz").status_code

        yield asked
    probes.forget()


def test_a_key_that_goes_missing_is_noticed(settings, db, later, request):
    begin_under(settings, K1)
    request.getfixturevalue("alice")
    seen = [later()]
    settings.CREDENTIAL_KEYS = OTHER_K1.replace("k1:", "k2:")
    seen.append(later())
    settings.CREDENTIAL_KEYS = K1
    assert [*seen, later()] == [READY, NOT_READY, READY]


def test_a_key_that_another_process_has_already_stops_nobody(settings, db, alice, later):
    row = Connection.objects.filter(user=alice).first()
    Connection.objects.filter(pk=row.pk).update(sealed_secret=b"\x01\x02k9" + bytes(60))
    assert later() == READY


def test_a_database_that_takes_no_writes_is_noticed(transactional_db, later):
    refuse, take = (
        ("PRAGMA query_only = 1", "PRAGMA query_only = 0")
        if connection.vendor == "sqlite"
        else ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
    )
    seen = [later()]
    with connection.cursor() as cursor:
        cursor.execute(refuse)
        seen.append(later())
        cursor.execute(take)
    assert [*seen, later()] == [READY, NOT_READY, READY]


def test_probes_that_come_often_cost_nothing(db, later, django_assert_num_queries):
    assert later() == READY
    with django_assert_num_queries(0):
        assert {Client().get("/readyz").status_code for _ in range(20)} == {READY}

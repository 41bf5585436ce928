"""How often a page asks the database: a few times, whatever it shows and however much of it there is."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.security.expectations import ADMINS, CONNECTED, EVERYBODY, OWNER, ROUTES, SIGNED_IN, WORKSPACE_ADMINS
from tests.security.things import thing
from tests.sweeps import afresh, sweep

MOST = 8
WHO = {EVERYBODY, SIGNED_IN, CONNECTED, OWNER, WORKSPACE_ADMINS, ADMINS}


@pytest.mark.slow
@sweep(sorted(name for name, route in ROUTES.items() if route.who in WHO))
def test_a_page_asks_the_database_a_few_times(name, alice, sandbox, client_of):
    afresh(sandbox)
    with transaction.atomic():
        address = reverse(name, kwargs={key: thing(value, alice) for key, value in ROUTES[name].arguments.items()})
        client = client_of(alice)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        transaction.set_rollback(True)
    texts = [row["sql"] for row in asked.captured_queries if not row["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(texts) <= MOST, "\n".join(texts)

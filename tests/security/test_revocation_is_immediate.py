"""What takes a right away holds for the next request, also where another one has just looked."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from dashboard.accounts import tokens
from dashboard.accounts.models import AccessToken, User

PROXIED = "/bff/track/api/v9/me"


class Between:
    """Holds a request after its statement on a table has read, until it is let go."""

    def __init__(self, table: str) -> None:
        self.table, self.has_read, self.goes_on = table, threading.Event(), threading.Event()

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        found = execute(sql, *rest)
        if self.table in sql and not self.has_read.is_set():
            self.has_read.set()
            assert self.goes_on.wait(30)
        return found


def looked_at_during(between: Between, headers: dict[str, str], meanwhile: Any) -> None:
    """Let one request read, do something meanwhile, and let it go on to its end."""

    def ask() -> None:
        with connection.execute_wrapper(between):
            Client().get(PROXIED, headers=headers)
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    assert between.has_read.wait(30)
    meanwhile()
    between.goes_on.set()
    thread.join()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["accounts_accesstoken", "accounts_user"])
def test_a_request_that_has_just_read_keeps_nothing_alive(table, alice, sandbox):
    headers = {"Authorization": f"Bearer {tokens.make(alice, name='s', can_write=False, services=['track']).reveal()}"}

    def end() -> None:
        if table == "accounts_accesstoken":
            tokens.revoke(AccessToken.objects.get())
        else:
            User.objects.filter(pk=alice.pk).update(is_active=False)  # without a signal, as a database does it

    looked_at_during(Between(table), headers, end)
    assert Client().get(PROXIED, headers=headers).status_code == 401

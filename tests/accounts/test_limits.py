"""Guessing passwords: few tries reach the check, from wherever they come; its owner still comes in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client

from tests.accounts.page_objects import LOGIN, sign_in, text_of

pytestmark = pytest.mark.usefixtures("quick_passwords")

TOO_MANY = "Too many failed"


@pytest.fixture
def checked(monkeypatch):
    """Every password that reaches the hasher."""
    seen = []
    verify = hashers.MD5PasswordHasher.verify

    def watch(self, password, encoded):
        seen.append(password)
        return verify(self, password, encoded)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "verify", watch)
    return seen


def guess(email, number):
    try:
        header = {"X-Forwarded-For": f"10.1.{number}.1"}
        return text_of(Client(headers=header).post(LOGIN, {"login": email, "password": f"wrong {number}"}))
    finally:
        connection.close()


@pytest.mark.long
def test_fifty_at_once_are_five(transactional_db, bob, checked):
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda number: guess(bob.email, number), range(50)))
    assert len(checked) <= 5
    assert sum("not correct" in answer for answer in answers) <= 5


def test_another_host_name_is_not_another_account(bob, checked, settings):
    settings.ALLOWED_HOSTS = [".example.com"]
    for number in range(12):
        address = f"10.0.0.{number}"
        browser = Client(headers={"host": f"h{number}.example.com"}, REMOTE_ADDR=address)
        browser.post(LOGIN, {"login": bob.email, "password": "wrong"})
    assert len(checked) <= 5


def test_its_owner_comes_in_from_a_browser_that_is_known(bob):
    his = sign_in(bob)
    his.post("/accounts/logout/")
    for number in range(6):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(LOGIN, {"login": bob.email, "password": "wrong"})
    assert TOO_MANY in text_of(sign_in(bob, REMOTE_ADDR="10.0.1.1").answer)
    assert sign_in(bob, his).answer["Location"] == "/"


def test_a_known_browser_is_limited_as_well(bob, checked):
    his = sign_in(bob)
    his.post("/accounts/logout/")
    for number in range(7):
        his.post(LOGIN, {"login": bob.email, "password": f"wrong {number}"})
    assert len(checked) <= 1 + 5


@pytest.mark.parametrize("cookie", ["WyJhIl0:forged", "null"])
def test_a_mark_that_is_forged_is_none(bob, cookie):
    for number in range(6):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        client.cookies["browser"] = cookie
        client.post(LOGIN, {"login": bob.email, "password": "wrong"})
    client.cookies["browser"] = cookie
    assert TOO_MANY in text_of(sign_in(bob, client).answer)


def test_a_mark_is_for_its_own_account(alice, bob):
    hers = sign_in(alice)
    hers.post("/accounts/logout/")
    for number in range(6):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(LOGIN, {"login": bob.email, "password": "wrong"})
    assert TOO_MANY in text_of(sign_in(bob, hers).answer)


def test_nobody_is_locked_out_for_good(bob, time_machine):
    import time

    for number in range(8):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(LOGIN, {"login": bob.email, "password": "wrong"})
    assert TOO_MANY in text_of(sign_in(bob).answer)
    time_machine.move_to(time.time() + 301)
    assert sign_in(bob).answer["Location"] == "/"


# ------------------------------------------------------------------ which address is believed
def let_through(addresses):
    """How many of these tries pass the limit by address (20 a minute where invitations are opened)."""
    tries = [Client(headers={"X-Forwarded-For": address}).post("/invitation/nobodys/") for address in addresses]
    return sum(answer.status_code == 410 for answer in tries)


def test_without_a_proxy_no_header_is_believed(bob):
    assert let_through(f"10.0.0.{number}" for number in range(25)) == 20


@pytest.mark.long
def test_behind_a_proxy_the_last_address_counts(bob, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    assert let_through(f"192.0.2.7, 10.0.1.{number}" for number in range(25)) == 25
    assert let_through(f"10.0.0.{number}, 192.0.2.7" for number in range(25)) == 20

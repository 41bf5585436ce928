"""T10: guessing is slow for whoever guesses, and never locks anybody out for good."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import time_machine
from django.contrib.auth.signals import user_login_failed
from django.test import Client

from tests.conftest import PASSWORD

LOGIN = "/accounts/login/"


@pytest.fixture
def tried():
    """Every guess that reached the hasher."""
    found = []

    def note(**_: object) -> None:
        found.append(1)

    user_login_failed.connect(note)
    yield found
    user_login_failed.disconnect(note)


@pytest.fixture
def quick_passwords(settings):
    """Check a password at no cost: here it counts how often that is done."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.mark.long
def test_fifty_at_once_from_any_claimed_address_reach_the_hasher_a_few_times(site, quick_passwords, alice, tried):
    page = requests.get(f"{site}{LOGIN}", timeout=60)
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    cookies = page.cookies.get_dict()

    def guess(number: int) -> int:
        form = {"login": alice.email, "password": f"wrong {number}", "csrfmiddlewaretoken": token}
        headers = {"X-Forwarded-For": f"10.0.{number}.1", "X-Real-IP": f"10.1.{number}.1", "Referer": f"{site}{LOGIN}"}
        answer = requests.post(
            f"{site}{LOGIN}", data=form, headers=headers, cookies=cookies, timeout=60, allow_redirects=False
        )
        return answer.status_code

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(guess, range(50)))
    assert not {302, 403} & set(answers)
    assert 1 <= len(tried) <= 10


def test_nobody_is_locked_out_for_good(quick_passwords, bob):
    for number in range(12):
        Client().post(LOGIN, {"login": bob.email, "password": f"wrong {number}"})
    with time_machine.travel(time.time() + 301, tick=False):
        assert Client().post(LOGIN, {"login": bob.email, "password": PASSWORD})["Location"] == "/"


@pytest.mark.long
def test_a_wrong_password_and_an_unknown_person_take_the_same_work(bob, tried):
    from django.contrib.auth.hashers import get_hasher

    hashed = []
    hasher = type(get_hasher())
    encode, verify = hasher.encode, hasher.verify
    hasher.encode = lambda self, *a: hashed.append("x") or encode(self, *a)
    hasher.verify = lambda self, *a: hashed.append("x") or verify(self, *a)
    try:
        Client().post(LOGIN, {"login": bob.email, "password": "wrong"})
        known = len(hashed)
        hashed.clear()
        Client().post(LOGIN, {"login": "nobody@example.com", "password": "wrong"})
    finally:
        hasher.encode, hasher.verify = encode, verify
    assert known == len(hashed) == 1

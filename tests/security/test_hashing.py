"""Passwords are hashed as OWASP advises, and many sign-ins at once do not take the server's memory."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, identify_hasher, make_password
from django.test import Client

from tests.conftest import PASSWORD, _person
from tests.processes import served_on
from tests.served import served

PARAMETERS = "argon2$argon2id$v=19$m=19456,t=2,p=1$"
AT_ONCE = 32
MOST = 250  # MB of all processes together


@pytest.mark.long
def test_a_hash_of_other_parameters_is_made_anew_at_sign_in(db):
    bob = _person("bob")
    bob.password = Argon2PasswordHasher().encode(PASSWORD, "a-salt-of-sixteen")
    bob.save()
    assert identify_hasher(bob.password).must_update(bob.password)
    Client().post("/accounts/login/", {"login": bob.email, "password": PASSWORD})
    bob.refresh_from_db()
    assert bob.password.startswith(PARAMETERS)
    assert check_password(PASSWORD, bob.password)


def sign_in(address: str, number: int, start: threading.Barrier, answers: list[int]) -> None:
    with requests.Session() as session:
        headers = {"X-Forwarded-For": f"10.0.0.{number // 8}"}  # eight from each of four addresses
        page = session.get(f"{address}/accounts/login/", headers=headers, timeout=60)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text).group(1)
        form = {"login": f"person{number}@example.com", "password": PASSWORD, "csrfmiddlewaretoken": token}
        start.wait(60)
        answer = session.post(f"{address}/accounts/login/", form, headers=headers, timeout=60, allow_redirects=False)
        answers.append(answer.status_code)


@pytest.mark.slow
def test_many_sign_ins_at_once_keep_within_the_memory_of_a_small_machine(transactional_db):
    password = make_password(PASSWORD)
    for number in range(AT_ONCE):
        person = _person(f"person{number}")
        person.password = password
        person.save()
    answers: list[int] = []
    with served(threads=AT_ONCE, TRUSTED_PROXY_COUNT="1") as address:
        start = threading.Barrier(AT_ONCE)
        people = [threading.Thread(target=sign_in, args=(address, n, start, answers)) for n in range(AT_ONCE)]
        for one in people:
            one.start()
        for one in people:
            one.join()
        peaks = [peak(path) for path in served_on(urlsplit(address).port)]
    assert answers == [302] * AT_ONCE
    assert sum(peaks) < MOST, peaks


def peak(process: Path) -> int:
    """MB that a process held at most."""
    found = re.search(r"VmHWM:\s+(\d+)", (process / "status").read_text())
    return int(found.group(1)) // 1024

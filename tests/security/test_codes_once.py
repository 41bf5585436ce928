"""A clock may be off by a step of 30 seconds, and yet no code of an app opens anything twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.db import connection

from dashboard.accounts.second_factor import totp_codes
from tests.accounts.page_objects import SECOND, code_of, set_up_app, sign_in

pytestmark = pytest.mark.usefixtures("quick_passwords")

NOW = 1_800_000_015  # in the middle of a step
REAUTHENTICATE = "/accounts/reauthenticate/code/"


@pytest.fixture
def seed(bob, time_machine):
    """The seed of Bob's app, which he set up an hour ago."""
    time_machine.move_to(NOW - 3600, tick=False)
    seed = set_up_app(sign_in(bob))
    time_machine.move_to(NOW, tick=False)
    return seed


def lets_in(bob, code: str) -> bool:
    return sign_in(bob).post(SECOND, {"code": code}).status_code == 302


def test_a_clock_may_be_off_by_one_step(bob, seed):
    offs = (-60, -30, 0, 30, 60)
    assert [lets_in(bob, code_of(seed, at=NOW + off)) for off in offs] == [False, True, True, True, False]


def test_a_code_is_taken_once_as_long_as_it_is_good(bob, seed, time_machine):
    code = code_of(seed, at=NOW + 30)
    assert lets_in(bob, code)
    for later in (0, 31, 59):
        time_machine.move_to(NOW + later, tick=False)
        for cache in caches.all():
            cache.clear()  # nothing that is remembered elsewhere keeps it out
        assert not lets_in(bob, code), later


def test_a_code_that_let_in_confirms_nothing(bob, seed, time_machine):
    browser = sign_in(bob)
    assert browser.post(SECOND, {"code": code_of(seed, at=NOW - 30)}).status_code == 302
    caches["default"].clear()
    assert browser.post(REAUTHENTICATE, {"code": code_of(seed, at=NOW - 30)}).status_code == 200
    assert browser.post(REAUTHENTICATE, {"code": code_of(seed)}).status_code == 302


def test_the_clock_put_back_keeps_nobody_out(bob, seed, time_machine):
    time_machine.move_to(NOW + 7200, tick=False)
    assert lets_in(bob, code_of(seed))
    time_machine.move_to(NOW, tick=False)
    assert lets_in(bob, code_of(seed))


def test_a_factor_that_was_taken_away_meanwhile_lets_nobody_in(bob, seed):
    app = Authenticator.objects.get(type="totp")
    Authenticator.objects.all().delete()
    assert not totp_codes.take(app, code_of(seed))


def test_of_two_at_once_one_is_let_in(transactional_db, bob, seed):
    app, code = Authenticator.objects.get(type="totp"), code_of(seed)

    def attempt(_number):
        try:
            return totp_codes.take(app, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1

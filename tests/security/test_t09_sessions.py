"""T9: a session cannot be planted, does not live for ever, and ends when it must."""

from __future__ import annotations

import time

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client

from tests.conftest import PASSWORD

LOGIN, COOKIE = "/accounts/login/", django_settings.SESSION_COOKIE_NAME
POLL = {"HX-Request": "true", "HX-Target": "blocks", "Sec-Fetch-Mode": "cors"}
PAGE = "/connections/"


@pytest.fixture
def browser(bob, client_of):
    return client_of(bob)


def is_in(client: Client, **headers) -> bool:
    return client.get(PAGE, headers=headers).status_code == 200


def test_a_planted_session_is_not_the_one_that_is_signed_in(bob):
    victim, attacker = Client(), Client()
    attacker.get(LOGIN)
    session = attacker.session
    session["planted"] = True
    session.save()
    victim.cookies[COOKIE] = attacker.cookies[COOKIE] = session.session_key
    assert victim.post(LOGIN, {"login": bob.email, "password": PASSWORD}).status_code == 302
    assert victim.cookies[COOKIE].value != session.session_key
    assert is_in(victim)
    assert not is_in(attacker)


def test_a_session_that_nobody_gave_out_opens_nothing(bob):
    for key in ("x" * 32, "", "../../etc/passwd", "0" * 32):
        client = Client()
        client.cookies[COOKIE] = key
        assert not is_in(client), key


@pytest.mark.long
def test_idling_ends_a_session_though_its_page_keeps_asking(browser):
    start = time.time()
    for minutes in range(0, django_settings.SESSION_IDLE_AGE // 60 + 2, 30):
        with time_machine.travel(start + minutes * 60, tick=False):
            browser.get(PAGE, headers=POLL)
    with time_machine.travel(start + django_settings.SESSION_IDLE_AGE + 120, tick=False):
        assert browser.get(PAGE, headers=POLL).status_code == 401
        assert not is_in(browser)


@pytest.mark.long
def test_being_there_keeps_it_and_age_ends_it_nevertheless(browser):
    start, step = time.time(), django_settings.SESSION_IDLE_AGE // 2
    for seconds in range(step, django_settings.SESSION_COOKIE_AGE - 60, step):
        with time_machine.travel(start + seconds, tick=False):
            assert is_in(browser)
    with time_machine.travel(start + django_settings.SESSION_COOKIE_AGE + 60, tick=False):
        assert not is_in(browser)


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(browser):
    stolen = Client()
    stolen.cookies[COOKIE] = browser.cookies[COOKIE].value
    browser.post("/accounts/logout/")
    assert not is_in(stolen)


@pytest.mark.long
def test_a_new_password_ends_the_other_sessions(browser, bob):
    other = Client()
    other.force_login(bob)
    new = "another long enough phrase"
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(browser), is_in(other)) == (True, False)


def test_a_disabled_person_is_out_at_the_next_request(browser, bob):
    bob.is_active = False
    bob.save()
    assert not is_in(browser)
    assert browser.get("/bff/track/api/v9/me").status_code == 401

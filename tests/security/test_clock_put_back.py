"""A clock that was wrong and is put right prolongs nothing."""

from __future__ import annotations

import time

import pytest
import time_machine

from dashboard.accounts.sessions.lifetimes import ACTIVE, SIGNED_IN
from tests.conftest import PASSWORD


@pytest.fixture
def browser(alice, client_of):
    return client_of(alice)


def test_a_session_from_the_future_is_over(browser):
    with time_machine.travel(time.time() + 7200, tick=False):
        assert browser.post("/theme/", {"theme": "dark"}).status_code == 302
        assert browser.get("/access-tokens/").status_code == 200
    assert browser.get("/access-tokens/").status_code == 302


def test_the_proxy_refuses_it_as_well(browser, sandbox):
    assert browser.get("/bff/track/api/v9/me").status_code == 200
    session = browser.session
    session[SIGNED_IN] = session[ACTIVE] = time.time() + 7200
    session.save()
    assert browser.get("/bff/track/api/v9/me").status_code == 401


def test_a_proof_from_the_future_proves_nothing(quick_passwords, browser):
    now = time.time()
    with time_machine.travel(now + 7200, tick=False):
        assert browser.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    session = browser.session
    session[SIGNED_IN], session[ACTIVE] = now - 3600, now  # the session itself is as it should be
    session.save()
    answer = browser.post("/access-tokens/", {"name": "x", "scope": "read", "services": "track"})
    assert "reauthenticate" in answer["Location"]


def test_machines_whose_clocks_differ_a_little_are_no_reason(browser):
    session = browser.session
    session[SIGNED_IN] = session[ACTIVE] = time.time() + 2
    session.save()
    assert browser.get("/access-tokens/").status_code == 200

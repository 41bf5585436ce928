"""How long a session lives: not without its person, not for ever, and not longer because a page asks for fragments."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from dashboard.accounts.models import User
from dashboard.accounts.sessions.lifetimes import NOTED_EVERY
from tests.sweeps import Wrong

pytestmark = pytest.mark.usefixtures("quick_passwords")

HOUR = 3600
PROXY = "/bff/track/api/v9/me"
PAGE = "/accounts/sessions/"


@pytest.fixture
def browser(bob):
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def later(time_machine):
    """Move the clock on by some seconds, from where it stands."""
    start, passed = time.time(), [0.0]

    def move(seconds):
        passed[0] += seconds
        time_machine.move_to(start + passed[0], tick=False)

    return move


def is_in(client):
    return client.get(PAGE).status_code == 200


def test_whoever_does_nothing_is_signed_out(browser, later):
    later(24 * HOUR + 1)
    answer = browser.get("/history/")
    assert answer["Location"] == "/accounts/login/?next=%2Fhistory%2F"
    assert "You were signed out because your session was over" in browser.get("/accounts/login/").content.decode()


def test_whoever_comes_back_in_time_stays(browser, later):
    for _ in range(5):
        later(23 * HOUR)
        assert is_in(browser)


def test_nobody_stays_for_ever(browser, later):
    for _ in range(13 * 24 // 20):
        later(20 * HOUR)
        assert is_in(browser)
    later(20 * HOUR)
    assert is_in(browser)
    later(20 * HOUR)
    assert not is_in(browser)


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true"},
        {"Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Mode": "navigate", "Sec-Purpose": "prefetch"},
    ],
    ids=["fragment", "script", "prefetch"],
)
def test_what_a_page_asks_by_itself_does_not_prolong(browser, later, headers):
    for _ in range(3):
        later(8 * HOUR)
        browser.get(PAGE, headers=headers)
    later(1)
    assert browser.get(PAGE, headers=headers).status_code in {302, 401}


def test_the_proxy_does_not_prolong_and_ends_with_the_session(browser, later, bob, sandbox):
    later(23 * HOUR)
    assert browser.get(PROXY).status_code != 401
    later(HOUR + 1)
    assert browser.get(PROXY).status_code == 401


def test_a_form_that_somebody_sends_prolongs(browser, later):
    later(23 * HOUR)
    browser.post("/theme/", {"theme": "dark"}, headers={"HX-Request": "true"})
    later(23 * HOUR)
    assert is_in(browser)


def test_a_session_without_a_beginning_is_over(browser):
    session = browser.session
    del session["signed_in_at"]
    session.save()
    assert not is_in(browser)


def test_activity_is_noted_once_a_minute(browser, bob, later, django_assert_num_queries):
    later(NOTED_EVERY + 1)
    browser.get("/access-tokens/")
    noted = User.objects.get(pk=bob.pk).last_seen_at
    later(NOTED_EVERY - 2)
    with django_assert_num_queries(4):  # session, person, connections, tokens
        browser.get("/access-tokens/")
    assert User.objects.get(pk=bob.pk).last_seen_at == noted
    later(3)
    browser.get("/access-tokens/")
    assert User.objects.get(pk=bob.pk).last_seen_at - noted >= timedelta(seconds=NOTED_EVERY)


# ------------------------------------------------------------------ the list of sessions
def test_one_session_is_ended_from_the_list(bob):
    from tests.accounts.page_objects import sign_in

    here = sign_in(bob)
    other = sign_in(
        bob, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    )
    page = here.get(PAGE).content.decode()
    assert "Firefox on Linux" in page
    (pk,) = [line.split("/end/")[0] for line in page.split("/accounts/sessions/") if "/end/" in line[:20]]
    assert here.post(f"{PAGE}{pk}/end/")["Location"] == PAGE
    assert not is_in(other)
    assert is_in(here)


def test_nobody_ends_somebody_elses_session(alice, bob):
    from allauth.usersessions.models import UserSession

    from tests.accounts.page_objects import sign_in

    hers, his = sign_in(alice), sign_in(bob)
    pk = UserSession.objects.get(user=bob).pk
    assert hers.post(f"{PAGE}{pk}/end/").status_code == 404
    assert is_in(his)


def test_ending_all_others_leaves_this_one_in_the_list(bob):
    from tests.accounts.page_objects import sign_in

    here, other = sign_in(bob), sign_in(bob)
    answer = here.post(PAGE, follow=True).content.decode()
    assert "1 other browser is signed out" in answer
    assert answer.count('id="session-') == 1
    assert [is_in(here), is_in(other)] == [True, False]


# ------------------------------------------------------------------ confirming who one is
EXPORTS = {
    "/history/history.csv?q=x": "/history/?q=x",
    "/history/history.json": "/history/?",
    "/profile/account.json": "/profile/close/",
    "/directory/projects/download.csv": "/directory/projects/",
    "/preferences/track/export/": "/preferences/track/",
}


def test_exports_want_a_fresh_proof(browser, later):
    assert [one for one in EXPORTS if "reauthenticate" in browser.get(one).get("Location", "")] == []
    later(601)
    wrong = Wrong()
    for address, back in EXPORTS.items():
        with wrong.about(address):
            asked = urlsplit(browser.get(address)["Location"])
            assert (asked.path, parse_qs(asked.query)["next"]) == ("/accounts/reauthenticate/", [back])
    assert wrong == []


def test_a_confirmation_opens_again_for_ten_minutes(browser, later, bob):
    later(601)
    browser.post("/accounts/reauthenticate/", {"password": "correct horse battery staple"})
    assert browser.get("/history/history.csv").status_code == 200
    later(601)
    assert browser.get("/history/history.csv").status_code == 302


def test_a_secret_is_replaced_by_whoever_it_belongs_to(db, client_of, later, sandbox):
    from dashboard.sandbox.people import ALICE
    from tests.conftest import _person

    alice = _person("alice", connected=True)
    hers = client_of(alice)
    later(601)
    assert "Confirm it is you" in hers.get("/connections/").content.decode()
    answer = hers.post("/connections/track/connect/token/", {"track-token-secret": ALICE.track_token})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not sandbox.requests()
    assert ALICE.track_token not in str(hers.session.items())


def test_connecting_for_the_first_time_wants_no_proof(browser, later, bob, sandbox):
    from dashboard.sandbox.people import BOB

    later(601)
    browser.post("/connections/track/connect/token/", {"track-token-secret": BOB.track_token})
    assert bob.connections.count() == 1

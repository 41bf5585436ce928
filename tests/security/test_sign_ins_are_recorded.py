"""Who came in, who tried to, and from where: in the log, and in the history of whom it concerns, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboard.accounts.models import FailedSignIns
from dashboard.audit.models import End, Entry, Unrecorded
from tests.accounts.page_objects import LOGIN, PASSWORD, SECOND, code_of, recovery_codes, set_up_app, sign_in, text_of

pytestmark = pytest.mark.usefixtures("quick_passwords")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ACCESS = "/history/?kind=access"


@pytest.fixture
def events(lines: Callable[[], str]) -> Callable[[], list[dict[str, Any]]]:
    """Every event about a person that was logged."""
    return lambda: [told for line in lines().splitlines() if "person" in (told := json.loads(line))]


def named(events: Any) -> list[str]:
    return [told["event"] for told in events()]


def rows(**fields: Any) -> list[Entry]:
    return list(Entry.objects.filter(kind__startswith="access.", **fields).order_by("id"))


def test_coming_and_going_is_logged_and_in_ones_history(bob, events):
    browser = sign_in(bob, headers={"User-Agent": FIREFOX})
    browser.post("/accounts/logout/")
    came, went = rows(actor_id=bob.pk)
    assert (came.kind, came.address, came.target) == ("access.in", "127.0.0.1", {"by": "password", "browser": FIREFOX})
    assert (went.kind, went.address) == ("access.out", "127.0.0.1")
    assert named(events) == ["sign_in_step", "signed_in", "signed_out"]
    for told in events():
        assert (told["person"], told["address"], told["browser"]) == (bob.pk, "127.0.0.1", "Firefox Linux"), told


def test_history_shows_it_to_whoever_asks_for_it(bob):
    browser = sign_in(bob, headers={"User-Agent": FIREFOX})
    assert "Signed in: Firefox on Linux" in text_of(browser.get(ACCESS))
    assert "Signed in: Firefox" not in text_of(browser.get("/history/"))
    (came,) = rows()
    page = text_of(browser.get(f"/history/{came.write_id}/"))
    assert "127.0.0.1" in page
    assert "Undo" not in page


def test_an_admin_sees_the_teams(alice, bob):
    sign_in(bob)
    assert "Bob" in text_of(sign_in(alice).get(f"{ACCESS}&whose=team"))


def test_a_failure_is_logged_by_number_and_never_as_it_was_typed(bob, events, lines):
    Client().post(LOGIN, {"login": "BOB@example.com", "password": "guess-one"}, headers={"User-Agent": "<evil agent>"})
    Client().post(LOGIN, {"login": "secret-love@example.com", "password": "guess-two"})
    assert [(told["event"], told["person"]) for told in events()] == [
        ("sign_in_failed", bob.pk),
        ("sign_in_failed", None),
    ]
    for typed in ("guess-one", "guess-two", "secret-love", "bob@", "BOB@", "evil"):
        assert typed not in lines(), typed
    assert rows() == []


def test_failures_are_counted_into_the_next_sign_in_and_fill_nothing(bob, events):
    for _ in range(9):
        Client().post(LOGIN, {"login": bob.email, "password": "wrong"})
    assert named(events).count("sign_in_failed") == 5
    assert named(events).count("sign_in_locked") == 4
    assert rows() == []
    failed = FailedSignIns.objects.get(pk=bob.pk)
    assert (failed.passwords, failed.refused) == (5, 4)
    FailedSignIns.objects.filter(pk=bob.pk).update(refused=3)
    browser = _after_the_lock(bob)
    (came,) = rows()
    assert (came.target["wrong_passwords"], came.target["refused_unseen"]) == (5, 3)
    assert came.target["failures_since"] == failed.since.isoformat(timespec="seconds")
    assert "8 failed attempts before" in text_of(browser.get(ACCESS))
    assert not FailedSignIns.objects.filter(pk=bob.pk).exists()


def _after_the_lock(person: Any) -> Client:
    from django.core.cache import cache

    cache.clear()
    browser = sign_in(person)
    assert "8 attempts to sign in as you failed" in text_of(browser.get("/connections/"))
    return browser


def test_a_second_factor_is_told_of_whether_right_or_wrong(bob, events):
    seed = set_up_app(sign_in(bob))
    browser = sign_in(bob)
    browser.post(SECOND, {"code": code_of(seed, at=0)})
    browser.post(SECOND, {"code": code_of(seed)})
    came = rows()[-1]
    assert (came.target["by"], came.target["wrong_factors"]) == ("password, totp", 1)
    assert named(events)[-4:] == ["sign_in_step", "second_factor_failed", "sign_in_step", "signed_in"]
    assert [told["by"] for told in events()[-3:]] == ["totp", "totp", "password,totp"]


def test_a_recovery_code_is_named_as_one(bob):
    first = sign_in(bob)
    set_up_app(first)
    code = recovery_codes(first)[0]
    sign_in(bob).post(SECOND, {"code": code})
    assert rows()[-1].target["by"] == "password, recovery_codes"


def test_too_many_codes_are_told_of(bob, events):
    set_up_app(sign_in(bob))
    browser = sign_in(bob)
    for _ in range(7):
        browser.post(SECOND, {"code": "000000"})
    assert named(events).count("sign_in_locked") == 2
    assert FailedSignIns.objects.get(pk=bob.pk).refused == 2


def test_a_passkey_that_nobody_has_is_told_of(bob, events):
    browser = Client()
    browser.get("/accounts/login/passkey/")
    answer = dict.fromkeys(("clientDataJSON", "authenticatorData", "signature", "userHandle"), "AA")
    whole = {"id": "AA", "rawId": "AA", "type": "public-key", "response": answer}
    hostile = ({}, [], 7, {"id": "x"}, whole, {**whole, "response": {}}, {**whole, "response": None})
    for credential in hostile:
        assert browser.post("/accounts/login/passkey/", {"credential": json.dumps(credential)}).status_code == 302
    told = {(one["event"], one["by"], one["person"]) for one in events()}
    assert told == {("sign_in_failed", "webauthn", None)}


def test_a_proof_is_told_of_and_counts_as_no_attempt_to_come_in(bob, events):
    browser = sign_in(bob)
    browser.post("/accounts/reauthenticate/", {"password": "wrong"})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert named(events)[-2:] == ["proof_failed", "proof_given"]
    assert not FailedSignIns.objects.exists()


def test_an_email_that_nobody_has_costs_the_same_statements(bob):
    def statements(email: str) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            Client().post(LOGIN, {"login": email, "password": "wrong"})
        sent = (one["sql"].split("VALUES")[0].replace(email, "") for one in asked.captured_queries)
        return [re.sub(r"_django_curs_\w+", "", one) for one in sent]

    for known, unknown in ((bob.email, "nobody@example.com"), (bob.email, "nobody@example.org")):
        assert statements(known) == statements(unknown)


def test_names_that_nobody_has_take_one_row_together(bob):
    for number in range(4):
        Client().post(LOGIN, {"login": f"nobody{number}@example.com", "password": "wrong"})
    assert list(FailedSignIns.objects.values_list("person_id", "passwords")) == [(0, 4)]


def test_people_come_and_go_while_history_cannot_be_written(bob):
    sign_in(bob)
    End.objects.update(tag=b"forged")
    browser = sign_in(bob)
    assert browser.get("/connections/").status_code == 200
    browser.post("/accounts/logout/")
    assert browser.get("/connections/").status_code == 302
    kept = [one.told["kind"] for one in Unrecorded.objects.order_by("id")]
    assert kept == ["access.in", "access.out"]


def test_a_new_password_is_told_of(bob, events):
    browser, new = sign_in(bob), "another long enough phrase"
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert named(events)[-1] == "password_changed"


def test_a_link_for_a_new_password_is_told_of_and_so_is_its_use(bob, events, mailoutbox):
    for email in ("nobody@example.com", bob.email):
        Client().post("/accounts/password/reset/", {"email": email})
    assert [(told["event"], told["person"]) for told in events()] == [
        ("password_reset_asked", None),
        ("password_reset_asked", bob.pk),
    ]


def test_who_leaves_takes_their_count_along(bob):
    Client().post(LOGIN, {"login": bob.email, "password": "wrong"})
    bob.delete()
    assert not FailedSignIns.objects.exists()

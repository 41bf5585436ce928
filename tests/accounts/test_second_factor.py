"""A second factor: codes of an app and recovery codes; required of admins; sealed where it is stored."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.test import Client

from dashboard.accounts.models import User
from dashboard.accounts.second_factor import mfa_secrets
from dashboard.audit.models import Entry
from dashboard.vault import key_id_of
from tests.accounts.page_objects import LOGIN, SECOND, SECURITY, code_of, recovery_codes, set_up_app, sign_in, text_of
from tests.vault.rings import K1, K2, begin_under

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def bobs(bob):
    """Bob's browser, in which he has just signed in."""
    return sign_in(bob)


def seed_row(kind="totp"):
    return Authenticator.objects.get(type=kind)


# ------------------------------------------------------------------ setting up and using an app
def test_an_app_is_set_up_with_its_first_code(bobs, bob):
    set_up_app(bobs)
    assert "10 left" in text_of(bobs.get(SECURITY))
    kinds = Entry.objects.filter(kind__startswith="factor.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["factor.added", "factor.codes"]


def test_from_then_on_the_password_is_half_the_way(bobs, bob):
    seed = set_up_app(bobs)
    other = sign_in(bob)
    assert other.answer["Location"] == SECOND
    assert other.get("/history/").status_code == 302
    assert other.post(SECOND, {"code": code_of(seed, at=0)}).status_code == 200
    assert other.get("/history/").status_code == 302
    assert other.post(SECOND, {"code": code_of(seed)})["Location"] == "/"
    assert other.get("/history/").status_code == 200


def test_a_code_works_once(bobs, bob):
    seed = set_up_app(bobs)
    first, second = sign_in(bob), sign_in(bob)
    assert first.post(SECOND, {"code": code_of(seed)}).status_code == 302
    assert "This code is not right" in text_of(second.post(SECOND, {"code": code_of(seed)}))


def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_picture(bobs):
    before = bobs.get(f"{SECURITY}app/").content.decode().split('id="seed">')[1][:32]
    answer = bobs.post(f"{SECURITY}app/", {"code": "000000"}).content.decode()
    assert answer.split('id="seed">')[1][:32] == before
    assert not Authenticator.objects.exists()


def test_a_recovery_code_lets_in_once(bobs, bob):
    set_up_app(bobs)
    code = recovery_codes(bobs)[0]
    assert sign_in(bob).post(SECOND, {"code": code}).status_code == 302
    assert sign_in(bob).post(SECOND, {"code": code}).status_code == 200


def test_recovery_codes_are_shown_once(bobs):
    set_up_app(bobs)
    assert len(recovery_codes(bobs)) == 10
    assert recovery_codes(bobs) == []


def test_new_recovery_codes_end_the_old_ones(bobs, bob):
    set_up_app(bobs)
    old = recovery_codes(bobs)
    bobs.post(f"{SECURITY}codes/new/")
    new = recovery_codes(bobs)
    assert not set(old) & set(new)
    assert sign_in(bob).post(SECOND, {"code": old[0]}).status_code == 200


def test_turning_the_app_off_ends_the_codes_too(bobs, bob):
    set_up_app(bobs)
    bobs.post(f"{SECURITY}app/remove/")
    assert not Authenticator.objects.exists()
    assert sign_in(bob).answer["Location"] == "/"


def test_codes_cannot_be_guessed(bobs, bob):
    set_up_app(bobs)
    thief = sign_in(bob)
    answers = [text_of(thief.post(SECOND, {"code": f"{number:06}"})) for number in range(7)]
    assert "Too many failed" in answers[-1]


@pytest.mark.long
def test_a_change_ends_all_other_sessions(transactional_db, bob):
    here, other = sign_in(bob), sign_in(bob)
    set_up_app(here)
    assert other.get("/history/").status_code == 302
    assert here.get("/history/").status_code == 200
    assert len(here.get("/accounts/sessions/").content.decode().split('id="session-')) == 2


def test_a_change_is_mailed(transactional_db, bob, settings):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    set_up_app(sign_in(bob))
    (letter,) = mail.outbox
    assert letter.subject == "An app was set up for Tandem"
    assert "127.0.0.1" in letter.body


def test_each_change_wants_a_fresh_proof(bobs, time_machine):
    import time

    set_up_app(bobs)
    recovery_codes(bobs)
    time_machine.move_to(time.time() + 601)
    for page in ("app/", "app/remove/", "codes/", "codes/new/", "passkeys/add/"):
        answer = bobs.get(f"{SECURITY}{page}")
        assert "/accounts/reauthenticate/" in answer["Location"] or answer["Location"].endswith("/remove/"), page


def test_without_history_no_factor_is_added(bobs, bob):
    from django.db import DatabaseError
    from django.db.models.signals import pre_save

    def refuse(**_):
        raise DatabaseError("the disk is full")

    page = bobs.get(f"{SECURITY}app/").content.decode()
    seed = page.split('id="seed">')[1].split("<")[0]
    pre_save.connect(refuse, sender=Entry)
    try:
        bobs.raise_request_exception = False
        assert bobs.post(f"{SECURITY}app/", {"code": code_of(seed)}).status_code == 500
    finally:
        pre_save.disconnect(refuse, sender=Entry)
    assert not Authenticator.objects.exists()


# ------------------------------------------------------------------ sealed
def test_no_seed_lies_anywhere_in_the_clear(bobs):
    seed = set_up_app(bobs)
    codes = recovery_codes(bobs)
    stored = json.dumps(list(Authenticator.objects.values("data"))) + str(list(Entry.objects.values()))
    sessions = str([session.get_decoded() for session in Session.objects.all()])
    for secret in (seed, *codes):
        assert secret not in stored + sessions


def test_a_seed_that_is_being_set_up_waits_sealed(bobs):
    page = bobs.get(f"{SECURITY}app/").content.decode()
    seed = page.split('id="seed">')[1].split("<")[0]
    assert seed not in str([session.get_decoded() for session in Session.objects.all()])


def test_a_flipped_bit_lets_nobody_in(bobs, bob):
    seed = set_up_app(bobs)
    row = seed_row()
    envelope = bytearray(mfa_secrets._of(row))
    envelope[-1] ^= 1
    import base64

    row.data["secret"] = base64.b64encode(bytes(envelope)).decode()
    row.save()
    answer = sign_in(bob).post(SECOND, {"code": code_of(seed)})
    assert "cannot be checked on this server" in text_of(answer)


def test_rewrapping_and_the_doctor_walk_the_seeds(bob, settings):
    begin_under(settings, K1)
    seed = set_up_app(sign_in(bob))
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    out = StringIO()
    call_command("vault_doctor", stdout=out)
    assert "mfa.Authenticator.data\n  k1: 2 rows, 2 tried, all open" in out.getvalue()
    call_command("rewrap_credentials", stdout=out)
    settings.CREDENTIAL_KEYS = K2
    assert key_id_of(mfa_secrets._of(seed_row())) == "k2"
    assert sign_in(bob).post(SECOND, {"code": code_of(seed)}).status_code == 302


def test_a_seed_that_changed_meanwhile_is_left_alone(bobs):
    set_up_app(bobs)
    (row, *_) = mfa_secrets.SEEDS.batch(None, 1)
    seed_row().delete()
    assert mfa_secrets.SEEDS.swap(row, row.resealed()) is False


# ------------------------------------------------------------------ required of admins
@pytest.fixture
def required(settings):
    settings.REQUIRE_ADMIN_MFA = True


def test_an_admin_without_one_is_led_to_set_it_up(required, alice):
    browser = sign_in(alice)
    assert browser.get("/history/")["Location"] == SECURITY
    assert "Admins need a second factor" in text_of(browser.get(SECURITY))
    assert browser.get("/team/", headers={"HX-Request": "true"})["HX-Redirect"] == SECURITY


def test_with_one_everything_opens(transactional_db, required, alice):
    browser = sign_in(alice)
    assert browser.get("/history/").status_code == 302
    set_up_app(browser)
    assert browser.get("/history/").status_code == 200


def test_the_proxy_asks_for_it_too(required, alice):
    answer = sign_in(alice).get("/bff/track/api/v9/me")
    assert (answer.status_code, answer.json()["error"]) == (403, "second_factor")


def test_the_first_admin_sets_one_up_first(required, db):
    from dashboard.accounts.sign_in import first_run

    browser, password = Client(), "a river that runs uphill"
    form = {"code": first_run.code(), "name": "Alice", "email": "a@example.com"}
    browser.post("/setup/", {**form, "password1": password, "password2": password})
    assert browser.get("/")["Location"] == SECURITY
    set_up_app(browser)
    assert len(recovery_codes(browser)) == 10


def test_members_may_do_without(required, bob):
    assert sign_in(bob).get("/history/").status_code == 200


def test_whoever_becomes_an_admin_needs_one(transactional_db, required, bob):
    browser = sign_in(bob)
    person = User.objects.get(pk=bob.pk)
    person.role = "admin"
    person.save()
    assert browser.get("/history/")["Location"] == SECURITY


def test_it_may_be_off(alice):
    assert sign_in(alice).get("/history/").status_code == 200


# ------------------------------------------------------------------ lost
def test_the_operator_takes_away_what_somebody_has_lost(bobs, bob):
    set_up_app(bobs)
    out = StringIO()
    call_command("reset_second_factor", "BOB@example.com", stdout=out)
    assert "2 removed" in out.getvalue()
    assert sign_in(bob).answer["Location"] == "/"
    assert bobs.get("/history/").status_code == 302
    assert Entry.objects.filter(kind="factor.removed").exists()


def test_an_admin_takes_it_away_for_a_member(transactional_db, alice, bob):
    set_up_app(sign_in(bob))
    sign_in(alice).post(f"/team/{bob.pk}/reset-factor/")
    assert sign_in(bob).answer["Location"] == "/"
    assert Entry.objects.get(kind="factor.removed").actor_name == "Alice"


def test_a_password_reset_does_not_get_around_it(bobs, bob):
    import re

    set_up_app(bobs)
    visitor = Client()
    visitor.post("/accounts/password/reset/", {"email": bob.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
    form = visitor.get(link)["Location"]
    visitor.post(form, {"password1": "a river that runs uphill", "password2": "a river that runs uphill"})
    assert visitor.get("/history/").status_code == 302
    assert visitor.post(LOGIN, {"login": bob.email, "password": "a river that runs uphill"})["Location"] == SECOND

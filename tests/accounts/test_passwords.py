"""Changing a password, and coming back without one."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dashboard.accounts import tokens

pytestmark = pytest.mark.usefixtures("quick_passwords")

PASSWORD = "correct horse battery staple"
NEW = "a river that runs uphill"
RESET = "/accounts/password/reset/"


@pytest.fixture
def signed_in(bob):
    client = Client()
    client.post("/accounts/login/", {"login": bob.email, "password": PASSWORD})
    return client


def test_bob_changes_his_password_and_stays(signed_in, bob):
    answer = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert signed_in.post("/accounts/password/change/", answer)["Location"] == "/"
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    assert "_auth_user_id" in signed_in.session


def test_his_other_sessions_end(signed_in, bob):
    other = Client()
    other.post("/accounts/login/", {"login": bob.email, "password": PASSWORD})
    signed_in.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert other.get("/accounts/sessions/").status_code == 302


def test_what_is_wrong_is_said_at_its_field(signed_in, bob):
    mistakes = [("wrong", NEW, "oldpassword"), (PASSWORD, "short", "password1"), (PASSWORD, "", "password1")]
    for old, new, field in mistakes:
        answer = {"oldpassword": old, "password1": new, "password2": new}
        body = signed_in.post("/accounts/password/change/", answer).content.decode()
        assert f'id="id_{field}_error"' in body, (old, new)
        bob.refresh_from_db()
        assert bob.check_password(PASSWORD)


def test_a_link_by_mail_sets_a_new_password(bob, client, mailoutbox):
    assert client.post(RESET, {"email": "Bob@example.com"})["Location"] == f"{RESET}done/"
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["bob@example.com"], "A new password for Tandem")
    link = re.search(r"http://testserver(/\S+)", mail.body)[1]
    form = client.get(link)["Location"]
    assert "New password" in client.get(form).content.decode()
    assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    assert "This link no longer works" in Client().get(link).content.decode()


def test_nobody_learns_who_signs_in_here(bob, client, mailoutbox):
    assert client.post(RESET, {"email": "eve@example.com"})["Location"] == f"{RESET}done/"
    assert not mailoutbox
    assert "Look into your mail" in client.get(f"{RESET}done/").content.decode()


def test_the_end_of_a_reset_leads_to_sign_in(bob, client):
    assert "Your password is changed" in client.get(f"{RESET}key/done/").content.decode()


def test_confirming_who_one_is_asks_for_the_password(signed_in):
    assert "bob@example.com" in signed_in.get("/accounts/reauthenticate/").content.decode()
    answer = {"password": PASSWORD, "next": "/accounts/sessions/"}
    assert signed_in.post("/accounts/reauthenticate/", answer)["Location"] == "/accounts/sessions/"


@pytest.mark.browser
def test_a_token_is_kept_by_keyboard_or_mouse(page_of, site, bob):
    names = ("kept by key", "kept by mouse", "stolen")
    for name in names:
        tokens.make(bob, name=name, can_write=False, services=["track"])
    page = page_of(bob)
    page.goto("/accounts/password/change/")
    page.get_by_label("Current Password").fill(PASSWORD)
    page.get_by_label("New Password", exact=True).fill(NEW)
    page.get_by_label("New Password (again)").fill(NEW)
    page.get_by_label("kept by mouse").check()
    page.get_by_label("kept by key").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/")
    assert set(tokens.tokens_of(bob).values_list("name", flat=True)) == set(names[:2])

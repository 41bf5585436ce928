"""Signing in and out, and what a session is worth."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.usefixtures("quick_passwords")

PASSWORD = "correct horse battery staple"
LOGIN = "/accounts/login/"


def sign_in(client, email="bob@example.com", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_bob_signs_in_with_his_e_mail(bob):
    for email in ("bob@example.com", "BOB@Example.COM"):
        client = Client()
        assert sign_in(client, email)["Location"] == "/"
        assert client.session["_auth_user_id"] == str(bob.pk)


def test_he_comes_to_the_page_that_he_wanted(bob, client):
    assert sign_in(client, next="/history/?page=2")["Location"] == "/history/?page=2"


def test_sign_in_never_leads_to_another_site(bob):
    for address in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert sign_in(Client(), next=address)["Location"] == "/", address


def test_a_wrong_password_and_an_unknown_e_mail_read_alike(bob, client):
    known, unknown = (words(sign_in(client, f"{name}@example.com", "wrong")) for name in ("bob", "eve"))
    assert "The email address and/or password you specified are not correct." in known
    assert known.replace("bob@", "eve@") == unknown


def words(response):
    page = response.content.decode().split("<main")[1]
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page)


def test_the_password_is_never_sent_back(bob, client):
    assert "wrong-one" not in sign_in(client, password="wrong-one").content.decode()


def test_guessing_stops_whatever_address_is_claimed(bob):
    pages = [
        Client(headers={"X-Forwarded-For": f"10.0.0.{number}"}).post(
            LOGIN, {"login": "bob@example.com", "password": f"wrong {number}"}
        )
        for number in range(6)
    ]
    assert "Too many failed" in pages[-1].content.decode()
    assert "Too many failed" in sign_in(Client()).content.decode()


@pytest.mark.long
def test_too_many_requests_have_a_page_of_ours(bob, client):
    for _ in range(30):
        client.get(LOGIN), client.post(LOGIN, {})
    response = client.post(LOGIN, {})
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()


def test_the_session_gets_a_new_name_at_sign_in(bob, client):
    client.get(LOGIN)
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = before = session.session_key
    sign_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


def test_the_session_cookie_is_strict_and_closed_to_scripts(bob, client):
    sign_in(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["samesite"], cookie["httponly"]) == ("Strict", True)


def test_signing_out_ends_the_session(bob, client):
    sign_in(client)
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert stolen.get("/accounts/sessions/").status_code == 302
    assert "You are signed out." in client.get(LOGIN).content.decode()


def test_a_link_alone_signs_nobody_out(bob, client):
    sign_in(client)
    assert "Sign out?" in client.get("/accounts/logout/").content.decode()
    assert "_auth_user_id" in client.session


def test_a_disabled_person_is_out_at_once_and_stays_out(bob, client):
    sign_in(client)
    bob.is_active = False
    bob.save()
    assert client.get("/accounts/sessions/").status_code == 302
    assert sign_in(Client())["Location"] == "/accounts/inactive/"
    assert "This account is disabled" in Client().get("/accounts/inactive/").content.decode()


def test_what_tandem_does_not_offer_is_not_there(bob, client):
    sign_in(client)
    addresses = ("signup/", "email/", "confirm-email/", "2fa/", "password/set/", "login/code/", "social/signup/", "")
    assert [one for one in addresses if client.get(f"/accounts/{one}").status_code != 404] == []


def test_other_sessions_are_listed_and_ended(bob, client):
    sign_in(client)
    other = Client(headers={"User-Agent": "Other browser"})
    sign_in(other)
    assert "Other browser" in client.get("/accounts/sessions/").content.decode()
    client.post("/accounts/sessions/")
    assert other.get("/accounts/sessions/").status_code == 302
    assert client.get("/accounts/sessions/").status_code == 200

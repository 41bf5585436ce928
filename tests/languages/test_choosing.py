"""A language is chosen once: for the person who has signed in, or at the door for the browser."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboard.accounts.models import User

URL = "/language/"
GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}


@pytest.fixture
def client(bob):
    client = Client()
    client.force_login(bob)
    return client


def lang_of(answer):
    return answer.content.decode().partition('lang="')[2].partition('"')[0]


def test_a_page_speaks_what_the_browser_asks_for(client):
    assert lang_of(client.get("/team/", headers=GERMAN)) == "de"
    assert lang_of(client.get("/team/")) == "en"


def test_at_the_door_too(bob):
    answer = Client(headers=GERMAN).get("/accounts/login/")
    assert lang_of(answer) == answer["Content-Language"] == "de"
    assert "Accept-Language" in answer["Vary"]


def test_a_language_that_tandem_does_not_speak_is_english(bob):
    assert lang_of(Client(headers={"Accept-Language": "fi"}).get("/accounts/login/")) == "en"


def test_what_a_person_chose_goes_before_their_browser(client, bob):
    client.post(URL, {"language": "de"})
    bob.refresh_from_db()
    assert bob.language == "de"
    answer = client.get("/history/", headers={"Accept-Language": "en"})
    assert lang_of(answer) == answer["Content-Language"] == "de"


def test_system_is_the_browser_again(client, bob):
    bob.language = "de"
    bob.save()
    client.post(URL, {"language": ""})
    assert lang_of(client.get("/history/")) == "en"


def test_a_choice_at_the_door_stays_with_the_browser(bob):
    browser = Client()
    assert browser.post(URL, {"language": "de", "next": "/accounts/login/"})["Location"] == "/accounts/login/"
    assert lang_of(browser.get("/accounts/login/")) == "de"
    browser.post(URL, {"language": ""})
    assert lang_of(browser.get("/accounts/login/")) == "en"


def test_whoever_sets_tandem_up_can_choose_too(db):
    browser = Client()
    assert browser.post(URL, {"language": "de", "next": "/setup/"})["Location"] == "/setup/"
    assert lang_of(browser.get("/setup/")) == "de"


def test_a_choice_at_the_door_holds_until_the_person_makes_one(bob):
    browser = Client()
    browser.post(URL, {"language": "de"})
    browser.force_login(bob)
    assert lang_of(browser.get("/history/")) == "de"
    browser.post(URL, {"language": ""})
    assert lang_of(browser.get("/history/")) == "en"


def test_a_language_that_is_none_is_refused(client, bob):
    assert client.post(URL, {"language": "<b>"}).status_code == 400
    bob.refresh_from_db()
    assert bob.language == ""


def test_another_site_is_never_where_one_comes_back(client):
    assert client.post(URL, {"language": "de", "next": "https://evil.example/"})["Location"] == "/"


def test_it_costs_no_query(client, bob, django_assert_num_queries):
    client.get("/history/")
    with CaptureQueriesContext(connection) as before:
        client.get("/history/")
    User.objects.filter(pk=bob.pk).update(language="de")
    with django_assert_num_queries(len(before)):
        assert lang_of(client.get("/history/")) == "de"


def test_a_program_reads_english_whoever_was_answered_before_it(client, bob):
    Client(headers=GERMAN).get("/accounts/login/")
    answer = client.get("/bff/track/api/v9/nowhere", headers=GERMAN)
    assert "No operation has this address" in answer.json()["message"]


def test_a_page_says_in_which_direction_it_is_read(client, bob, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    for language, direction in (("de", "ltr"), ("ar", "rtl")):
        client.post(URL, {"language": language})
        assert f'<html lang="{language}" dir="{direction}"' in client.get("/history/").content.decode()

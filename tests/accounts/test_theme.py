"""Light, dark, or as the system has it: kept for the person, at once."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def client(bob):
    client = Client()
    client.force_login(bob)
    return client


def test_the_choice_is_kept(client, bob):
    for theme in ("light", "dark", ""):
        assert client.post("/theme/", {"theme": theme}, headers={"HX-Request": "true"}).status_code == 204
        bob.refresh_from_db()
        assert bob.theme == theme


def test_without_scripts_one_comes_back_to_the_page(client):
    assert client.post("/theme/", {"theme": "dark", "next": "/history/"})["Location"] == "/history/"


def test_another_site_is_never_where_one_comes_back(client):
    assert client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})["Location"] == "/"


def test_a_theme_that_is_none_is_refused(client, bob):
    assert client.post("/theme/", {"theme": "<b>"}).status_code == 400
    bob.refresh_from_db()
    assert bob.theme == ""


def test_a_stranger_has_no_theme(bob):
    assert Client().post("/theme/", {"theme": "dark"}).status_code == 302

"""A dump, a backup or a look into the cache opens no session."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from tests.accounts.page_objects import sign_in
from tests.security import sweep

COOKIE = settings.SESSION_COOKIE_NAME
WORDS = re.compile(rb"[\w:+/=-]{8,}")


@pytest.mark.long
def test_no_word_of_tables_and_caches_is_the_cookie_of_a_session(quick_passwords, alice, sandbox):
    browser = sign_in(alice)
    assert browser.get("/connections/").status_code == 200
    assert browser.get("/accounts/sessions/").status_code == 200
    dump = sweep.every_row() + b"\n" + sweep.cached()
    words = set(WORDS.findall(dump))
    assert Session.objects.get().pk.encode() in words
    assert browser.cookies[COOKIE].value.encode() not in dump
    assert [word for word in words if opens(word.decode())] == []


def opens(word: str) -> bool:
    """Whether a cookie of this value is somebody's session."""
    from dashboard.accounts.sessions.store import SessionStore

    return bool(SessionStore(word).load())


def test_the_name_in_the_table_is_no_cookie(alice, client_of):
    browser = client_of(alice)
    thief = Client()
    thief.cookies[COOKIE] = Session.objects.get().pk
    assert thief.get("/connections/").status_code == 302
    assert browser.get("/connections/").status_code == 200

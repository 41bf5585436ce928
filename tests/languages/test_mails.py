"""A mail is written in the language of whoever gets it."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from dashboard.credentials.models import Connection

GERMAN = {"Accept-Language": "de"}


def test_a_notice_is_in_the_language_that_its_reader_chose(alice, bob, mailoutbox):
    alice.language = "de"
    alice.save()
    Connection.objects.filter(service="focus").update(expires_at=timezone.localdate() + timedelta(days=3))
    call_command("send_notices")
    subjects = {mail.to[0]: mail.subject for mail in mailoutbox}
    assert subjects == {
        "alice@example.com": "Dein Schlüssel für Toggl Focus läuft bald ab",
        "bob@example.com": "Your key for Toggl Focus is about to end",
    }


def test_whoever_chose_nothing_is_written_to_as_their_browser_asks(bob, mailoutbox):
    browser = Client(headers=GERMAN)
    browser.post("/accounts/login/", {"login": bob.email, "password": "correct horse battery staple"})
    bob.refresh_from_db()
    assert bob.browser_language == "de"
    Client().post("/accounts/password/reset/", {"email": bob.email})
    assert mailoutbox[0].subject == "Ein neues Passwort für Tandem"

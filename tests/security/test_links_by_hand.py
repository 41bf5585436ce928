"""A link that opens an account is printed for whoever runs the server on purpose, never because a stranger asks."""

from __future__ import annotations

import io
import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from dashboard.accounts.models import User
from tests.config.test_start import PRODUCTION, settings_of

RESET = "/accounts/password/reset/"
NEW = "a river that runs uphill"


def test_without_a_mail_server_production_prints_no_mail(tmp_path):
    found = settings_of(tmp_path, **PRODUCTION)
    assert (found["MAIL_IS_CONFIGURED"], found["EMAIL_BACKEND"]) == (
        False,
        "django.core.mail.backends.dummy.EmailBackend",
    )


def test_without_a_mail_server_no_link_is_made_and_the_page_says_who_helps(bob, settings, capfd):
    settings.MAIL_IS_CONFIGURED = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    for answer in (Client().get(RESET), Client().post(RESET, {"email": bob.email})):
        assert answer.status_code == 200
        assert "Ask an admin" in answer.content.decode()
        assert "<form" not in answer.content.decode().partition("<main")[2].partition("</main")[0]
    assert not mail.outbox
    said = "".join(capfd.readouterr())
    assert "reset/key" not in said
    assert bob.email not in said


def test_a_command_prints_a_link_that_works_once(bob, settings):
    settings.PUBLIC_URL = "https://tandem.example.com"
    call_command("password_link", "BOB@example.com", stdout=(said := io.StringIO()))
    path = re.fullmatch(r"https://tandem\.example\.com(/\S+)\n", said.getvalue())[1]
    browser = Client()
    assert browser.post(browser.get(path)["Location"], {"password1": NEW, "password2": NEW}).status_code == 302
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    assert "This link no longer works" in Client().get(path).content.decode()


def test_for_somebody_who_is_not_here_there_is_none(bob):
    User.objects.create_user("gone@example.com", is_active=False)
    for email in ("eve@example.com", "gone@example.com"):
        with pytest.raises(CommandError, match="No active member"):
            call_command("password_link", email)


def test_a_link_sets_no_password_of_somebody_who_may_not_come_in(bob):
    printed = io.StringIO()
    call_command("password_link", bob.email, stdout=printed)
    path = re.search(r"https?://[^/]+(/\S+)", printed.getvalue())[1]
    browser = Client()
    form = browser.get(path, follow=True).redirect_chain[-1][0]
    User.objects.filter(pk=bob.pk).update(is_active=False)
    browser.post(form, {"password1": NEW, "password2": NEW})
    bob.refresh_from_db()
    assert not bob.check_password(NEW)
    assert Client().get(path).status_code == 200, "and it says so, instead of leading on"

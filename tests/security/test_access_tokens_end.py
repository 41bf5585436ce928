"""An access token ends: by its date, with a password or a lost factor. Whoever owns it hears of its making."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from dashboard.accounts import tokens
from dashboard.accounts.models import AccessToken
from dashboard.audit.models import Entry
from dashboard.team import services as team
from tests.bff.conftest import Script
from tests.conftest import PASSWORD
from tests.security.test_mail_trouble import mailing

CHANGE, NEW, PAGE = "/accounts/password/change/", "another long enough phrase", "/access-tokens/"
pytestmark = pytest.mark.usefixtures("quick_passwords", "sandbox")


def script_of(user: Any, name: str = "a script") -> Script:
    """Return a program with a token that never ends by itself."""
    return Script(tokens.make(user, name=name, can_write=True, services=("track", "focus")).reveal())


def works(script: Script) -> bool:
    return script("GET", "track/api/v9/me").status_code == 200


def changed(browser: Client, **more: Any) -> Any:
    return browser.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW, **more})


@pytest.fixture
def browser(bob: Any, client_of: Any) -> Client:
    """Bob's browser."""
    client: Client = client_of(bob)
    return client


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Any) -> Any:
    """Do at once what is done on commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_new_password_ends_every_token_that_was_not_kept(bob, browser, commits):
    stolen, kept = script_of(bob, "stolen"), script_of(bob, "backup")
    number = AccessToken.objects.get(name="backup").pk
    page = browser.get(CHANGE).content.decode()
    assert "stolen (…" in page
    assert "checked" not in re.search(r'id="field-keep">.*?</fieldset>', page, re.DOTALL)[0]
    with commits():
        assert changed(browser, keep=[number]).status_code == 302
    assert (works(stolen), works(kept)) == (False, True)
    assert Entry.objects.filter(kind="token.revoked", target__name="stolen", actor_id=bob.pk).exists()


def test_without_a_choice_all_end(bob, browser, commits):
    script = script_of(bob)
    with commits():
        changed(browser)
    assert not works(script)


def test_nobody_keeps_anothers_token(alice, bob, browser):
    script_of(alice, "of Alice")
    script_of(bob)
    assert changed(browser, keep=[AccessToken.objects.get(name="of Alice").pk]).status_code == 200
    bob.refresh_from_db()
    assert bob.check_password(PASSWORD)


def test_a_wrong_password_ends_none(bob, browser):
    script = script_of(bob)
    browser.post(CHANGE, {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert works(script)


def test_a_password_from_a_mail_ends_every_token(bob, mailoutbox, commits):
    script, client = script_of(bob), Client()
    client.post("/accounts/password/reset/", {"email": bob.email})
    path = re.search(r"https?://[^/]+(\S+)", mailoutbox[0].body)[1]
    form = client.get(path, follow=True).redirect_chain[-1][0]
    with commits():
        assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert not works(script)


def test_an_admin_who_takes_a_factor_away_ends_the_tokens(alice, bob, commits):
    script = script_of(bob)
    with commits():
        team.reset_factor(person=bob, by=alice)
    assert not works(script)


def test_so_does_the_command(bob, commits):
    script = script_of(bob)
    with commits():
        call_command("reset_second_factor", bob.email, stdout=StringIO())
    assert not works(script)


def test_a_token_works_ninety_days_unless_somebody_says_otherwise(bob, browser):
    assert '<option value="90" selected>' in browser.get(PAGE).content.decode()
    call_command("create_access_token", bob.email, "--name", "ci", stdout=StringIO())
    left = AccessToken.objects.get().expires_at - timezone.now()
    assert timedelta(days=89) < left <= timedelta(days=90)


def test_its_owner_is_told_of_a_new_token_by_mail(bob, browser, settings, mailoutbox, commits):
    bob.language = "de"
    bob.save()
    form = {"name": "Nightly report", "scope": "write", "services": ["track"], "days": "7", "idempotency_key": "1"}
    with commits():
        page = browser.post(PAGE, form).content.decode()
    (mail,) = mailoutbox
    assert mail.to == [bob.email]
    assert mail.subject == "Ein neues Zugriffstoken für Tandem"
    assert "Nightly report" in mail.body
    assert "127.0.0.1" in mail.body
    assert re.search(r"tandem_[0-9A-Za-z]{25}", page)[0] not in mail.body


def test_a_command_ends_once_its_mail_has_left(transactional_db, bob, settings):
    with mailing(settings, "takes") as server:
        call_command("create_access_token", bob.email, "--name", "ci", stdout=StringIO())
        (letter,) = server.letters
    assert "A new access token for Tandem" in letter


def test_a_mail_server_that_refuses_keeps_no_token_back(transactional_db, browser, settings):
    with mailing(settings, "refuses"):
        page = browser.post(
            PAGE, {"name": "x", "scope": "read", "services": ["track"], "days": "7", "idempotency_key": "1"}
        )
    assert re.search(r"tandem_[0-9A-Za-z]{25}", page.content.decode())


def test_where_mail_is_not_configured_none_is_sent(bob, settings, mailoutbox, commits):
    settings.MAIL_IS_CONFIGURED = False
    with commits():
        script_of(bob)
    assert mailoutbox == []


def test_making_a_token_needs_a_fresh_proof_and_ending_one_does_not(bob, browser, time_machine):
    script_of(bob)
    time_machine.move_to(timezone.now() + timedelta(seconds=601))
    form = {"name": "x", "scope": "read", "services": ["track"], "days": "7", "idempotency_key": "1"}
    assert browser.post(PAGE, form)["Location"].startswith("/accounts/reauthenticate/")
    assert browser.post(f"{PAGE}{AccessToken.objects.get().pk}/revoke/").status_code == 302
    assert not AccessToken.objects.exists()


def test_signing_others_out_says_that_tokens_go_on(browser):
    assert "does not end access tokens" in browser.get("/accounts/sessions/").content.decode()

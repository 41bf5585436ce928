"""A mail server that refuses, hangs or drops keeps nobody from anything, and tells nobody who signs in here."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.settings import EMAIL_TIMEOUT
from dashboard.accounts.models import Invitation, User
from dashboard.accounts.sign_in import first_run
from dashboard.web import mail
from tests.accounts.page_objects import PASSWORD, SECURITY, recovery_codes, set_up_app, sign_in, text_of
from tests.ports import free_port

pytestmark = pytest.mark.usefixtures("quick_passwords")

NEW = "a river that runs uphill"
RESET = "/accounts/password/reset/"


class MailServer:
    """Something on loopback that a mail is handed to: it hangs without a word, drops in the middle, or takes it."""

    def __init__(self, manner: str) -> None:
        self.manner, self.letters = manner, []
        self.came, self._ended = threading.Semaphore(0), threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._held: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listening.accept()
                self._held.append(caller)
                threading.Thread(target=self._talk, args=(caller,), daemon=True).start()
                self.came.release()

    def _talk(self, caller: socket.socket) -> None:
        if self.manner == "hangs":
            return
        with suppress(OSError), caller, caller.makefile("rb") as lines:
            caller.sendall(b"220 here\r\n")
            for line in lines:
                if line.upper().startswith(b"DATA"):
                    if self.manner == "drops":
                        return
                    caller.sendall(b"354 go on\r\n")
                    self.letters.append(b"".join(iter(lines.readline, b".\r\n")).decode())
                caller.sendall(b"250 fine\r\n")

    def is_waited_for(self) -> bool:
        """Whether who came first still waits for a word."""
        self._held[0].setblocking(False)
        try:
            return self._held[0].recv(1) != b""
        except BlockingIOError:
            return True

    def end(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for caller in self._held:
            caller.close()


@contextmanager
def mailing(settings: Any, manner: str) -> Iterator[MailServer]:
    server = MailServer(manner)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port() if manner == "refuses" else server.port
    settings.MAIL_IS_CONFIGURED = settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    try:
        yield server
    finally:
        server.end()
        mail.finish()


@pytest.fixture(params=["refuses", "hangs", "drops"])
def trouble(request, settings):
    with mailing(settings, request.param) as server:
        yield server


def test_a_mail_server_has_ten_seconds(settings):
    assert EMAIL_TIMEOUT == settings.EMAIL_TIMEOUT == 10


def test_the_first_admin_sees_the_recovery_codes(transactional_db, trouble, settings):
    settings.REQUIRE_ADMIN_MFA = True
    browser = Client()
    form = {"code": first_run.code(), "name": "Alice", "email": "a@example.com", "password1": NEW, "password2": NEW}
    assert browser.post("/setup/", form).status_code == 302
    set_up_app(browser)
    assert len(recovery_codes(browser)) == 10
    assert browser.get("/").status_code == 200
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}


def test_a_password_is_changed(transactional_db, bob, trouble):
    browser = sign_in(bob)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert browser.post("/accounts/password/change/", form)["Location"] == "/"
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    assert "_auth_user_id" in browser.session


def test_a_factor_is_taken_away(transactional_db, bob, trouble):
    browser = sign_in(bob)
    set_up_app(browser)
    assert browser.post(f"{SECURITY}app/remove/").status_code == 302
    assert not Authenticator.objects.exists()


def test_an_access_token_is_made_and_shown(client_of, bob, trouble):
    form = {"name": "a script", "scope": "read", "services": ["track"], "days": "90"}
    answer = client_of(bob).post("/access-tokens/", form)
    assert (answer.status_code, bob.access_tokens.count()) == (200, 1)


def test_whoever_has_an_account_gets_the_answer_of_whoever_has_none(db, bob, trouble):
    answers = {}
    for email in ("bob@example.com", "eve@example.com"):
        browser = Client()
        answer = browser.post(RESET, {"email": email})
        answers[email] = (answer.status_code, answer["Location"], text_of(browser.get(answer["Location"])))
    assert answers["bob@example.com"] == answers["eve@example.com"]
    assert answers["bob@example.com"][:2] == (302, f"{RESET}done/")


def test_an_invitation_shows_its_link_and_that_it_was_not_mailed(client_of, alice, trouble, settings):
    settings.EMAIL_TIMEOUT = 0.2
    answer = client_of(alice).post("/team/invite/", {"email": "dora@example.com", "role": "member", "days": 7})
    assert "could not be sent" in answer.content.decode()
    link = re.search(r'id="link">http://testserver(/invitation/[^<]+)<', answer.content.decode())[1]
    assert Client().get(link).status_code == 200
    assert Invitation.objects.count() == 1


def test_no_page_waits_for_the_mail_server(transactional_db, bob, settings):
    settings.EMAIL_TIMEOUT = 60
    with mailing(settings, "hangs") as server:
        assert Client().post(RESET, {"email": bob.email})["Location"] == f"{RESET}done/"
        assert server.came.acquire(timeout=30)
        assert server.is_waited_for(), "the answer came before the mail server's"


def test_the_log_tells_that_a_mail_was_not_sent_and_not_to_whom(bob, settings, caplog):
    with mailing(settings, "drops"):
        Client().post(RESET, {"email": bob.email})
        mail.finish()
    assert "mail_not_sent" in caplog.text
    assert "SMTPServerDisconnected" in caplog.text
    assert bob.email not in caplog.text
    assert "Traceback" not in caplog.text


def test_a_mail_server_that_works_gets_one_mail_for_whoever_has_an_account(bob, settings):
    with mailing(settings, "takes it") as server:
        for email in ("BOB@example.com", "eve@example.com"):
            Client().post(RESET, {"email": email})
        mail.finish()
    (letter,) = server.letters
    assert "To: bob@example.com" in letter
    assert "/accounts/password/reset/key/" in letter


def test_an_unknown_address_is_as_much_work_as_a_known_one(bob, alice, settings):
    work = {}
    with mailing(settings, "takes it"):
        for email in ("bob@example.com", "eve@example.com", "bob@example.com", "fay@example.com"):
            with CaptureQueriesContext(connection) as queries:
                Client().post(RESET, {"email": email})
            work[email] = len(queries)
    assert abs(work["bob@example.com"] - work["fay@example.com"]) <= 1, work


def test_with_nobody_here_a_reset_is_answered_too(db, settings):
    User.objects.create_user("gone@example.com", is_active=False)
    assert Client().post(RESET, {"email": "eve@example.com"})["Location"] == f"{RESET}done/"


def test_more_mails_than_can_wait_break_nothing(bob, settings, caplog):
    with mailing(settings, "hangs"):
        taken = 0
        while mail._waiting.acquire(blocking=False):
            taken += 1
        try:
            assert Client().post(RESET, {"email": bob.email}).status_code == 302
        finally:
            for _ in range(taken):
                mail._waiting.release()
    assert "too many wait" in caplog.text

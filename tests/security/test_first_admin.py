"""Nobody who cannot read the server's console becomes the first admin; whoever runs the server needs no page for it."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.crypto import salted_hmac

from dashboard.accounts.models import SetupCode, User
from dashboard.accounts.sign_in import first_run
from dashboard.audit.models import Entry
from tests.accounts.page_objects import sign_in
from tests.security import sweep
from tests.served import database_url

PASSWORD = "a river that runs uphill"
ANOTHER_PROCESS = (
    "import django; django.setup(); from dashboard.accounts.sign_in import first_run; print(first_run.code())"
)


def set_up(code: str):
    form = {"code": code, "name": "Eve", "email": "eve@example.com", "password1": PASSWORD, "password2": PASSWORD}
    return Client().post("/setup/", form)


# ------------------------------------------------------------------ the code
def test_no_key_of_the_site_gives_the_code_away(db, settings):
    Client().get("/setup/")
    for key in (settings.SECRET_KEY, settings.CREDENTIAL_KEYS):
        digest = salted_hmac("tandem.first-run", "the first admin", secret=key, algorithm="sha256").digest()
        assert set_up(base64.b32encode(digest).decode()[:16]).status_code == 422
    assert not User.objects.exists()


def test_each_code_is_another(db):
    codes = set()
    for _ in range(3):
        codes.add(first_run.code())
        SetupCode.objects.all().delete()
    assert len(codes) == 3


def test_who_reads_the_database_does_not_learn_the_code(transactional_db):
    code = first_run.code()
    dump = sweep.every_row() + sweep.database_files()
    assert SetupCode.objects.exists()
    assert [text for text in (code, code.replace("-", "")) if text.encode() in dump] == []


@pytest.mark.processes
def test_what_another_process_printed_opens_the_page_here(transactional_db):
    ours = first_run.code()
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    said = subprocess.run(
        [sys.executable, "-c", ANOTHER_PROCESS], env=environment, cwd=django_settings.BASE_DIR, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert (theirs := said.stdout.strip()) != ours
    assert first_run.is_code(ours)
    assert set_up(theirs).status_code == 302


def test_a_code_ends_with_the_first_person(db):
    code = first_run.code()
    assert set_up(code).status_code == 302
    assert not first_run.is_code(code)
    assert not SetupCode.objects.exists()


def test_starts_without_end_leave_no_heap_of_codes(db):
    SetupCode.objects.bulk_create(SetupCode(digest=f"{number:064}") for number in range(40))
    code = first_run.code()
    assert SetupCode.objects.count() == first_run.GOOD
    assert first_run.is_code(code)


# ------------------------------------------------------------------ without a page
def admin() -> User:
    (entry,) = Entry.objects.all()
    person = User.objects.get()
    assert (person.role, entry.kind, entry.target["email"]) == ("admin", "person.created", person.email)
    return person


def create(*options: str) -> str:
    call_command("create_admin", "Root@example.com", "--name", "Root", *options, stdout=(said := io.StringIO()))
    return said.getvalue().strip()


def test_an_admin_is_made_with_a_password_of_the_environment(db, monkeypatch):
    code = first_run.code()
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    assert create() == "root@example.com is an admin."
    assert admin().check_password(PASSWORD)
    assert set_up(code).status_code == 404


def test_an_admin_is_made_with_a_password_of_standard_input(db, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    create()
    assert admin().check_password(PASSWORD)


def test_an_admin_is_made_with_a_link_that_works_once(db, settings):
    settings.PUBLIC_URL = "https://tandem.example.com"
    link = re.fullmatch(r"https://tandem\.example\.com(/\S+)", create("--link"))[1]
    assert not admin().has_usable_password()
    browser = Client()
    form = browser.get(link)["Location"]
    assert browser.post(form, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert sign_in(User.objects.get(), password=PASSWORD).answer["Location"] == "/"
    assert "This link no longer works" in Client().get(link).content.decode()


def test_what_is_wrong_is_said_and_makes_nobody(db, monkeypatch, bob):
    for email, password, said in (
        ("nonsense", PASSWORD, "valid"),
        ("root@example.com", "short", "short"),
        ("root@example.com", "", "This password is too short"),
        ("BOB@example.com", PASSWORD, "Somebody has the e-mail"),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        with pytest.raises(CommandError, match=said):
            call_command("create_admin", email)
    assert [user.email for user in User.objects.all()] == ["bob@example.com"]


def test_djangos_own_command_makes_an_admin_as_well(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--email", "root@example.com", stdout=io.StringIO())
    assert admin().check_password(PASSWORD)

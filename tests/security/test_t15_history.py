"""T15: history cannot be edited, forged or silenced unnoticed. More of the chain is in `tests/audit`."""

from __future__ import annotations

import json
import logging
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from dashboard.accounts import services as accounts
from dashboard.accounts import tokens
from dashboard.accounts.models import AccessToken, Role, User
from dashboard.audit.models import Entry
from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import NotRecorded
from dashboard.upstream.secret import Secret
from dashboard.web.telemetry import logs


@pytest.fixture
def silenced(transactional_db, sandbox, alice):
    """Nothing can be written into history any more: the database refuses each row."""
    tokens.make(alice, name="one", can_write=False, services=("track",))
    with connection.cursor() as cursor:
        for statement in REFUSE[connection.vendor]:
            cursor.execute(statement)
    yield alice
    with connection.cursor() as cursor:
        cursor.execute(ALLOW[connection.vendor])


REFUSE = {
    "sqlite": ["CREATE TRIGGER silence BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'no'); END"],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER silence BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse()",
    ],
}
ALLOW = {"sqlite": "DROP TRIGGER silence", "postgresql": "DROP TRIGGER silence ON audit_entry"}


def state() -> list[object]:
    rows = [User.objects, AccessToken.objects, Connection.objects]
    return [sorted(map(str, manager.values())) for manager in rows]


CHANGES = {
    "connect": lambda alice: credentials.connect(alice, "track", "track_token", Secret("f" * 32)),
    "make a token": lambda alice: tokens.make(alice, name="two", can_write=True, services=("track",)),
    "make a person": lambda _: accounts.create_person(email="e@example.com", password="x", name="", role=Role.ADMIN),
}


def test_what_cannot_be_told_does_not_happen(silenced):
    before = state()
    for name, change in CHANGES.items():
        with pytest.raises(DatabaseError):
            change(silenced)
        assert state() == before, name


def test_a_write_that_cannot_be_told_is_not_sent(silenced, sandbox):
    with pytest.raises(NotRecorded):
        gateway.write(silenced, "track.update_preferences", {"date_format": "DD.MM.YYYY"})
    assert not sandbox.requests()


def test_no_right_is_given_untold(silenced, client_of):
    client = client_of(silenced)
    client.raise_request_exception = False
    bob = User.objects.create(email="bob@example.com", name="Bob", is_active=False)
    before = state()
    for act in ("enable", "role"):
        assert client.post(f"/team/{bob.pk}/{act}/", {"role": "admin", "confirm": "1"}).status_code == 500, act
        assert state() == before, act


def test_the_command_names_the_first_row_that_was_touched(transactional_db, sandbox, alice):
    for form in ("DD.MM.YYYY", "YYYY-MM-DD", "MM/DD/YYYY"):
        gateway.write(alice, "track.update_preferences", {"date_format": form})
    row = Entry.objects.filter(operation="track.update_preferences").order_by("id")[2]
    Entry.objects.filter(pk=row.pk).update(after={"date_format": "never"})
    with pytest.raises(CommandError, match=f"broken at row {row.pk}:"):
        call_command("verify_history", stdout=StringIO())


def test_history_has_no_foreign_keys():
    assert not [field for field in Entry._meta.get_fields() if field.is_relation]


NAMES = ('x\n{"event": "login", "user": 1}', "x\r\ny", "x\u2028y", "\x1b[2J", 'x", "event": "login')


def test_a_name_forges_no_line_of_the_log():
    formatter = logs.RedactingFormatter(logs.Redactor())
    for name in NAMES:
        record = logging.LogRecord("x", logging.INFO, "f", 1, "signed in: %s", (name,), None)
        (line,) = formatter.format(record).splitlines()
        assert json.loads(line)["event"].startswith("signed in: x") or "\x1b" in name
        assert "\x1b" not in line

"""`vault_doctor --give-up` deletes only what somebody has counted, and nothing under keys that development made."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from dashboard.audit import integrity
from dashboard.audit.models import Entry, Kind
from dashboard.credentials import services
from dashboard.credentials.models import Connection
from tests.sweeps import sweep
from tests.vault.rings import K1, K2, begin_under

ROWS = 6  # Alice's two secrets, their two rows of history, both ends


@pytest.fixture
def lost(settings, db):
    begin_under(settings, K1)
    return settings


@pytest.fixture
def person(lost, alice):
    lost.CREDENTIAL_KEYS = K2
    return alice


def give_up(*arguments: str, typed: str = "", monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    out = io.StringIO()
    if monkeypatch:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    call_command("vault_doctor", "--give-up", "k1", *arguments, stdout=out)
    return out.getvalue()


@sweep(["", "\n", "yes\n", "y\n", f"{ROWS + 1}\n", f"-{ROWS}\n", "0\n"])
def test_anything_but_the_number_of_rows_gives_up_nothing(typed, person, monkeypatch):
    with pytest.raises(CommandError, match=f"Nothing was given up: {ROWS} rows need the key k1"):
        give_up(typed=typed, monkeypatch=monkeypatch)
    assert Connection.objects.count() == 2


def test_the_rows_are_named_and_the_number_typed_back_gives_them_up(person, monkeypatch):
    said = give_up(typed=f"{ROWS}\n", monkeypatch=monkeypatch)
    assert "credentials.Connection.sealed_secret: 2 rows" in said
    assert "audit.Entry.tag: 2 rows" in said
    assert services.connections_of(person) == {}
    row = Entry.objects.get(kind=Kind.HISTORY_RESTARTED)
    assert row.target == {"lost_key": "k1", "rows": ROWS}
    assert integrity.verify().broken is None


@sweep([ROWS - 1, ROWS + 1])
def test_a_wrong_number_on_the_command_line_gives_up_nothing(number, person):
    with pytest.raises(CommandError, match="Nothing was given up"):
        give_up("--yes", str(number))
    assert Connection.objects.count() == 2


def test_the_right_number_on_the_command_line_needs_no_terminal(person):
    assert f"went on without {ROWS} secrets" in give_up("--yes", str(ROWS))


def test_keys_that_development_made_give_up_nothing(person, settings, tmp_path):
    settings.DATA_DIR, settings.DEVELOPMENT = tmp_path, True
    (tmp_path / "credential_keys").write_text(f"{K2}\n")
    with pytest.raises(CommandError, match="This process has made its own keys"):
        give_up("--yes", str(ROWS))
    assert Connection.objects.count() == 2


@pytest.mark.processes
def test_a_command_without_its_environment_gives_up_nothing(tmp_path):
    """As from a crontab that lacks the server's environment, beside its database."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/tandem.sqlite3", "DATA_DIR": str(tmp_path)}

    def run(*arguments: str, keys: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], env=environment | {"CREDENTIAL_KEYS": keys},
            cwd=django_settings.BASE_DIR, text=True, capture_output=True, timeout=90, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    assert run("migrate", keys=K1).returncode == 0
    stopped = run("vault_doctor", "--give-up", "k1")
    assert stopped.returncode != 0
    assert "This process has made its own keys" in stopped.stderr
    assert run("verify_history", keys=K1).returncode == 0

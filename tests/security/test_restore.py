"""A backup that was taken while people worked is restored elsewhere, and everything in it is there and opens."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import requests
from django.conf import settings as django_settings

from tests.served import served
from tests.vault.rings import K1, K2

pytestmark = pytest.mark.slow
MEMBERS = 40
WORK = """
import sys, django; django.setup()
from dashboard.accounts.models import User
from dashboard.credentials import services
from dashboard.upstream.secret import Secret
for number in range(int(sys.argv[1]), int(sys.argv[2])):
    user = User.objects.create_user(f"member{number}@example.com", name=f"Member {number}")
    services.connect(user, "track", "track_token", Secret(f"secret of {number}"))
"""


class Machine:
    """A folder with a database, and the commands that run on it."""

    def __init__(self, folder, keys: str) -> None:
        folder.mkdir()
        self.database = folder / "tandem.sqlite3"
        self.environment = {
            **os.environ, "DATABASE_URL": f"sqlite:///{self.database}", "CREDENTIAL_KEYS": keys,
            "DATA_DIR": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "config.settings",
        }  # fmt: skip

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *arguments], env=self.environment, cwd=django_settings.BASE_DIR, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self, *arguments: str, fails: bool = False) -> str:
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=90)
        assert (process.returncode != 0) is fails, output
        return output


@pytest.fixture
def backup(tmp_path):
    """The backup of a machine, taken while members connect there, and the head of its history."""
    old = Machine(tmp_path / "old", K1)
    old.run("manage.py", "migrate", "--skip-checks")
    old.run("-c", WORK, "0", str(MEMBERS))
    busy = old.start("-c", WORK, str(MEMBERS), str(MEMBERS * 3))
    head = head_of(old)  # first, as docs/deploying.md says
    copy = tmp_path / "backup.sqlite3"
    with closing(sqlite3.connect(old.database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    busy.communicate(timeout=90)
    return copy, head


def head_of(machine: Machine) -> str:
    return re.search(r"head (\d+:[0-9a-f]{64})", machine.run("manage.py", "verify_history"))[1]


def restored(tmp_path, backup, keys: str) -> Machine:
    new = Machine(tmp_path / f"new{secrets.token_hex(2)}", keys)
    shutil.copy(backup[0], new.database)
    return new


def test_everything_is_there_and_opens_under_its_keys(tmp_path, backup):
    new = restored(tmp_path, backup, K1)
    new.run("manage.py", "migrate")
    assert "Everything that was tried opens" in new.run("manage.py", "vault_doctor", "--all")
    assert "rows hold" in new.run("manage.py", "verify_history", "--noted", backup[1]), "the head was noted before"
    with closing(sqlite3.connect(new.database)) as database:
        (count,) = database.execute("SELECT count(*) FROM credentials_connection").fetchone()
    assert count >= MEMBERS
    with served(**new.environment) as address:
        assert requests.get(f"{address}/readyz", timeout=10).status_code == 200
        assert requests.get(f"{address}/accounts/login/", timeout=10).status_code == 200


def test_without_its_keys_the_start_is_refused_and_the_key_named(tmp_path, backup):
    said = restored(tmp_path, backup, K2).run("manage.py", "check", fails=True)
    assert "lacks the key 'k1'" in said

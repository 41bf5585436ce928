"""`rewrap_credentials` is killed without warning, and loses nothing."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dashboard.vault import key_id_of
from tests.vault.rings import K1, K2

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = 1500
MAKE_ROWS = f"""
import django; django.setup()
from dashboard.accounts.models import User
from dashboard.credentials.columns import CONNECTION_SECRET
from dashboard.credentials.models import Connection
from dashboard.upstream.secret import Secret
from dashboard.vault import seal
users = User.objects.bulk_create(User(email=f"member{{n}}@example.com") for n in range({ROWS}))
connections = [Connection(user=user, service="track", secret_kind="track_token") for user in users]
for n, connection in enumerate(connections):
    connection.sealed_secret = seal(Secret(f"secret of {{n}}"), **CONNECTION_SECRET.place(connection))
Connection.objects.bulk_create(connections)
"""


class House:
    """A database of its own, on which commands run as processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "tandem.sqlite3"
        self.environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def start(self, *arguments: str, keys: str) -> subprocess.Popen[str]:
        environment = {**self.environment, "CREDENTIAL_KEYS": keys}
        command = [sys.executable, *arguments]
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *arguments: str, keys: str) -> str:
        process = self.start(*arguments, keys=keys)
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0, output
        return output

    def moved(self) -> int:
        with sqlite3.connect(self.database) as connection:
            rows = connection.execute("SELECT sealed_secret FROM credentials_connection").fetchall()
        connection.close()
        return sum(key_id_of(sealed) == "k2" for (sealed,) in rows)


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    house.run("manage.py", "migrate", "--skip-checks", keys=K1)
    house.run("-c", MAKE_ROWS, keys=K1)
    return house


def kill_half_way(house: House) -> int:
    """Start the command, kill it once some rows have moved, and return how many had."""
    process = house.start("manage.py", "rewrap_credentials", "--batch", "1", keys=f"{K2},{K1}")
    while not (moved := house.moved()) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return moved


def test_killed_half_way_it_goes_on_where_it_was(house):
    assert kill_half_way(house) > 0
    moved = house.moved()
    assert moved < ROWS, "the command was done before it could be killed"
    house.run("manage.py", "vault_doctor", "--all", keys=f"{K2},{K1}")
    assert f"moved {ROWS - moved}," in house.run("manage.py", "rewrap_credentials", keys=f"{K2},{K1}")
    assert f"k2: {ROWS} rows" in house.run("manage.py", "vault_doctor", "--all", keys=K2)

"""`rewrap_credentials` is killed without warning, and loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command

from dashboard.accounts.models import User
from dashboard.credentials import services
from dashboard.credentials.models import Connection
from dashboard.upstream.secret import Secret
from dashboard.vault import key_id_of
from tests.served import database_url
from tests.vault.rings import K1, K2, begin_under

pytestmark = pytest.mark.processes
ROWS, MOVED = 12, 5


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def killed(transactional_db, settings):
    """Some rows have moved to the new key when the process that moves them is killed in the middle of one."""
    begin_under(settings, K1)
    for number in range(ROWS):
        person = User.objects.create(email=f"member{number}@example.com")
        services.connect(person, "track", "track_token", Secret(f"secret of {number}"))
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    environment = {**os.environ, "DATABASE_URL": database_url(), "CREDENTIAL_KEYS": f"{K2},{K1}"}
    command = [sys.executable, "-m", "tests.credentials.dying_rewrap", str(MOVED)]
    assert subprocess.run(command, env=environment, capture_output=True, check=False).returncode == -signal.SIGKILL
    return settings


def test_killed_half_way_it_goes_on_where_it_was(killed):
    keys = [key_id_of(sealed) for sealed in Connection.objects.values_list("sealed_secret", flat=True)]
    assert sorted(keys) == ["k1"] * (ROWS - MOVED) + ["k2"] * MOVED
    run("vault_doctor", "--all")
    assert f"moved {ROWS - MOVED}," in run("rewrap_credentials")
    killed.CREDENTIAL_KEYS = K2
    assert f"k2: {ROWS} rows" in run("vault_doctor", "--all")
    secrets = {services.authorization(one).secret.reveal() for one in Connection.objects.all()}
    assert secrets == {f"secret of {number}" for number in range(ROWS)}

"""T4: a key leaked and must go now: rotation under load, killed half-way, without one failed request."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
import requests
from django.conf import settings as django_settings
from django.test import Client

from dashboard.accounts import tokens
from dashboard.accounts.models import User
from dashboard.audit import integrity
from dashboard.credentials.models import Connection
from dashboard.credentials.services import CONNECTION_SECRET
from dashboard.upstream.secret import Secret
from dashboard.vault import key_id_of, seal
from tests.served import database_url, served
from tests.vault.rings import K1, K2, begin_under

ROWS = 1500
MOVED = 700  # rows, when the first run is killed
ASKING = 4  # people who ask all the time
REWRAP = """
import os, signal, sys
import django; django.setup()
from django.core.management import call_command
from django.db import connection
left = int(sys.argv[1])

def die_in_the_end(execute, sql, params, many, context):
    global left
    left -= sql.startswith("UPDATE")
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)

with connection.execute_wrapper(die_in_the_end):
    call_command("rewrap_credentials", batch=1)
"""


@pytest.fixture
def alice_under_the_old_key(settings, transactional_db, sandbox, request):
    """Alice, whose secrets are sealed under the key that leaked. Each of her requests opens one."""
    begin_under(settings, K1)
    sandbox.switch(enforce_quota=False)
    return request.getfixturevalue("alice")


def join(number: int) -> None:
    """Let many more join, each with a secret."""
    users = User.objects.bulk_create(User(email=f"member{one}@example.com") for one in range(number))
    rows = [Connection(user=user, service="track", secret_kind="track_token") for user in users]
    for one, row in enumerate(rows):
        row.sealed_secret = seal(Secret(f"secret of {one}"), **CONNECTION_SECRET.place(row))
    Connection.objects.bulk_create(rows)


@contextmanager
def load(address: str, alice):
    """Read Alice's connections in browsers, again and again without a pause; gives the statuses and pages."""
    browser = Client()
    browser.force_login(alice)
    name = django_settings.SESSION_COOKIE_NAME
    cookies = {name: browser.cookies[name].value}
    answers: list[tuple[int, str]] = []
    begun, over = threading.Barrier(ASKING + 1), threading.Event()

    def ask() -> None:
        answer = requests.get(f"{address}/connections/", cookies=cookies, timeout=60, allow_redirects=False)
        answers.append((answer.status_code, answer.text))

    def ask_on_and_on() -> None:
        ask()
        begun.wait()
        while not over.is_set():
            ask()

    threads = [threading.Thread(target=ask_on_and_on) for _ in range(ASKING)]
    for thread in threads:
        thread.start()
    try:
        begun.wait(timeout=120)
        yield answers
    finally:
        over.set()
        for thread in threads:
            thread.join()


def run(*arguments: str, keys: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, on the tests' database and with these keys."""
    environment = {
        **os.environ, "DATABASE_URL": database_url(), "CREDENTIAL_KEYS": keys,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, env=environment, cwd=django_settings.BASE_DIR, capture_output=True, text=True, timeout=240, check=False
    )


def moved() -> int:
    return sum(key_id_of(one) == "k2" for one in Connection.objects.values_list("sealed_secret", flat=True))


@pytest.mark.slow
def test_a_leaked_key_is_replaced_while_everybody_works(settings, alice_under_the_old_key):
    join(ROWS)
    settings.CREDENTIAL_KEYS = both = f"{K2},{K1}"
    token = tokens.make(alice_under_the_old_key, name="s", can_write=False, services=("track",)).reveal()
    with served(CREDENTIAL_KEYS=both) as address, load(address, alice_under_the_old_key) as answers:
        killed = run("-c", REWRAP, str(MOVED), keys=both)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert 0 < moved() < ROWS, "killed half-way"
        finished = run("manage.py", "rewrap_credentials", "--batch", "100", keys=both)
        assert finished.returncode == 0, finished.stderr
        preferences = f"{address}/bff/track/api/v9/me/preferences"
        assert requests.get(preferences, headers={"Authorization": f"Bearer {token}"}, timeout=60).status_code == 200
    assert len(answers) > 20
    assert {status for status, _page in answers} == {200}, "no failed request, and the session held"
    assert not [page for _status, page in answers if "unreadable" in page]
    settings.CREDENTIAL_KEYS = K2
    with served(CREDENTIAL_KEYS=K2) as address:
        assert requests.get(f"{address}/readyz", timeout=60).status_code == 200
    assert moved() == ROWS + 2
    assert integrity.verify().broken is None, "and history is still proved, under the new key alone"


@pytest.mark.processes
def test_a_key_that_is_taken_away_too_early_stops_the_start(alice_under_the_old_key):
    join(8)
    stopped = run("manage.py", "check", keys=K2)
    assert stopped.returncode != 0
    assert "lacks the key 'k1', which 12 stored secrets and signatures need" in stopped.stderr

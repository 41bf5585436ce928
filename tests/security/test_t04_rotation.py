"""T4: a key leaked and must go now: rotation under load, killed half-way, without one failed request."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
import requests
from django.conf import settings as django_settings
from django.test import Client

from dashboard.accounts import tokens
from dashboard.accounts.models import User
from dashboard.audit import keeping
from dashboard.credentials.columns import CONNECTION_SECRET
from dashboard.credentials.models import Connection
from dashboard.upstream.secret import Secret
from dashboard.vault import key_id_of, seal
from tests.served import database_url, served
from tests.vault.rings import K1, K2

ROWS = 1500
ASKING = 4  # people who ask at the same time
PACE = 0.15  # seconds between two requests of one of them: more than twenty a second in all


@pytest.fixture
def team(settings, transactional_db, sandbox, request):
    """Alice and many more, sealed under the old key. Each of Alice's requests opens her secret."""
    settings.CREDENTIAL_KEYS = K1
    alice = request.getfixturevalue("alice")
    users = User.objects.bulk_create(User(email=f"member{number}@example.com") for number in range(ROWS))
    rows = [Connection(user=user, service="track", secret_kind="track_token") for user in users]
    for number, row in enumerate(rows):
        row.sealed_secret = seal(Secret(f"secret of {number}"), **CONNECTION_SECRET.place(row))
    Connection.objects.bulk_create(rows)
    sandbox.switch(enforce_quota=False)
    return alice


@contextmanager
def load(address: str, alice):
    """Read Alice's connections in a browser and by a script, again and again; gives the statuses and pages."""
    browser = Client()
    browser.force_login(alice)
    name = django_settings.SESSION_COOKIE_NAME
    cookies = {name: browser.cookies[name].value}
    answers: list[tuple[int, str]] = []
    over = threading.Event()

    def ask() -> None:
        while not over.wait(PACE):
            answer = requests.get(f"{address}/connections/", cookies=cookies, timeout=30, allow_redirects=False)
            answers.append((answer.status_code, answer.text))

    threads = [threading.Thread(target=ask) for _ in range(ASKING)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        over.set()
        for thread in threads:
            thread.join()


def rewrap(*, kill: bool) -> None:
    """Run the command in a process of its own; kill it without warning once some rows have moved."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "CREDENTIAL_KEYS": f"{K2},{K1}"}
    command = [sys.executable, "manage.py", "rewrap_credentials", "--batch", "1" if kill else "100"]
    process = subprocess.Popen(
        command, env=environment, cwd=django_settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    while kill and process.poll() is None and not moved():
        time.sleep(0.01)
    if kill:
        process.send_signal(signal.SIGKILL)
    output, _ = process.communicate(timeout=60)
    assert kill or process.returncode == 0, output


def moved() -> int:
    return sum(key_id_of(one) == "k2" for one in Connection.objects.values_list("sealed_secret", flat=True))


@pytest.mark.slow
def test_a_leaked_key_is_replaced_while_everybody_works(settings, team):
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    token = tokens.make(team, name="s", can_write=False, services=("track",)).reveal()
    with served(CREDENTIAL_KEYS=f"{K2},{K1}") as address, load(address, team) as answers:
        rewrap(kill=True)
        assert 0 < moved() < ROWS, "killed half-way"
        rewrap(kill=False)
        preferences = f"{address}/bff/track/api/v9/me/preferences"
        assert requests.get(preferences, headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code == 200
    assert len(answers) > 20
    assert {status for status, _page in answers} == {200}, "no failed request, and the session held"
    assert not [page for _status, page in answers if "unreadable" in page]
    settings.CREDENTIAL_KEYS = K2
    with served(CREDENTIAL_KEYS=K2) as address:
        assert requests.get(f"{address}/readyz", timeout=10).status_code == 200
    assert moved() == ROWS + 2
    assert keeping.verify().broken is None, "and history is still proved, under the new key alone"


def test_a_key_that_is_taken_away_too_early_stops_the_start(settings, team):
    environment = {**os.environ, "DATABASE_URL": database_url(), "CREDENTIAL_KEYS": K2}
    command = [sys.executable, "manage.py", "check"]
    result = subprocess.run(
        command, env=environment, cwd=django_settings.BASE_DIR, capture_output=True, text=True, timeout=60
    )
    assert result.returncode != 0
    assert f"lacks the key 'k1', which {ROWS + 3} stored secrets and signatures need" in result.stderr

"""T18: a crash shows no secret: not on the page, not in the log, not in what anything collects."""

from __future__ import annotations

import base64
import json
import logging
from urllib.parse import quote, quote_plus

import pytest
import requests
from django.conf import settings as django_settings
from django.test import Client

from dashboard.accounts import tokens
from dashboard.sandbox.people import ALICE, NORTHWIND, STUDIO
from dashboard.upstream.secret import Secret
from dashboard.web import origin
from dashboard.web.telemetry import logs
from tests.security import sweep
from tests.served import served

STREAM = (
    f"/bff/focus/api/organizations/{NORTHWIND}/workspaces/{STUDIO}/time-blocks/stream"
    "?date_from=2020-01-01T00:00:00Z&date_to=2040-01-01T00:00:00Z"
)
PAGE, PROXIED = "/connections/track/test/", "/bff/track/api/v9/me/preferences"


@pytest.fixture
def crashing(monkeypatch, sandbox, alice):
    """The HTTP library breaks in the middle of a call, with everything that it holds in its message."""

    def crash(_self, prepared, **options):
        canary = f"{ALICE.track_token} {prepared.headers}"
        raise RuntimeError(f"sending {prepared.url} with {dict(prepared.headers)} {canary} {options}")

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", crash)
    return alice


def test_a_page_that_crashes_says_nothing(crashing, client_of, lines):
    client = client_of(crashing)
    client.raise_request_exception = False
    answer = client.post(PAGE)
    assert sweep.found_in(answer.content) == []
    assert b"Traceback" not in answer.content
    assert sweep.found_in(lines().encode()) == []


def test_the_proxy_that_crashes_says_nothing(crashing, lines):
    token = tokens.make(crashing, name="s", can_write=True, services=("track",)).reveal()
    answer = Client(raise_request_exception=False).get(PROXIED, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 500
    assert answer.json()["error"] == "internal"
    assert sweep.found_in(answer.content) == []
    written = lines()
    assert "RuntimeError" in written, "the crash is in the log"
    assert sweep.found_in(written.encode()) == []
    assert token not in written


def test_debug_pages_are_off_and_nothing_is_mailed():
    assert django_settings.DEBUG is False
    assert not django_settings.ADMINS
    handlers = {type(handler).__name__ for name in ("", "django", "django.request", "django.server")
                for handler in logging.getLogger(name).handlers}  # fmt: skip
    assert "AdminEmailHandler" not in handlers


PASSWORD = 'pa"ss wörd+/&=%'


SPELLINGS = {
    "raw": PASSWORD,
    "json": json.dumps({"x": PASSWORD}),
    "url": quote(PASSWORD, safe=""),
    "plus": quote_plus(PASSWORD),
    "base64": base64.b64encode(PASSWORD.encode()).decode(),
    "base64 1": base64.b64encode(b"x" + PASSWORD.encode()).decode(),
    "base64 2": base64.b64encode(b"xy" + PASSWORD.encode() + b":z").decode(),
}


def test_a_secret_in_use_is_masked_in_every_spelling(rf):
    formatter = logs.RedactingFormatter(logs.Redactor())
    for way, text in SPELLINGS.items():
        with origin.of_request(rf.get("/")):
            origin.using(Secret(PASSWORD))
            line = formatter.format(logging.LogRecord("x", logging.INFO, "f", 1, "sent %s", (text,), None))
        kept = text.strip('{}"x: =')
        assert logs.MASK in line, way
        assert not [kept[at : at + 10] for at in range(2, len(kept) - 12) if kept[at : at + 10] in line], way
        other = formatter.format(logging.LogRecord("x", logging.INFO, "f", 1, "sent %s", ("ordinary words",), None))
        assert "ordinary words" in other, way


def test_a_longer_secret_leaves_nothing_beside_a_masked_shorter_one(rf):
    formatter = logs.RedactingFormatter(logs.Redactor())
    with origin.of_request(rf.get("/")):
        for one in ("short-secret", "short-secret-with-a-tail"):
            origin.using(Secret(one))
        line = formatter.format(logging.LogRecord("x", logging.INFO, "f", 1, "a short-secret-with-a-tail b", (), None))
    assert f"a {logs.MASK} b" in line


@pytest.mark.processes
def test_what_the_server_says_of_a_failure_is_a_line_like_all_others(sandbox, transactional_db, bob, capfd):
    """Else it would be a traceback past the redaction."""
    token = tokens.make(bob, name="s", can_write=False, services=("focus",)).reveal()
    sandbox.fault("focus.stream_time_blocks", "half")
    with served() as address, pytest.raises(requests.exceptions.ChunkedEncodingError):
        _ = requests.get(f"{address}{STREAM}", headers={"Authorization": f"Bearer {token}"}, timeout=60).content
    told = [line for line in "".join(capfd.readouterr()).splitlines() if "StreamInterrupted" in line]
    assert [json.loads(line)["level"] for line in told] == ["error"]

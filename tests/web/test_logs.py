"""A log line is one line of JSON without a secret in it."""

from __future__ import annotations

import base64
import json
import logging
import re

import pytest
import structlog
from django.conf import settings

from dashboard.web.telemetry import logs

TOKEN = "0123456789abcdef0123456789abcdef"
KEY = "toggl_sk_" + TOKEN


@pytest.fixture
def line():
    """Return how a record looks when it is written."""
    formatter = logs.RedactingFormatter(logs.Redactor(["longest secret of all", "longest secret"]))

    def written(message, *args, **extra):
        return formatter.format(logging.LogRecord("x", logging.INFO, "f", 1, message, args, extra.get("exc_info")))

    return written


TEXTS = (
    TOKEN,
    f"token={TOKEN.upper()} and again {TOKEN}",
    KEY,
    f"Authorization: Bearer {KEY}",
    "Authorization: Basic " + base64.b64encode(f"{TOKEN}:api_token".encode()).decode(),
    "a longest secret of all, b longest secret",
)


def test_a_secret_is_masked_wherever_it_stands(line):
    for text in TEXTS:
        written = line("%s", text)
        assert logs.MASK in json.loads(written)["event"], text
        assert not re.search(TOKEN[:8] + "|longest secret", written, re.IGNORECASE), text
        assert base64.b64encode(TOKEN.encode()).decode()[:16] not in written, text


NAMES = ("password", "current_password", "api_token", "apiToken", "Authorization", "csrfmiddlewaretoken", "cookie")


def test_a_field_with_the_name_of_a_secret_is_masked_whatever_it_holds(caplog):
    caplog.set_level(logging.INFO)
    structlog.get_logger("x").info("saved", rank=7, token_id="12", **dict.fromkeys(NAMES, "hunter2"))
    formatter = logs.RedactingFormatter(logs.Redactor())
    told = json.loads(formatter.format(caplog.records[-1]))
    assert {name: told[name] for name in NAMES} == dict.fromkeys(NAMES, logs.MASK)
    assert (told["event"], told["rank"], told["token_id"]) == ("saved", 7, "12")


def test_the_longer_of_two_secrets_is_masked_whole(line):
    assert json.loads(line("a longest secret of all b longest secret"))["event"] == f"a {logs.MASK} b {logs.MASK}"


def test_a_traceback_is_masked_and_stays_on_the_line(line):
    try:
        raise RuntimeError(f"refused {KEY}")
    except RuntimeError as error:
        written = line("failed", exc_info=(type(error), error, error.__traceback__))
    assert "RuntimeError" in json.loads(written)["exception"]
    assert KEY not in written
    assert "\n" not in written


def test_words_and_ids_are_left_alone(line):
    text = "workspace 1234567 write 7e0f2a1c-1111-4222-8333-944455556666 sha256 " + "ab" * 32
    assert json.loads(line("%s", text))["event"] == text


def test_a_forged_line_stays_inside_its_own(line):
    assert "\n" not in line("name is %s", 'x\n{"event": "login"}')


def test_the_site_masks_its_own_keys():
    redact = logs.Redactor(logs._own_secrets())
    ring = settings.CREDENTIAL_KEYS.partition(":")[2]
    assert redact(f"{settings.SECRET_KEY} {ring}") == f"{logs.MASK} {logs.MASK}"


def test_a_request_is_one_line_that_names_route_and_request(client, caplog):
    caplog.set_level(logging.INFO)
    response = client.get("/wrap/?secret=1")
    event = next(r.msg for r in caplog.records if isinstance(r.msg, dict) and r.msg.get("event") == "request")
    assert (event["route"], event["status"]) == ("wrap/", 200)
    assert event["request_id"] == response["X-Request-ID"]


def test_configuring_twice_writes_once():
    logs.configure(settings.LOGGING)
    logs.configure(settings.LOGGING)
    assert len([each for each in logging.getLogger().handlers if isinstance(each, logs.Output)]) == 1

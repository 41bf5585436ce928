"""After everything that can be done with a secret, no trace of it is in the database, a cache, a log or a page."""

from __future__ import annotations

import base64
import logging

import pytest
from django.apps import apps

from dashboard.sandbox.people import BOB, CHARLIE
from dashboard.web.telemetry.logs import Redactor
from tests.connections.page_objects import offer, paste
from tests.security import sweep

SECRETS = {
    "token": CHARLIE.track_token,
    "key": CHARLIE.focus_key,
    "password": CHARLIE.password,
    "other token": BOB.track_token,
}


def spellings(secret: str) -> list[bytes]:
    """The secret as it is, and as it stands in the middle of a Basic header at each of base64's three offsets."""
    encoded = [base64.b64encode(b"\0" * offset + secret.encode())[4:-4] for offset in range(3)]
    return [secret.encode(), *encoded]


def tables() -> bytes:
    rows = [str(list(model._base_manager.values())) for model in apps.get_models()]
    return "".join(rows).encode() + b"".join(
        bytes(row) for row in apps.get_model("credentials.Connection").objects.values_list("sealed_secret", flat=True)
    )


@pytest.fixture
def said(caplog, capfd, charlies, sandbox):
    """Charlie does everything that can be done with a secret; what the site answered and logged."""
    caplog.set_level(logging.DEBUG)
    answers = [
        paste(charlies, "track", CHARLIE.track_token),
        paste(charlies, "focus", CHARLIE.focus_key),
        paste(charlies, "track", CHARLIE.focus_key),
        paste(charlies, "focus", CHARLIE.track_token),
        offer(charlies, "track", "password", email=CHARLIE.email, secret=CHARLIE.password),
        offer(charlies, "focus", "password", email=CHARLIE.email, secret=CHARLIE.password),
        paste(charlies, "track", BOB.track_token),
    ]
    sandbox.fault("*", "status", times=-1, status=500, body=f'"{CHARLIE.track_token} {CHARLIE.password}"')
    answers += [
        paste(charlies, "track", CHARLIE.track_token),
        offer(charlies, "focus", "password", email=CHARLIE.email, secret=CHARLIE.password),
        charlies.post("/connections/track/test/"),
        charlies.get("/connections/"),
        charlies.get("/history/"),
    ]
    written = b"".join(stream.encode() for stream in capfd.readouterr())
    return b"".join(answer.content for answer in answers) + written


@pytest.mark.long
@pytest.mark.parametrize("name", SECRETS)
def test_there_is_no_trace(said, name):
    everything = said + tables() + sweep.cached()
    for spelling in spellings(SECRETS[name]):
        assert spelling not in everything, f"the {name} is there"


def test_the_search_would_find_one():
    header = base64.b64encode(f"{CHARLIE.track_token}:api_token".encode())
    assert any(spelling in header for spelling in spellings(CHARLIE.track_token)[1:])


def test_a_log_line_with_a_secret_is_masked():
    line = Redactor()(f"Authorization: Bearer {CHARLIE.focus_key} and {CHARLIE.track_token}")
    assert CHARLIE.focus_key not in line
    assert CHARLIE.track_token not in line

"""T1: a token reaches no browser, log, export or admin. Here everything is done with secrets, then all is swept.

The same sweep looks over every test of the suite (`tests/conftest.py`).
"""

from __future__ import annotations

import base64
import re

import pytest
from django.test import Client

from dashboard.accounts import tokens
from dashboard.gateway import services as gateway
from dashboard.sandbox.people import ALICE, CHARLIE
from tests.connections.page_objects import offer, paste
from tests.security import sweep

TOKEN = "a-token-for-prometheus-0123456789"
PAGES = (
    "/", "/connections/", "/history/", "/history/history.csv", "/history/history.json", "/preferences/track/",
    "/preferences/focus/", "/statuses/", "/calendar/", "/profile/", "/directory/", "/access-tokens/", "/team/", "/bff/",
)  # fmt: skip
PROXIED = (
    "track/api/v9/me",
    "track/api/v9/me?with_related_data=true",
    "track/api/v9/workspaces",
    "focus/api/users/me/settings",
)


@pytest.fixture
def everything(transactional_db, sandbox, alice, bob, charlie, client_of, settings):
    """Alice and Charlie do all that touches a secret; returns everything that anybody was answered."""
    settings.METRICS_TOKEN = TOKEN
    charlies, alices = client_of(charlie), client_of(alice)
    script = {
        "Authorization": f"Bearer {tokens.make(alice, name='s', can_write=True, services=('track', 'focus')).reveal()}"
    }
    said = [
        paste(charlies, "track", CHARLIE.track_token),
        paste(charlies, "focus", CHARLIE.track_token),
        offer(charlies, "focus", "password", email=CHARLIE.email, secret=CHARLIE.password),
        *(alices.get(page) for page in PAGES),
        *(Client().get(f"/bff/{path}", headers=script) for path in PROXIED),
    ]
    gateway.write(
        alice, "track.update_me", {"fullname": "Alice", "current_password": ALICE.password, "password": "x" * 12}
    )
    sandbox.fault("*", "status", times=-1, status=500, body=f'"{ALICE.track_token} {ALICE.focus_key}"')
    said += [alices.get(page) for page in PAGES]
    said += [Client().get(f"/bff/{path}", headers={**script, "Cache-Control": "no-cache"}) for path in PROXIED]
    said.append(Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}))
    return b"".join(b"".join(one.streaming_content) if one.streaming else one.content for one in said)


@pytest.mark.long
def test_no_answer_table_file_or_cache_shows_a_secret(everything):
    assert len(everything) > 100_000, "the pages were really there"
    assert sweep.found_in(everything) == []
    stored = sweep.every_row() + sweep.database_files() + sweep.cached()
    assert len(stored) > 10_000
    assert sweep.found_in(stored) == []


def test_no_field_that_is_secret_by_name_passes(sandbox, alice):
    token = tokens.make(alice, name="s", can_write=True, services=("track", "focus")).reveal()
    for path in PROXIED:
        body = Client().get(f"/bff/{path}", headers={"Authorization": f"Bearer {token}"}).content
        assert len(body) > 100, path
        found = re.findall(rb'"(?:api_token|intercom_hash|ical_url)": ?"', body)  # null stands for what is required
        assert not found, path


def test_the_sweep_would_find_one():
    secrets = {
        "token": f"{ALICE.track_token}:api_token", "password": f"a@b:{ALICE.password}", "key": ALICE.focus_key,
    }  # fmt: skip
    for name, secret in secrets.items():
        for text in (secret.encode(), base64.b64encode(secret.encode()), secret.encode().hex().encode()):
            assert sweep.found_in(b"before " + text + b" after"), name

"""Alice at her profile, and what her browser would send."""

from __future__ import annotations

import html
import re

import pytest


@pytest.fixture
def client(client_of, alice, sandbox):
    """Alice's browser."""
    return client_of(alice)


def words_of(response):
    """The words of a page, without its markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def field_of(response, name):
    """What stands at one field of a form."""
    found = re.search(
        rf'id="field-{name}">(.*?)</div>\s*(?=<div class="field|<datalist|<input|<p|<div class="actions)',
        response.content.decode(),
        re.DOTALL,
    )
    return html.unescape(re.sub(r"<[^>]+>", " ", found[1])) if found else ""


def form_of(client, **changes):
    """The profile's form as it was shown, with some boxes changed."""
    page = client.get("/profile/").content.decode()
    was = html.unescape(re.search(r'name="was" value="([^"]*)"', page)[1])
    import json

    shown = json.loads(was)
    filled = {name: "" if value is None else value for name, value in shown.items()}
    return {
        **filled,
        "was": was,
        "idempotency_key": re.search(r'name="idempotency_key" value="([^"p]*)"', page)[1],
        **changes,
    }

"""What would part or end an address once it is decoded is refused, so a proxy's rules for paths hold here too."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from dashboard.accounts import tokens
from tests.served import served

PATHS = (
    "/bff/track%2fapi/v9/me", "/bff/track/api%2Fv9/me", "/bff/track/api/v9%5cme", "/bff/track/api/v9/me%00",
    "/bff/track/api/v9%2Fme",
)  # fmt: skip


@pytest.mark.processes
def test_the_proxy_knows_no_address_with_an_encoded_slash(transactional_db, sandbox, alice):
    token = tokens.make(alice, name="s", can_write=False, services=("track",)).reveal()
    with served(UPSTREAM_PACE_SCALE="0") as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        found = {}
        for path in (*PATHS, "/bff/track/api/v9/%6de"):
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            found[path] = answer.status
            answer.read()
        connection.close()
    assert found == dict.fromkeys(PATHS, 404) | {"/bff/track/api/v9/%6de": 200}

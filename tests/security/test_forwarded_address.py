"""Behind a proxy, callers choose neither the address that is believed of them nor the scheme, however they spell it."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

import pytest

from dashboard.accounts import tokens
from dashboard.audit.models import Entry
from tests.proxies import PROXIES, proxied
from tests.served import served

pytestmark = pytest.mark.processes
CALLER = "127.0.0.2"  # what a proxy sees; 127.0.0.1 is what Tandem sees of the proxy
FORGED = "9.9.9.9"
SPELLINGS = ("X-Forwarded-For", "X_Forwarded_For", "X-Forwarded_For", "x_forwarded-for", "Forwarded", "X_Real_IP")


def asked(address: str, method: str, path: str, headers: list[tuple[str, str]], body: str = "") -> tuple[int, str]:
    """Send headers in this order and spelling, from the caller's address."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60, source_address=(CALLER, 0))
    connection.putrequest(method, path)
    for name, value in [*headers, *([("Content-Length", str(len(body)))] if body else [])]:
        connection.putheader(name, value)
    connection.endheaders(body.encode() or None)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def believed(address: str, token: str, headers: list[tuple[str, str]]) -> str:
    """Change something and return the address that history tells."""
    known = [("Authorization", f"Bearer {token}"), ("Content-Type", "application/json")]
    body = json.dumps({"date_format": "DD.MM.YYYY"})
    assert asked(address, "POST", "/bff/track/api/v9/me/preferences", [*known, *headers], body)[0] == 200
    return Entry.objects.filter(operation="track.update_preferences").latest("id").address


@pytest.mark.parametrize("proxy", PROXIES)
def test_only_the_address_that_the_proxy_saw_is_believed(proxy, transactional_db, sandbox, alice, client_of, tmp_path):
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    session = ("Cookie", f"session={client_of(alice).cookies['session'].value}")
    lies = [[(name, FORGED)] for name in SPELLINGS]
    lies += [[(SPELLINGS[1], FORGED), *((f"Y-{n}", "1") for n in range(count))] for count in range(1, 6)]
    with (
        served(TRUSTED_PROXY_COUNT="1", UPSTREAM_PACE_SCALE="0") as site,
        proxied(proxy, site, tmp_path / "proxy", extra="underscores_in_headers on;") as address,
    ):
        told = {believed(address, token, headers) for headers in lies}
        pages = [
            asked(address, "GET", "/access-tokens/", [session, (name, "https")])
            for name in ("X-Forwarded-Proto", "X_Forwarded_Proto", "X-Forwarded_Proto")
        ]
    assert told == {CALLER}
    assert {(status, address in text, "https://127.0.0.1" in text) for status, text in pages} == {(200, True, False)}


def test_a_name_with_an_underscore_is_no_header_at_all(transactional_db, sandbox, alice):
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    with served(TRUSTED_PROXY_COUNT="1", UPSTREAM_PACE_SCALE="0") as site:
        assert believed(site, token, [("X_Forwarded_For", FORGED)]) == ""
        assert believed(site, token, [("X-Forwarded-For", "1.1.1.1"), ("X_Forwarded_For", FORGED)]) == "1.1.1.1"

"""T5: nobody makes Tandem ask for anything but the contract's operations at two fixed hosts."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from dashboard.accounts import tokens
from dashboard.gateway import services as gateway
from dashboard.upstream.contract import operations
from dashboard.upstream.errors import UpstreamError
from tests.security.things import start_over

ESCAPES = (
    "../me", "..%2fme", "%2e%2e/me", "1/../../me", "https://evil/", "//evil", "1#x", "1%23x", "1?x=1", "1%00", "\uff11",
    "..;/me", "%252e%252e/me", "1/..%5c..%5cme", "@evil.example/", "1%0d%0aHost:%20evil", "127.0.0.1:22/", "[::1]/",
)  # fmt: skip


@pytest.fixture
def token(transactional_db, alice):
    return tokens.make(alice, name="script", can_write=True, services=("track", "focus")).reveal()


def asked(site: str, path: str, token: str) -> int:
    """Send a request line as it is, which no HTTP library would; return the status."""
    parts = urlsplit(site)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as sock:
        head = (
            f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        )
        sock.sendall(head.encode())
        return int(sock.makefile("rb").readline().split()[1])


TEMPLATES = ("/bff/track/api/v9/workspaces/{}/projects", "/bff/focus/api/workspaces/{}/statuses", "/bff/{}")


@pytest.mark.long
def test_no_path_leaves_its_template(site, sandbox, token):
    paths = [template.format(escape) for template in TEMPLATES for escape in ESCAPES]
    answered = {path: asked(site, path, token) for path in paths}
    assert {path: status for path, status in answered.items() if status not in {301, 400, 404, 405}} == {}
    assert not sandbox.requests()


def test_an_absolute_target_goes_nowhere_else(site, sandbox, token):
    for target in ("http://evil.example/bff/track/api/v9/me", "//evil.example/bff/track/api/v9/me"):
        asked(site, target, token)
    assert all(one["operation"] in operations() for one in sandbox.requests())


def test_a_redirect_is_never_followed(alice, sandbox):
    for operation in ("track.get_me", "track.get_preferences", "focus.get_settings"):
        sandbox.fault(operation, "redirect", times=-1, location=f"{sandbox.url}/_sandbox/trap")
        with pytest.raises(UpstreamError):
            gateway.read_json(alice, operation)
        assert {one["operation"] for one in sandbox.requests()} == {operation}
        sandbox.clear_requests()


def test_no_header_chooses_the_host(alice, sandbox, token, client):
    for header in ("Host", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-Upstream-Url"):
        for value in ("127.0.0.1", "evil.example", "http://evil.example", "focus.toggl.com@evil.example"):
            start_over(sandbox)
            answer = client.get("/bff/track/api/v9/me", headers={"Authorization": f"Bearer {token}", header: value})
            asked_for = [one["operation"] for one in sandbox.requests()]
            is_another_host = header == "Host" and value != "127.0.0.1"
            wanted = (400, []) if is_another_host else (200, ["track.get_me"])
            assert (answer.status_code, asked_for) == wanted, f"{header}: {value}"

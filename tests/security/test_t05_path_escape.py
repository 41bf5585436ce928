"""T5: nobody makes Tandem ask for anything but the contract's operations at two fixed hosts."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from dashboard.accounts import tokens
from dashboard.gateway import services as gateway
from dashboard.upstream.contract import operations
from dashboard.upstream.errors import UpstreamError

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
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as sock:
        head = (
            f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        )
        sock.sendall(head.encode())
        return int(sock.makefile("rb").readline().split()[1])


TEMPLATES = ("/bff/track/api/v9/workspaces/{}/projects", "/bff/focus/api/workspaces/{}/statuses", "/bff/{}")


@pytest.mark.parametrize("path", TEMPLATES)
def test_no_path_leaves_its_template(site, sandbox, alice, token, path):
    answered = {escape: asked(site, path.format(escape), token) for escape in ESCAPES}
    assert set(answered.values()) <= {301, 400, 404, 405}, answered
    assert not sandbox.requests()


@pytest.mark.parametrize("target", ["http://evil.example/bff/track/api/v9/me", "//evil.example/bff/track/api/v9/me"])
def test_an_absolute_target_goes_nowhere_else(site, sandbox, alice, token, target):
    asked(site, target, token)
    assert all(one["operation"] in operations() for one in sandbox.requests())


@pytest.mark.parametrize("operation", ["track.get_me", "track.get_preferences", "focus.get_settings"])
def test_a_redirect_is_never_followed(alice, sandbox, operation):
    sandbox.fault(operation, "redirect", times=-1, location=f"http://127.0.0.1:{_port()}/_sandbox/trap")
    with pytest.raises(UpstreamError):
        gateway.read(alice, operation)
    assert {one["operation"] for one in sandbox.requests()} == {operation}


def _port() -> Any:
    from django.conf import settings

    return settings.SANDBOX_PORT


@pytest.mark.parametrize("value", ["127.0.0.1", "evil.example", "http://evil.example", "focus.toggl.com@evil.example"])
@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-Upstream-Url"])
def test_no_header_chooses_the_host(alice, sandbox, token, client, header, value):
    client.get("/bff/track/api/v9/me", headers={"Authorization": f"Bearer {token}", header: value})
    assert {one["operation"] for one in sandbox.requests()} <= {"track.get_me"}

"""T11: headers that a stranger can send decide nothing; those of our proxies count as many as there are of them."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from dashboard.accounts import tokens
from dashboard.audit.models import Entry
from dashboard.web.origin import address_of

WRITE = "/bff/track/api/v9/me/preferences"


def told_by(alice, **headers: str) -> Entry:
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    Client().generic("POST", WRITE, b'{"date_format": "DD.MM.YYYY"}', content_type="application/json",
                     headers={"Authorization": f"Bearer {token}", **headers})  # fmt: skip
    return Entry.objects.filter(operation="track.update_preferences").latest("id")


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP", "Via"]
)
def test_history_tells_the_sockets_address(sandbox, alice, header):
    assert told_by(alice, **{header: "1.1.1.1"}).address == "127.0.0.1"


def test_history_and_log_tell_our_request_id(sandbox, alice):
    entry = told_by(alice, **{"X-Request-ID": "forged"})
    assert len(entry.request_id) == 16
    assert entry.request_id != "forged"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", ""),
        (1, "", ""),
        (1, "6.6.6.6, not an address", ""),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "1.1.1.1:4711", "1.1.1.1"),
        (1, "1.1.1.1\r\nX: y", ""),
    ],
)
def test_as_many_proxies_are_believed_as_there_are(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="9.9.9.9", HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == address


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "GoogleHC/1.0"},
        {"User-Agent": "kube-probe/1.30"},
        {"X-Forwarded-Uri": "/livez"},
        {"X-Original-URL": "/livez"},
        {"X-Rewrite-URL": "/accounts/login/"},
        {"X-Forwarded-Prefix": "/livez"},
        {"X-HTTP-Method-Override": "OPTIONS"},
    ],
    ids=str,
)
def test_no_header_opens_a_private_page(db, bob, headers):
    assert Client().get("/connections/", headers=headers)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "path", ["/connections/#/livez", "/livez/../connections/", "//livez/connections/", "/livez;/connections/"]
)
def test_no_address_passes_for_a_probe(db, bob, path):
    answer = Client().get(path)
    assert answer.content != b"ok\n"
    assert answer.status_code in {301, 302, 404}


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver@evil.example", "testserver:80@evil.example", "testserver.evil.example"]
)
def test_a_host_that_is_not_ours_is_refused(db, bob, host):
    for path in ("/connections/", "/accounts/password/reset/", "/bff/track/api/v9/me"):
        assert Client(raise_request_exception=False).get(path, headers={"Host": host}).status_code == 400


def test_https_is_not_believed_without_a_proxy(settings):
    assert settings.SECURE_PROXY_SSL_HEADER is None
    request = RequestFactory().get("/", HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_SSL="on")
    assert not request.is_secure()


def test_a_forwarded_host_never_gets_into_a_mail(db, bob, mailoutbox):
    Client().post("/accounts/password/reset/", {"email": bob.email}, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in mailoutbox[0].body

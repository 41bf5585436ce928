"""T11: headers that a stranger can send decide nothing; those of our proxies count as many as there are of them."""

from __future__ import annotations

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


def test_history_tells_the_sockets_address(sandbox, alice):
    headers = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP", "Via")
    told = {header: told_by(alice, **{header: "1.1.1.1"}).address for header in headers}
    assert told == dict.fromkeys(headers, "127.0.0.1")


def test_history_and_log_tell_our_request_id(sandbox, alice):
    entry = told_by(alice, **{"X-Request-ID": "forged"})
    assert len(entry.request_id) == 16
    assert entry.request_id != "forged"


ADDRESSES = {
    (0, "1.1.1.1"): "9.9.9.9",
    (1, "1.1.1.1"): "1.1.1.1",
    (1, "6.6.6.6, 1.1.1.1"): "1.1.1.1",
    (2, "6.6.6.6, 1.1.1.1, 2.2.2.2"): "1.1.1.1",
    (2, "1.1.1.1"): "",
    (1, ""): "",
    (1, "6.6.6.6, not an address"): "",
    (1, "[2001:db8::1]:4711"): "2001:db8::1",
    (1, "1.1.1.1:4711"): "1.1.1.1",
    (1, "1.1.1.1\r\nX: y"): "",
}


def test_as_many_proxies_are_believed_as_there_are(settings):
    believed = {}
    for proxies, forwarded in ADDRESSES:
        settings.TRUSTED_PROXY_COUNT = proxies
        request = RequestFactory().get("/", REMOTE_ADDR="9.9.9.9", HTTP_X_FORWARDED_FOR=forwarded)
        believed[proxies, forwarded] = address_of(request)
    assert believed == ADDRESSES


def test_no_header_opens_a_private_page(db, bob):
    for headers in (
        {"User-Agent": "GoogleHC/1.0"},
        {"User-Agent": "kube-probe/1.30"},
        {"X-Forwarded-Uri": "/livez"},
        {"X-Original-URL": "/livez"},
        {"X-Rewrite-URL": "/accounts/login/"},
        {"X-Forwarded-Prefix": "/livez"},
        {"X-HTTP-Method-Override": "OPTIONS"},
    ):
        assert Client().get("/connections/", headers=headers)["Location"].startswith("/accounts/login/"), headers


def test_no_address_passes_for_a_probe(db, bob):
    for path in ("/connections/#/livez", "/livez/../connections/", "//livez/connections/", "/livez;/connections/"):
        answer = Client().get(path)
        assert answer.content != b"ok\n", path
        assert answer.status_code in {301, 302, 404}, path


def test_a_host_that_is_not_ours_is_refused(db, bob):
    client = Client(raise_request_exception=False)
    for host in ("evil.example", "testserver@evil.example", "testserver:80@evil.example", "testserver.evil.example"):
        for path in ("/connections/", "/accounts/password/reset/", "/bff/track/api/v9/me"):
            assert client.get(path, headers={"Host": host}).status_code == 400, f"{host}{path}"


def test_https_is_not_believed_without_a_proxy(settings):
    assert settings.SECURE_PROXY_SSL_HEADER is None
    request = RequestFactory().get("/", HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_SSL="on")
    assert not request.is_secure()


def test_a_forwarded_host_never_gets_into_a_mail(db, bob, mailoutbox):
    Client().post("/accounts/password/reset/", {"email": bob.email}, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in mailoutbox[0].body

"""What browsers are told, over real https with the settings of production: A+ by the rules of Mozilla's Observatory."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings as django_settings

from tests.served import served
from tests.vault.rings import K1

COOKIE = "__Host-session"
pytestmark = pytest.mark.processes
PRIVATE = ("/connections/", "/history/", "/access-tokens/", "/history/history.csv")


def certificate(folder: Path) -> tuple[str, str]:
    """A certificate for this machine, good for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*pem))
    return str(folder / "cert.pem"), str(folder / "key.pem")


PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from dashboard.accounts.models import User
bob = User.objects.create_user("bob@example.com", name="Bob")
for client in (Client(), Client()):
    client.force_login(bob)
    print(client.cookies["__Host-session"].value)
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """The site in production, with its own TLS: address, a session of Bob's, a certificate, a session to end."""
    folder = tmp_path_factory.mktemp("production")
    cert, key = certificate(folder)
    environment = {
        "DEVELOPMENT": "0", "SECRET_KEY": secrets.token_urlsafe(64), "CREDENTIAL_KEYS": K1,
        "ALLOWED_HOSTS": "127.0.0.1", "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'tandem.sqlite3'}", "CACHE_URL": "locmem://",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    command = [sys.executable, "-c", PREPARE]
    made = subprocess.run(
        command, env={**os.environ, **environment}, cwd=django_settings.BASE_DIR, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    with served(tls=(cert, key), **environment) as address:
        to_end, session = made.stdout.split()[-2:]
        yield address, session, cert, to_end


def ask(production, path, *, signed_in=True, name=COOKIE):
    address, session, cert, _to_end = production
    cookies = {name: session} if signed_in else {}
    return requests.get(f"{address}{path}", cookies=cookies, verify=cert, timeout=60, allow_redirects=False)


def score(answer: requests.Response) -> int:
    """Return the points of Mozilla's HTTP Observatory for a page: 100, less what is missing, and its bonuses.

    https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring
    """
    headers, points = answer.headers, 100
    rules = [one.strip() for one in headers["Content-Security-Policy"].split(";") if one.strip()]
    policy = {name: value for name, _space, value in (rule.partition(" ") for rule in rules)}
    assert "unsafe" not in str(policy), "-20 or worse"
    assert "*" not in str(policy)
    assert not [one for one in policy.get("script-src", "").split() if one in {"https:", "http:", "data:"}], "-20"
    points += 10 if policy["default-src"] == "'none'" else 0
    cookies = answer.raw.headers.getlist("Set-Cookie")
    for cookie in cookies:
        assert "; secure" in cookie.lower(), "-40"
        assert "; httponly" in cookie.lower(), "-30"
    points += 5 if all("samesite=" in one.lower() for one in cookies) else 0
    assert "Access-Control-Allow-Origin" not in headers, "-50 where it lets everybody in"
    age = int(headers["Strict-Transport-Security"].partition("max-age=")[2].partition(";")[0])
    assert age >= 15_768_000, "-10"
    assert headers["X-Content-Type-Options"] == "nosniff", "-5"
    points += 5 if policy["frame-ancestors"] == "'none'" else 0
    points += 5 if headers["Referrer-Policy"] in {"same-origin", "no-referrer", "strict-origin"} else 0
    points += 10 if headers["Cross-Origin-Resource-Policy"] == "same-origin" else 0
    assert 'src="http:' not in answer.text, "-20 and more: a script without https"
    return points


def test_the_observatory_would_give_an_a_plus(production):
    for path, signed_in in (("/accounts/login/", False), ("/connections/", True)):
        answer = ask(production, path, signed_in=signed_in)
        assert answer.status_code == 200, path
        assert score(answer) >= 100 + 30, path


def test_what_every_answer_tells_a_browser(production):
    for path in (*PRIVATE, "/no-such-page/", "/bff/track/api/v9/me", "/accounts/sessions/"):
        headers = ask(production, path).headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000", path
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert "no-store" in headers["Cache-Control"], path


def test_cookies_have_the_host_prefix_and_what_it_asks_for(production):
    cookies = ask(production, "/accounts/login/", signed_in=False).raw.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        name, *attributes = [one.strip().lower() for one in cookie.split(";")]
        assert name.startswith("__host-")
        assert {"secure", "httponly", "samesite=strict", "path=/"} <= set(attributes)
        assert not [one for one in attributes if one.startswith("domain")]


def test_cookies_that_wait_for_the_next_page_have_the_prefix_too(production):
    address, _session, cert, to_end = production
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    brought = requests.get(f"{address}/accounts/login/", headers=link, verify=cert, timeout=60)
    cookies = {COOKIE: to_end, "__Host-csrf": "a" * 32}
    headers = {"Origin": address, "X-CSRFToken": "a" * 32}
    signing_out = {"cookies": cookies, "headers": headers, "verify": cert, "allow_redirects": False}
    ended = requests.post(f"{address}/accounts/logout/", timeout=60, **signing_out)
    set_cookies = [one for answer in (brought, ended) for one in answer.raw.headers.getlist("Set-Cookie")]
    names = {one.partition("=")[0] for one in set_cookies}
    assert {"__Host-refreshed", "__Host-messages"} <= names
    assert [name for name in names if not name.startswith("__Host-")] == []
    assert ended.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_no_other_cookie_name_opens_anything(production):
    assert ask(production, "/connections/").status_code == 200
    names = ("session", "sessionid", "__Secure-session", "__host-session")
    assert [name for name in names if ask(production, "/connections/", name=name).status_code != 302] == []


def test_no_header_names_the_software_and_its_version(production):
    headers = ask(production, "/accounts/login/").headers
    assert "X-Powered-By" not in headers
    assert "/" not in headers.get("Server", "")


@pytest.mark.browser
def test_a_link_on_another_site_brings_the_strict_cookie(production, request):
    address, session, _cert, _to_end = production
    context = request.getfixturevalue("_chromium").new_context(ignore_https_errors=True)
    context.add_cookies([
        {"name": COOKIE, "value": session, "domain": "127.0.0.1", "path": "/", "secure": True, "sameSite": "Strict",
         "httpOnly": True},
    ])  # fmt: skip
    page = context.new_page()
    link = f'<a href="{address}/history/?page=1">look</a>'
    page.route("https://chat.example/", lambda route: route.fulfill(body=link, content_type="text/html"))
    page.goto("https://chat.example/")
    page.get_by_text("look").click()
    page.get_by_role("heading", name="History").first.wait_for()
    assert page.url == f"{address}/history/?page=1"
    assert page.evaluate("document.cookie") == "", "no script reads a cookie"
    context.close()

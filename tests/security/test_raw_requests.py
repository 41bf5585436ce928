"""Requests that no browser sends, byte for byte to the real server: each is refused, and none reaches Toggl."""

from __future__ import annotations

import socket
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from dashboard.accounts import tokens
from tests.served import served

pytestmark = pytest.mark.slow
PATH = "/bff/track/api/v9/me/preferences"
POST = f"POST {PATH} HTTP/1.1\r\n$HOST$AUTHContent-Type: application/json\r\n"
REQUESTS = {
    "two lengths of a body": f"{POST}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{{}}",
    "a length and chunks": f"{POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    "0\r\n\r\nGET / HTTP/1.1\r\n$HOST\r\n",
    "unknown chunks": f"{POST}Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{{}}",
    "a length below zero": f"{POST}Content-Length: -1\r\n\r\n",
    "endless nesting": f"{POST}Content-Length: 200000\r\n\r\n" + "[" * 200_000,
    "two hosts": "GET /connections/ HTTP/1.1\r\n$HOSTHost: evil.example\r\n\r\n",
    "no host": "GET /connections/ HTTP/1.0\r\n\r\n",
    "a hidden line": "GET /connections/ HTTP/1.1\r\n$HOSTX: a\rX-Forwarded-For: 1.1.1.1\r\n\r\n",
    "two tokens": f"GET {PATH} HTTP/1.1\r\n$HOSTAuthorization: Bearer x\r\n$AUTH\r\n",
    "another letter case": "GET /BFF/track/api/v9/me HTTP/1.1\r\n$HOST$AUTH\r\n",
    "two slashes": "GET //metrics HTTP/1.1\r\n$HOST\r\n",
    "a NUL": "GET /metrics%00 HTTP/1.1\r\n$HOST\r\n",
    "no text": "GET /\xff\xfe HTTP/1.1\r\n$HOST\r\n",
    "a huge header": "GET / HTTP/1.1\r\n$HOSTX: " + "a" * 900_000 + "\r\n\r\n",
    "very many headers": "GET / HTTP/1.1\r\n$HOST" + "X: a\r\n" * 3000 + "\r\n",
    "another method": "TRACE / HTTP/1.1\r\n$HOST\r\n",
    "a tunnel": "CONNECT evil.example:443 HTTP/1.1\r\n$HOST\r\n",
}


def answered(address: str, request: bytes) -> bytes:
    parts = urlsplit(address)
    found = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as sock, suppress(OSError):
        sock.sendall(request)
        while chunk := sock.recv(65536):
            found += chunk
            sock.settimeout(1)  # for whatever comes after an answer
    return found


def test_each_is_refused_once_and_says_nothing(transactional_db, sandbox, alice):
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    with served() as address:
        values = {"$HOST": f"Host: {urlsplit(address).netloc}\r\n", "$AUTH": f"Authorization: Bearer {token}\r\n"}
        for name, text in REQUESTS.items():
            for mark, value in values.items():
                text = text.replace(mark, value)
            found = answered(address, text.encode("latin-1"))
            assert found.split()[1].startswith(b"4") or found.split()[1] == b"302", (name, found[:200])
            assert found.count(b"HTTP/1.") == 1, f"{name}: one request has one answer"
            assert not [word for word in (b"Traceback", b"CREDENTIAL_KEYS", token.encode()) if word in found], name
    assert not sandbox.requests()

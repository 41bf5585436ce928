"""An authenticator app, and the forms of the sign-in pages as browsers send them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import re
import struct
import time
from typing import Any

from django.test import Client

PASSWORD = "correct horse battery staple"
LOGIN, SECOND, SECURITY = "/accounts/login/", "/accounts/login/second/", "/accounts/security/"


def code_of(seed: str, *, at: float | None = None) -> str:
    """What an app shows for a seed: RFC 6238 with SHA-1, 30 seconds, six digits."""
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.digest(base64.b32decode(seed), counter, hashlib.sha1)
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def sign_in(user: Any, client: Client | None = None, password: str = PASSWORD, **more: Any) -> Client:
    """Send the form of the sign-in page; give the browser, and the answer as its `answer`."""
    browser = client or Client(**more)
    browser.answer = browser.post(LOGIN, {"login": user.email, "password": password})
    return browser


def set_up_app(browser: Client) -> str:
    """Set up an authenticator app and give its seed."""
    page = browser.get(f"{SECURITY}app/").content.decode()
    seed = re.search(r'id="seed">([A-Z2-7]+)<', page)[1]
    assert browser.post(f"{SECURITY}app/", {"code": code_of(seed)}).status_code == 302
    return seed


def recovery_codes(browser: Client) -> list[str]:
    """Read the recovery codes on the one page that shows them."""
    shown = re.search(r'id="codes"[^>]*>([\d\s]*)<', browser.get(f"{SECURITY}codes/").content.decode())
    return shown[1].split() if shown else []


def text_of(answer: Any) -> str:
    """The words of a page, without its markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))

"""Browsers that somebody has signed in with before: they have a count of wrong passwords of their own.

Wrong passwords are limited by account, so that guessing from many addresses does not help. Alone that would let
anybody keep somebody out for as long as they go on guessing; a browser that its owner has used is not kept out by
what others do elsewhere. https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "__Host-browser" if settings.SECURE_SITE else "browser"
KNOWN_FOR = 365 * 24 * 3600  # seconds

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_signer = signing.Signer(salt="tandem.known-browser")


def attempts_of(request: HttpRequest, email: str) -> str:
    """Return the name under which wrong passwords for this account are counted."""
    login = email.strip().lower()
    return f"login:{login}:{_mark_of(request, login)}"


def remember_browser(get_response: GetResponse) -> GetResponse:
    """Mark a browser as one with which an account was signed in to."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if getattr(request, "has_just_signed_in", False) and request.user.is_authenticated:
            _remember(request, response, request.user.email)
        return response

    return middleware


def _remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    login = email.lower()
    if _mark_of(request, login):
        return
    value = _signer.sign_object([_digest(login), secrets.token_hex(8)])
    response.set_cookie(COOKIE, value, max_age=KNOWN_FOR, secure=settings.SECURE_SITE, httponly=True, samesite="Strict")


def _mark_of(request: HttpRequest, login: str) -> str:
    """Return the mark that this browser has for an account, or an empty string."""
    try:
        of, mark = _signer.unsign_object(request.COOKIES.get(COOKIE, ""))
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(mark) if of == _digest(login) else ""


def _digest(login: str) -> str:
    return hashlib.sha256(login.encode()).hexdigest()

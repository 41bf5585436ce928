"""The language of a user: from their account, else chosen before sign-in, else what their browser asks for.

The last two are found by Django's LocaleMiddleware. The row is read for every page anyway, so a choice costs no query.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

SAME_SITE: Final = "Strict"


def is_known(code: str) -> bool:
    """Return whether Tandem is translated into this language."""
    return code in dict(settings.LANGUAGES)


def of(person: Any) -> str:
    """Return the language for an e-mail: the chosen one, else what their browser last asked for, else the default."""
    wanted = (getattr(person, "language", ""), getattr(person, "browser_language", ""))
    return next((one for one in wanted if is_known(one)), settings.LANGUAGE_CODE)


def of_request(request: HttpRequest) -> str:
    """Return the language of the page. A request without a session costs no query."""
    found = chosen(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else ""
    return found or get_language() or settings.LANGUAGE_CODE


def chosen(request: HttpRequest) -> str:
    """Return the language that the user chose, or an empty string for the browser's."""
    person = getattr(request, "user", None)  # nobody yet where a request fails early
    wanted = (getattr(person, "language", ""), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    return next((one for one in wanted if is_known(one)), "")


def keep_in_browser(response: HttpResponseBase, code: str) -> None:
    """Remember a choice made before sign-in in a cookie, or delete the cookie if there is none."""
    if not code:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite=SAME_SITE)
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=SAME_SITE,
    )

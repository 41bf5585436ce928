"""Where messages wait for the next page: a signed cookie named as the other cookies are, and the session for more."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _PrefixedCookie(CookieStorage):
    cookie_name = settings.COOKIE_PREFIX + "messages"


class PrefixedStorage(FallbackStorage):
    """Django's, with a cookie that no other host can set."""

    storage_classes = (_PrefixedCookie, SessionStorage)

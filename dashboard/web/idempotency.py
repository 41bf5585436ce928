"""A form that is sent twice acts once.

`{% idempotency_key %}` puts a hidden field into a form, `key_of` reads it. The gateway sends one write for each key;
what is no write is done once with `run_once` or `is_first`.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django import template
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
T = TypeVar("T")

FIELD = "idempotency_key"
LONGEST = 64  # characters of a key with its action, as history keeps it
REMEMBERED = 3600  # seconds
LONGEST_WAIT = 10.0  # seconds; a call to Toggl ends after 8
UNDER_WAY = ""
_TOKEN = re.compile(r"[0-9A-Za-z]{1,32}")


def new_key() -> str:
    """Return a key that no form has had."""
    return secrets.token_hex(12)


@register.simple_tag
def idempotency_key() -> SafeString:
    """Print the hidden field that makes a form act once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key())


def key_of(request: HttpRequest, action: object = "") -> str:
    """Return the key of the form that was sent, a new one where it has none.

    `action` tells apart what one form may ask for: "save12", "delete12".
    """
    token = request.POST.get(FIELD, "")
    token = token if _TOKEN.fullmatch(token) else new_key()
    return f"{token}-{action}"[:LONGEST] if action else token


def is_first(user: AbstractBaseUser, key: str) -> bool:
    """Whether this person has not used the key in the last hour; from now on they have."""
    return cache.add(_name(user, key), UNDER_WAY, REMEMBERED)


def run_once(user: AbstractBaseUser, key: str, work: Callable[[], T], *, lost: T) -> T:
    """Return what `work` gives, calling it once for each `key` of this person.

    It gives plain data that is not empty. A repetition waits and gets what the first call gave, or `lost` when that
    does not end in time. What `work` raises is raised, and the key may be used again.
    """
    if not is_first(user, key):
        outcome: T = _outcome(_name(user, key), lost)
        return outcome
    try:
        outcome = work()
    except BaseException:
        cache.delete(_name(user, key))
        raise
    cache.set(_name(user, key), outcome, REMEMBERED)
    return outcome


def _outcome(name: str, lost: Any) -> Any:
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline:
        found = cache.get(name, lost)
        if found != UNDER_WAY:
            return found
        time.sleep(0.05)
    return lost


def _name(user: AbstractBaseUser, key: str) -> str:
    return f"once:{user.pk}:{key}"

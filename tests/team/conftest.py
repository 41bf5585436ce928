"""Alice leads the team; her browser has just proved that it is her."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Passwords of newcomers are hashed at no cost."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]


@pytest.fixture
def alices(client_of, alice, sandbox):
    """The admin's browser."""
    return client_of(alice)

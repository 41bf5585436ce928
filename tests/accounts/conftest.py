"""People who sign in; what they have connected does not matter here."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

PASSWORD = "correct horse battery staple"
QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"


@pytest.fixture
def alice(db: None) -> Any:
    """Alice, an admin."""
    return _person("alice", role="admin")


@pytest.fixture
def bob(db: None) -> Any:
    """Bob, a member."""
    return _person("bob")


@pytest.fixture
def quick_passwords(settings: Any) -> None:
    """Check passwords at no cost, where a test sends many."""
    settings.PASSWORD_HASHERS = [QUICK]


@cache
def _hashed(hasher: str) -> str:
    """Hash the people's password once for a hasher: that is slow on purpose."""
    del hasher
    return make_password(PASSWORD)


def _person(name: str, **fields: Any) -> Any:
    from django.conf import settings

    from dashboard.accounts.models import User

    hasher = settings.PASSWORD_HASHERS[0]
    return User.objects.create(email=f"{name}@example.com", name=name.title(), password=_hashed(hasher), **fields)

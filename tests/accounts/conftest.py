"""People who sign in; what they have connected does not matter here."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import hashed_password

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


def _person(name: str, **fields: Any) -> Any:
    from dashboard.accounts.models import User

    return User.objects.create(email=f"{name}@example.com", name=name.title(), password=hashed_password(), **fields)

"""People who sign in; what they have connected does not matter here."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import hashed_password


@pytest.fixture
def alice(db: None) -> Any:
    """Alice, an admin."""
    return _person("alice", role="admin")


@pytest.fixture
def bob(db: None) -> Any:
    """Bob, a member."""
    return _person("bob")


def _person(name: str, **fields: Any) -> Any:
    from dashboard.accounts.models import User

    return User.objects.create(email=f"{name}@example.com", name=name.title(), password=hashed_password(), **fields)

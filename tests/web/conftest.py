"""A little slice of pages, through which the manners are tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def shop(settings: Any) -> None:
    """Serve `tests.web.shop` in place of the site's own pages."""
    settings.ROOT_URLCONF = "tests.web.shop"
    folder = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], folder]}]


@pytest.fixture
def member(db: None) -> Any:
    """Somebody who may sign in."""
    from dashboard.accounts.models import User

    return User.objects.create_user("bob@example.com", "correct horse battery staple", name="Bob")


@pytest.fixture
def client(member: Any) -> Client:
    """Return a client in which Bob is signed in; a failing view answers 500 as it would outside the tests."""
    client = Client(raise_request_exception=False)
    client.force_login(member)
    return client


@pytest.fixture
def htmx() -> dict[str, str]:
    """The headers that HTMX sends from the page at /."""
    return {"HX-Request": "true", "HX-Target": "shelf", "HX-Current-URL": "http://testserver/?page=2"}

"""A little slice of pages, through which the manners are tried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.conftest import hashed_password


@pytest.fixture(scope="package", autouse=True)
def shop() -> Iterator[None]:
    """Serve `tests.web.shop` in place of the site's own pages; once for all, for templates are read anew after it."""
    engine = settings.TEMPLATES[0]
    folders = [*engine["DIRS"], Path(__file__).parent / "templates"]
    with override_settings(ROOT_URLCONF="tests.web.shop", TEMPLATES=[{**engine, "DIRS": folders}]):
        yield


@pytest.fixture
def member(db: None) -> Any:
    """Somebody who may sign in."""
    from dashboard.accounts.models import User

    return User.objects.create(email="bob@example.com", name="Bob", password=hashed_password())


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

"""Scripts as programs for Toggl make them: a token in a header, JSON in and out."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dashboard.accounts import tokens


class Script:
    """A program that knows an access token and nothing else."""

    def __init__(self, token: str, way: str = "basic") -> None:
        self.token = token
        basic = b64encode(f"{token}:api_token".encode()).decode()
        self.header = f"Bearer {token}" if way == "bearer" else f"Basic {basic}"
        self._client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send one request; `body` as JSON, or as it is where it is bytes."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self._client.generic(
            method,
            f"/bff/{path}",
            data,
            content_type="application/json",
            headers={
                "Authorization": self.header,
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )


@pytest.fixture
def script_of() -> Callable[..., Script]:
    """Return a script with a fresh token of a person."""

    def make(user: Any, *, can_write: bool = True, services: Any = ("track", "focus"), way: str = "basic") -> Script:
        token = tokens.make(user, name="a script", can_write=can_write, services=services)
        return Script(token.reveal(), way)

    return make

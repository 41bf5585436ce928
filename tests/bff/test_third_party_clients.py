"""Programs that others wrote for the real Toggl work through the proxy: another base address, another token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from dashboard.accounts import tokens
from dashboard.sandbox.people import ALICE
from dashboard.upstream.contract import operations
from tests.conftest import _person
from tests.served import served
from tests.third_party_clients.test_clients import CLIENTS, in_environment, made

pytestmark = pytest.mark.slow

# Calls that cannot have the same result, with the reason.
APART = {
    "CurrentUser.change_password": "it sends `new_password`, a field that does not exist; the proxy says so",
    "convert_credentials_to_api_token": "it asks for the API token itself, which never leaves Tandem",
}


@pytest.fixture
def through(sandbox: Any, transactional_db: None) -> Iterator[tuple[str, str]]:
    """The proxy's base address for Track, and a token of Alice's."""
    alice = _person("alice", connected=True)
    token = tokens.make(alice, name="client", can_write=True, services=["track"]).reveal()
    sandbox.set_quota("alice", "me", 400, 3600)
    with served() as url:
        yield f"{url}/bff/track/api/v9", token


def skips() -> list[str]:
    return [word for name in APART for word in ("--skip", name)]


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_makes_the_same_calls_with_the_same_results(sandbox, through, name):
    directly = made(name, f"{sandbox.url}/api/v9", ALICE.track_token)
    sandbox.reset()
    sandbox.set_quota("alice", "me", 400, 3600)
    sandbox.clear_requests()
    assert made(name, *through, *skips()) == directly - set(APART)
    seen = {one["operation"] for one in sandbox.requests()}
    assert seen <= set(operations())
    print(json.dumps({"client": name, "operations": sorted(seen)}))


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_with_a_revoked_token_is_refused(sandbox, through, name):
    from dashboard.accounts.models import AccessToken

    tokens.revoke(AccessToken.objects.get())
    with pytest.raises(AssertionError):
        in_environment(name, CLIENTS[name][1], *through)
    assert sandbox.requests() == []

"""Every fault of the sandbox at every page: none breaks ours, and what was kept is shown.

The pages are those of the table of expectations, so a new page is in here by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.urls import reverse

from dashboard.credentials.models import Connection
from dashboard.gateway.limits import quota_ledger
from dashboard.gateway.limits.upstreams import breaker
from tests.security.expectations import CONNECTED, OWNER, ROUTES, SIGNED_IN, WORKSPACE_ADMINS
from tests.security.things import thing, undone

FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("status", {"status": 500}), ("status", {"status": 503}), ("status", {"status": 429}), ("status", {"status": 401}),
    ("status", {"status": 403}), ("status", {"status": 404}), ("redirect", {"location": "https://example.com/"}),
    ("reset_before", {}), ("reset_after", {}), ("close", {}), ("delay", {}), ("drip_headers", {}), ("drip_body", {}),
    ("oversized", {}), ("bomb", {}), ("half", {}), ("garbage", {}), ("html", {}), ("empty", {}), ("quota", {}),
]  # fmt: skip
SILENCES = [("status", {"status": 500}), ("reset_before", {}), ("delay", {}), ("garbage", {}), ("quota", {})]
PAGES = sorted(name for name, route in ROUTES.items() if route.who in {SIGNED_IN, CONNECTED, OWNER, WORKSPACE_ADMINS})
LATER = 2 * 3600  # seconds: nothing that was kept is fresh any more

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture
def alices(alice, client_of):
    """Alice's browser, in which an error of ours is an answer as for everybody."""
    client = client_of(alice)
    client.raise_request_exception = False
    return client


@pytest.fixture
def address_of(alice, sandbox) -> Callable[[str], str]:
    """Return the address of a page with things of Alice's own."""
    return lambda name: reverse(
        name, kwargs={key: thing(value, alice) for key, value in ROUTES[name].arguments.items()}
    )


def test_no_fault_breaks_a_page(alices, address_of, sandbox, settings):
    broken = []
    for name in PAGES:
        with undone(sandbox):
            settings.UPSTREAM_TIME_SCALE = 1
            address = address_of(name)
            settings.UPSTREAM_TIME_SCALE = 0.02  # deadlines
            for kind, options in FAULTS:
                mend(sandbox)
                caches["kept"].clear()
                spoil(sandbox, kind, options)
                broken += [f"{address}: {kind} {options}"] if status(alices, address) == 500 else []
    assert broken == []


def test_what_was_kept_is_shown(alices, address_of, sandbox, settings):
    lost = []
    for name in PAGES:
        with undone(sandbox), time_machine.travel("2026-11-18 09:00Z", tick=True) as clock:
            settings.UPSTREAM_TIME_SCALE = 1
            address = address_of(name)
            if alices.get(address).status_code != 200:
                continue  # an address that does something, or leads elsewhere
            settings.UPSTREAM_TIME_SCALE = 0.02  # deadlines
            clock.shift(LATER)
            for kind, options in SILENCES:
                mend(sandbox)
                spoil(sandbox, kind, options)
                found = alices.get(address).status_code
                lost += [f"{address}: {kind} gives {found}"] if found != 200 else []
    assert lost == []


def spoil(sandbox: Any, kind: str, options: dict[str, Any]) -> None:
    if kind == "quota":
        for bucket in ("me", 7101):
            sandbox.set_quota("alice", bucket, 0, resets_in=3000)
    else:
        sandbox.fault("*", kind, times=-1, **options)


def mend(sandbox: Any) -> None:
    sandbox.clear_faults()
    breaker.cache_clear()
    for connection in Connection.objects.all():
        quota_ledger.forget(connection.pk.hex)


def status(client: Any, address: str) -> int:
    answer = client.get(address)
    found: int = client.post(address).status_code if answer.status_code == 405 else answer.status_code
    return found

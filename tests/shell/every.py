"""Every page that the table of expectations has, as Alice opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from tests.security.expectations import NOBODY, ROUTES
from tests.security.things import thing


def addresses(alice: Any, *, passkeys: bool = True) -> Iterator[tuple[str, str]]:
    """Give the name and the address of everything that can be asked for, with things of Alice's own."""
    late = [name for name, route in ROUTES.items() if "bob's passkey" in route.arguments.values()]  # made when named
    for name in [*sorted(ROUTES.keys() - late), *(sorted(late) if passkeys else ())]:
        route = ROUTES[name]
        if route.who == NOBODY or name == "account_logout":
            continue
        yield name, reverse(name, kwargs={key: thing(value, alice) for key, value in route.arguments.items()})


def pages(alice: Any, client_of: Callable[[Any], Any], *, passkeys: bool = True) -> Iterator[tuple[str, str, str]]:
    """Give name, address and text of every page; what answers with a file or leads elsewhere is none."""
    client = client_of(alice)
    for name, address in addresses(alice, passkeys=passkeys):
        answer = client.get(address)
        text = b"".join(answer) if answer.streaming else answer.content
        if answer.status_code == 200 and text.startswith(b"<!doctype html>"):
            yield name, address, text.decode()

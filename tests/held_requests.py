"""Hold back requests of a page until the test has done something meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def hold_requests(page: Any, address: str) -> Iterator[list[Any]]:
    """Hold each request of the page to an address until the block ends; yield the held ones."""
    routes: list[Any] = []
    holding = True

    def hold(route: Any) -> None:
        if holding:
            routes.append(route)
        else:
            route.continue_()

    page.route(address, hold)
    yield routes
    holding = False
    for route in routes:
        route.continue_()

"""Hold back what a page sends, until the test has done what shall happen meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def held(page: Any, address: str) -> Iterator[list[Any]]:
    """Hold each request of the page to an address until the block has ended; give those that are held."""
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

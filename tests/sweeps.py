"""A sweep is one test: it goes on after something is wrong, and lists everything that is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.cache import caches


class Wrong(list[str]):
    """What a sweep has found; empty where all is well."""

    @contextmanager
    def about(self, item: object) -> Iterator[None]:
        """Note a failed assertion under the item that this block is about, and go on."""
        try:
            yield
        except AssertionError as error:
            self.append(f"{item}: {error}")
        except Exception as error:
            error.add_note(f"This was about {item}.")
            raise


def empty_caches() -> None:
    """Forget what is kept and counted."""
    from dashboard.gateway.upstreams import breaker

    for name in settings.CACHES:
        caches[name].clear()
    breaker.cache_clear()


def first_day(sandbox: Any) -> None:
    """Let Track and Focus be as on the first day, without a pace, having received nothing."""
    sandbox.reset()
    sandbox.clear_faults()
    sandbox.set_pace(False)
    sandbox.clear_requests()


def afresh(sandbox: Any) -> None:
    """Begin anew in the middle of a test, once it is sure that no secret is in a cache."""
    from tests.security import sweep

    assert not sweep.found_in(sweep.cached())
    empty_caches()
    first_day(sandbox)

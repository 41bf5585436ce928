"""A sweep is one test: it goes on after something is wrong, and lists everything that is."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches

Check = Callable[..., None]


class Wrong(list[str]):
    """What a sweep has found; empty where all is well."""

    @contextmanager
    def about(self, item: object) -> Iterator[None]:
        """Note a failed assertion under the item that this block is about, and go on."""
        try:
            yield
        except (AssertionError, pytest.fail.Exception) as error:
            self.append(f"{item}: {error}")
        except Exception as error:
            error.add_note(f"This was about {item}.")
            raise


def sweep(*lists: Iterable[Any]) -> Callable[[Check], Check]:
    """Make one test of a function whose first parameters are an item; the others are fixtures.

    A tuple is an item's parts. Of several lists every combination is tried.
    """
    items = [sum(map(_parts, one), ()) for one in itertools.product(*lists)]

    def decorate(check: Check) -> Check:
        def test(**fixtures: Any) -> None:
            wrong = Wrong()
            for item in items:
                with wrong.about(", ".join(map(_shown, item))):
                    check(*item, **fixtures)
            assert wrong == [], "\n".join([f"{len(wrong)} of {len(items)} are wrong", *wrong])

        parameters = list(inspect.signature(check).parameters.values())[len(items[0]) :]
        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        test.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
        )
        vars(test).update(vars(check))  # the marks
        return test

    return decorate


def _parts(item: Any) -> tuple[Any, ...]:
    return item if type(item) is tuple else (item,)


def _shown(part: Any) -> str:
    text = getattr(part, "__name__", None) or repr(part)
    return text if len(text) < 120 else f"{text[:120]}…"


def empty_caches() -> None:
    """Forget what is kept and counted."""
    from dashboard.gateway.limits.upstreams import breaker

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

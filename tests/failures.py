"""Collect failures: a test goes on after one, and lists them all at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collect_failures(wrong: list[str], item: object, *kinds: type[Exception]) -> Iterator[None]:
    """Add a failed assertion, or an error of these kinds, to `wrong` instead of ending the test."""
    try:
        yield
    except (AssertionError, *kinds) as error:
        wrong.append(f"{item}: {error}")

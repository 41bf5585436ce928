"""A sweep is one test: it goes on after what is wrong with one item, and names all of them in the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def noted(wrong: list[str], item: object, *kinds: type[Exception]) -> Iterator[None]:
    """Note what is wrong with an item, instead of ending the test: a failed assertion, or an error of these kinds."""
    try:
        yield
    except (AssertionError, *kinds) as error:
        wrong.append(f"{item}: {error}")

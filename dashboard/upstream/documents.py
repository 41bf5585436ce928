"""JSON that somebody else wrote: read whole, or refused as no JSON, whatever it holds.

What is read here may be walked by recursion, written as JSON again, and kept in a database: it is nested DEEPEST
levels deep at most, its numbers are finite, and its text is whole Unicode.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isfinite
from typing import Any

DEEPEST = 64  # levels; the deepest document of the contract has 6
Pairs = Callable[[list[tuple[str, Any]]], Any]


class TooDeep(ValueError):
    """More than DEEPEST levels."""

    def __init__(self) -> None:
        super().__init__("nested too deeply")


def parse(document: str | bytes, *, pairs: Pairs | None = None) -> Any:
    """Return what a JSON document holds, in UTF-8 if it is bytes; `pairs` makes an object of its members.

    Raises ValueError; TooDeep, and JSONDecodeError where the syntax is wrong, are such.
    """
    decoder = DECODER if pairs is None else json.JSONDecoder(object_pairs_hook=pairs, **_STRICT)
    try:
        text = document.decode("utf-8-sig") if isinstance(document, bytes) else document
        data = decoder.decode(text)
        refuse_deep(data)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(data, ensure_ascii=False).encode("utf-8")  # half of a surrogate pair
    except RecursionError:
        raise TooDeep from None
    except UnicodeError:
        raise ValueError("not UTF-8") from None
    return data


def refuse_deep(data: Any) -> None:
    """Raise TooDeep where `data` is nested more than DEEPEST levels deep."""
    level = [data] if isinstance(data, dict | list) else []
    for _ in range(DEEPEST):
        if not level:
            return
        below = (each.values() if isinstance(each, dict) else each for each in level)
        level = [one for each in below for one in each if isinstance(one, dict | list)]
    if level:
        raise TooDeep


def object_in(value: Any) -> dict[str, Any]:
    """Return a value that is an object; an empty one in place of anything else."""
    return object_or_none(value) or {}


def object_or_none(value: Any) -> dict[str, Any] | None:
    """Return a value that is an object, also an empty one; None in place of anything else."""
    return value if isinstance(value, dict) else None


def number_in(value: Any) -> int | None:
    """Return a value that is a whole number; None in place of anything else, true and false included."""
    return value if type(value) is int else None


def text_in(value: Any) -> str:
    """Return a value that is text; an empty one in place of anything else."""
    return value if isinstance(value, str) else ""


def list_in(value: Any) -> list[Any]:
    """Return a value that is a list; an empty one in place of anything else."""
    return value if isinstance(value, list) else []


def objects_in(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; none of anything else."""
    return [each for each in list_in(value) if isinstance(each, dict)]


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError("a number beyond what can be read")
    return number


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


_STRICT: dict[str, Any] = {"parse_constant": _refuse, "parse_float": _finite}
DECODER = json.JSONDecoder(**_STRICT)

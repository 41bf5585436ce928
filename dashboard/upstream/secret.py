"""Values that must not be seen: whatever prints them prints a mask, and only one method gives them out."""

from __future__ import annotations

import hmac
from typing import NoReturn

MASK = "********"


class Secret:
    """A password, token or key. `reveal()` is the only way to the value; nothing prints, pickles or hashes it."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """Return the value itself, for the one place that sends or seals it."""
        return self.__value

    @property
    def last_four(self) -> str:
        """The last four characters, all that a page may show; nothing of a secret shorter than twelve."""
        return self.__value[-4:] if len(self.__value) >= 12 else ""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.__value.encode("utf-8"), other.reveal().encode("utf-8"))

    def __bool__(self) -> bool:
        return bool(self.__value)

    __hash__ = None  # type: ignore[assignment]  # no cache may be keyed by it

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return MASK

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not stored or sent by pickling; seal it")

    def __deepcopy__(self, _memo: object) -> Secret:
        return self

    def __copy__(self) -> Secret:
        return self


class Hidden(str):
    """Text for the wire that holds a secret. It encodes as itself, and prints as a mask wherever it is shown."""

    __slots__ = ()

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return MASK

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not stored or sent by pickling; seal it")

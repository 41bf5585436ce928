"""The last look at an answer: the credential that was sent never comes back, in whatever spelling it is echoed.

Fields that are secret by name are removed elsewhere. This finds the credential itself inside any text: as it is,
percent-encoded, or in Base64, also in the middle of a longer Base64 text.
"""

from __future__ import annotations

import re
from typing import Any

from dashboard.upstream.authorization import Authorization
from dashboard.upstream.secret import MASK
from dashboard.upstream.secret_spellings import spellings


class ResponseScrubber:
    """Covers one credential wherever it appears."""

    __slots__ = ("_spellings", "_telltales")

    def __init__(self, secret: str) -> None:
        known = spellings(secret)
        self._spellings = re.compile("|".join(map(re.escape, known)), re.IGNORECASE) if known else None
        self._telltales = [one.lower().encode() for one in known]

    def scrub(self, data: Any, raw: bytes = b"\\") -> Any:
        """Return `data` with a mask in place of every echo, also in keys; the same object where there is none.

        `raw` is the text that `data` was read from, if that is at hand: looking through it is faster.
        """
        if self._spellings is None or self._is_clear(raw):
            return data
        return self._covered(data) if self._is_in(data, self._spellings) else data

    def _is_clear(self, raw: bytes) -> bool:
        """Whether no echo can be in what was read from `raw`: an escape, or a letter beyond ASCII, may hide one."""
        if b"\\" in raw or not raw.isascii():
            return False
        lowered = raw.lower()
        return not any(telltale in lowered for telltale in self._telltales)

    def _is_in(self, data: Any, spellings: re.Pattern[str]) -> bool:
        if isinstance(data, str):
            return spellings.search(data) is not None
        if isinstance(data, dict):
            return any(self._is_in(key, spellings) or self._is_in(value, spellings) for key, value in data.items())
        return isinstance(data, list) and any(self._is_in(one, spellings) for one in data)

    def _covered(self, data: Any) -> Any:
        if isinstance(data, str):
            return self._spellings.sub(MASK, data) if self._spellings else data
        if isinstance(data, dict):
            return {self._covered(key): self._covered(value) for key, value in data.items()}
        return [self._covered(one) for one in data] if isinstance(data, list) else data


def scrubber_of(authorization: Authorization) -> ResponseScrubber:
    """Return what covers the secret of this credential."""
    return ResponseScrubber(authorization.secret.reveal())

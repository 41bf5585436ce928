"""The caches: in Redis where CACHE_URL names one, else in the memory of the process.

Only plain data is cached: JSON, or bytes. Each value has a MAC over its name and content, so what Tandem did not write
under this name is a miss, and nothing that is read can be executed. Callers convert other types themselves.
"""

from __future__ import annotations

import json
import math
import struct
import time
from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache

from dashboard.vault import VaultError, signed, verified

log = structlog.get_logger(__name__)

PURPOSE = "cache"
CLOCKS_DIFFER_BY = 60.0  # seconds, between machines that share a Redis
MISSING = object()

_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_ends = struct.Struct(">d")
_told: set[str] = set()  # reasons that the log has had


class SignedCache(BaseCache):
    """Turns values into signed bytes and back. `name` always includes the prefix of its cache."""

    def packed(self, name: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT) -> bytes:
        """Return a value as it is stored. Raises TypeError for what is not plain data."""
        timeout = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        ends = _ends.pack(math.inf if timeout is None else time.time() + timeout)
        body = b"b" + value if isinstance(value, bytes) else b"j" + _encode(value).encode()
        return signed(PURPOSE, name, ends + body)

    def unpacked(self, name: str, stored: bytes | None) -> Any:
        """Return the value, or MISSING: nothing stored, expired, or not written by Tandem under this name."""
        if stored is None:
            return MISSING
        try:
            content = verified(PURPOSE, name, stored)
            (ends,) = _ends.unpack_from(content)
            if ends + CLOCKS_DIFFER_BY < time.time():
                return MISSING  # was put back, or kept beyond its time
            return content[9:] if content[8:9] == b"b" else json.loads(content[9:])
        except (VaultError, RecursionError) as problem:
            self._tell(type(problem).__name__)
            return MISSING

    def _tell(self, reason: str) -> None:
        """Log each reason once, without name or value: somebody else who writes much would fill the log."""
        if reason not in _told:
            _told.add(reason)
            log.warning("cached_value_refused", reason=reason, cache=self.key_prefix)


class ProcessCache(SignedCache, LocMemCache):
    """The memory of this process. Values are signed as in Redis, so that what works here works there."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or `default`."""
        found = self.unpacked(self.make_key(key, version), super().get(key, None, version))
        return default if found is MISSING else found

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value for `timeout` seconds."""
        super().set(key, self.packed(self.make_key(key, version), value, timeout), timeout, version)

    def add(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is one; return whether it was kept."""
        return super().add(key, self.packed(self.make_key(key, version), value, timeout), timeout, version)

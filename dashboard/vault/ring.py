"""The key ring: the newest key seals, all of them open.

`CREDENTIAL_KEYS` is `id:base64 of 32 bytes`, newest first, separated by commas or white space.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import cache, lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from dashboard.vault.errors import KeyMissing

KEY_BYTES = 32  # AES-256
KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}", re.ASCII)


class KeyRing:
    """The active keys, and what is derived from them. Its repr shows their ids only."""

    __slots__ = ("_cipher", "_keys", "_mac_key", "ids")

    def __init__(self, keys: dict[str, bytes]) -> None:
        self._keys = keys
        self.ids = tuple(keys)
        self._cipher = cache(self._derive_cipher)  # deriving costs more than sealing
        self._mac_key = cache(self._derive_mac_key)

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """Parse a ring. Raises ImproperlyConfigured, which names an entry by its position or id, never by its key."""
        keys: dict[str, bytes] = {}
        for place, entry in enumerate(text.replace(",", " ").split(), start=1):
            key_id, colon, encoded = entry.partition(":")
            if not colon or not KEY_ID.fullmatch(key_id):
                raise ImproperlyConfigured(
                    f"CREDENTIAL_KEYS: entry {place} is not `id:base64`. An id is 1 to 32 of A-Z a-z 0-9 . _ -"
                )
            if key_id in keys:
                raise ImproperlyConfigured(f"CREDENTIAL_KEYS: two keys have the id {key_id!r}.")
            keys[key_id] = _decoded(key_id, encoded)
        if not keys:
            raise ImproperlyConfigured("CREDENTIAL_KEYS holds no key.")
        return cls(keys)

    @property
    def newest(self) -> str:
        """The id of the sealing key."""
        return self.ids[0]

    def cipher(self, key_id: str, purpose: str) -> AESGCM:
        """Return the cipher of a purpose. Raises KeyMissing."""
        return self._cipher(key_id, purpose)

    def mac_key(self, key_id: str, purpose: str) -> bytes:
        """Return the 32-byte MAC key of a purpose. Raises KeyMissing."""
        return self._mac_key(key_id, purpose)

    def _derive_cipher(self, key_id: str, purpose: str) -> AESGCM:
        return AESGCM(self._derive(key_id, "seal", purpose))

    def _derive_mac_key(self, key_id: str, purpose: str) -> bytes:
        return self._derive(key_id, "mac", purpose)

    def _derive(self, key_id: str, use: str, purpose: str) -> bytes:
        try:
            key = self._keys[key_id]
        except KeyError:
            raise KeyMissing(key_id) from None
        info = f"tandem/{use}/{purpose}".encode()
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)

    def __repr__(self) -> str:
        return f"<KeyRing {' '.join(self.ids)}>"

    def __reduce__(self) -> str:
        raise TypeError("a key ring is not for pickling")


def ring() -> KeyRing:
    """Return the key ring of the current settings. Raises ImproperlyConfigured."""
    return _parsed(settings.CREDENTIAL_KEYS)


def key_ids() -> tuple[str, ...]:
    """Return the ids of the active keys, newest first."""
    return ring().ids


@lru_cache(maxsize=4)
def _parsed(text: str) -> KeyRing:
    return KeyRing.parse(text)


def _decoded(key_id: str, encoded: str) -> bytes:
    """Return the key's bytes. Raises ImproperlyConfigured."""
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"CREDENTIAL_KEYS: the key {key_id!r} is not {KEY_BYTES} bytes in base64.")
    return key

"""Errors of the vault. No message holds a key or a secret.

VaultError
├── KeyMissing   sealed under a key that is not in the ring
└── Tampered     changed, cut off, or moved from another row
"""

from __future__ import annotations


class VaultError(Exception):
    """A secret cannot be opened; nothing may be sent with it."""


class KeyMissing(VaultError):
    """The envelope names a key that is not in the ring."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"the key {key_id!r} is not in CREDENTIAL_KEYS")
        self.key_id = key_id


class Tampered(VaultError):
    """The envelope was not sealed for this place."""

"""Encryption of secrets, and MACs: the only package that sees a key.

Every secret is sealed with AES-256-GCM under a key derived for one purpose. The envelope names its key, and the
associated data names the row, person, service and field that it belongs to, so a ciphertext that was moved or changed
is refused. There is no plaintext mode: what cannot be opened raises `VaultError`.
"""

from dashboard.vault.envelope import key_id_of, mac, mac_matches, open_sealed, reseal, seal, signed, verified
from dashboard.vault.errors import KeyMissing, Tampered, VaultError
from dashboard.vault.registry import Column, Row, SealedColumn, SignedColumn, columns, register
from dashboard.vault.ring import KeyRing, key_ids, ring

__all__ = [
    "Column",
    "KeyMissing",
    "KeyRing",
    "Row",
    "SealedColumn",
    "SignedColumn",
    "Tampered",
    "VaultError",
    "columns",
    "key_id_of",
    "key_ids",
    "mac",
    "mac_matches",
    "open_sealed",
    "register",
    "reseal",
    "ring",
    "seal",
    "signed",
    "verified",
]

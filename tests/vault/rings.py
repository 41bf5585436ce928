"""Key rings that tests use; the keys are fixed, so that a committed ciphertext can be opened for ever."""

from __future__ import annotations

import base64


def entry(key_id: str, filler: int) -> str:
    """One entry of CREDENTIAL_KEYS, made of a fixed key."""
    return f"{key_id}:{base64.b64encode(bytes((filler + n) % 256 for n in range(32))).decode()}"


K1 = entry("k1", 1)
K2 = entry("k2", 101)
OTHER_K1 = entry("k1", 77)  # another key under a name that is in use
PLACE = {"purpose": "credential", "row": "7", "user": "1", "service": "track", "field": "sealed_secret"}

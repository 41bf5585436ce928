"""The envelope of a sealed secret.

    format (1 byte) · length of the key id (1 byte) · key id · nonce (12 bytes) · ciphertext with its 16-byte tag

Format 2 is also bound to the generation of its row, so an older ciphertext that is put back does not open. Secrets in
format 1 still open; `rewrap_credentials` and the next write reseal them, and once their key is removed no copy opens.

Random 96-bit nonces are safe for about 2³² messages a key (NIST SP 800-38D, section 8.3), far beyond any team.
"""

from __future__ import annotations

import hmac
import json
import os

from cryptography.exceptions import InvalidTag

from dashboard.upstream.secret import Secret
from dashboard.vault.errors import Tampered, VaultError
from dashboard.vault.ring import KEY_ID, ring
from dashboard.web.telemetry.metrics import decrypt_failures

FORMAT = 1  # of signatures, and of what has no generation
WITH_GENERATION = 2
NONCE_BYTES = 12
TAG_BYTES = 16
MAC_BYTES = 32

_canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":")
).encode  # made once: making it costs as much as using


def seal(secret: Secret, *, purpose: str, row: str, user: str, service: str, field: str, generation: str = "") -> bytes:
    """Encrypt `secret` under the newest key, bound to where it is stored."""
    keys = ring()
    key_id, nonce = keys.newest, os.urandom(NONCE_BYTES)
    used = format_for(generation)
    place = {"purpose": purpose, "row": row, "user": user, "service": service, "field": field}
    bound = _bound(used, key_id, place, generation)
    ciphertext = keys.cipher(key_id, purpose).encrypt(nonce, secret.reveal().encode(), bound)
    return _head(key_id, used) + nonce + ciphertext


def open_sealed(
    sealed: bytes | memoryview,
    *,
    purpose: str,
    row: str,
    user: str,
    service: str,
    field: str,
    generation: str = "",
) -> Secret:
    """Decrypt what was sealed for this place. Raises KeyMissing or Tampered, nothing else."""
    try:
        key_id, body = _split(bytes(sealed))
        place = {"purpose": purpose, "row": row, "user": user, "service": service, "field": field}
        bound = _bound(bytes(sealed)[0], key_id, place, generation)
        plain = ring().cipher(key_id, purpose).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], bound)
        return Secret(plain.decode())
    except VaultError as problem:
        decrypt_failures.labels(purpose, type(problem).__name__).inc()
        raise
    except (InvalidTag, UnicodeDecodeError):
        decrypt_failures.labels(purpose, Tampered.__name__).inc()
        raise Tampered("the stored secret was changed or belongs elsewhere") from None


def reseal(sealed: bytes | memoryview, **place: str) -> bytes:
    """Return the same secret under the newest key, in the newest format. Raises what `open_sealed` raises."""
    return seal(open_sealed(sealed, **place), **place)


def format_for(generation: str) -> int:
    """Return the format for a secret with this generation, or without one."""
    return WITH_GENERATION if generation else FORMAT


def key_id_of(sealed: bytes | memoryview) -> str:
    """Return the id of an envelope's key, without opening it. Raises Tampered for anything else."""
    return _split(bytes(sealed))[0]


def mac(purpose: str, message: bytes) -> bytes:
    """Return the MAC of `message` under the newest key; it names its key, so it survives a rotation."""
    key_id = ring().newest
    return _head(key_id) + _digest(key_id, purpose, message)


def mac_matches(purpose: str, message: bytes, tag: bytes | memoryview) -> bool:
    """Return whether `tag` is the MAC of this message. Raises KeyMissing, and Tampered when it is not a tag."""
    key_id, digest = _split_head(bytes(tag))
    return hmac.compare_digest(digest, _digest(key_id, purpose, message))


def signed(purpose: str, name: str, value: bytes) -> bytes:
    """Return `value` preceded by a MAC over it and its name."""
    return mac(purpose, _named(name, value)) + value


def verified(purpose: str, name: str, stored: bytes) -> bytes:
    """Return the value that was signed for this name. Raises KeyMissing and Tampered."""
    end = 2 + (stored[1] if len(stored) > 1 else 0) + MAC_BYTES
    if not mac_matches(purpose, _named(name, stored[end:]), stored[:end]):
        raise Tampered("the stored value was changed or belongs elsewhere")
    return stored[end:]


def _named(name: str, value: bytes) -> bytes:
    return f"{len(name)}:{name}".encode() + value


def _digest(key_id: str, purpose: str, message: bytes) -> bytes:
    return hmac.digest(ring().mac_key(key_id, purpose), message, "sha256")


def _bound(used: int, key_id: str, place: dict[str, str], generation: str) -> bytes:
    """Return the associated data: canonical JSON of everything that the ciphertext is bound to."""
    more = {"generation": generation} if used == WITH_GENERATION else {}
    return _canonical({"version": used, "key": key_id, **place, **more}).encode()


def _head(key_id: str, used: int = FORMAT) -> bytes:
    return bytes((used, len(key_id))) + key_id.encode()


def _split_head(envelope: bytes) -> tuple[str, bytes]:
    """Return the key id and what follows it. Raises Tampered."""
    if len(envelope) < 2 or envelope[0] not in {FORMAT, WITH_GENERATION}:
        raise Tampered("this is not an envelope of the vault")
    end = 2 + envelope[1]
    key_id = envelope[2:end].decode("ascii", errors="replace")
    if not KEY_ID.fullmatch(key_id):
        raise Tampered("the envelope names no key")
    return key_id, envelope[end:]


def _split(envelope: bytes) -> tuple[str, bytes]:
    """Return the key id and nonce with ciphertext. Raises Tampered."""
    key_id, body = _split_head(envelope)
    if len(body) < NONCE_BYTES + TAG_BYTES:
        raise Tampered("the envelope is cut off")
    return key_id, body

"""The forms in which a secret may turn up in a text: as it is, percent-encoded, in Base64 wherever it begins."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote, quote_plus

SHORTEST = 6  # characters; Toggl accepts no shorter password, and anything shorter would blot out ordinary words


def spellings(secret: str) -> list[str]:
    """Return every spelling, longest first, so that nothing of a longer one is left beside a masked shorter one."""
    found = {secret, quote(secret, safe="", errors="replace"), quote_plus(secret, errors="replace")}
    for shift in range(3):
        middle = _base64_within(secret.encode(errors="replace"), shift)
        found |= {middle, middle.replace("+", "-").replace("/", "_")}
    return sorted((one for one in found if len(one) >= SHORTEST), key=len, reverse=True)


def _base64_within(secret: bytes, shift: int) -> str:
    """Return the part of a Base64 text that depends on `secret` alone, which begins `shift` bytes into a group."""
    text = b64encode(bytes(shift) + secret).decode()
    whole, rest = divmod(shift + len(secret), 3)
    return text[(0, 2, 3)[shift] : whole * 4 + rest]

"""What a pasted text looks like, so that a secret in the wrong box is explained without asking anybody.

Track's API token is 32 letters and digits, hex in practice; Focus's API key is `toggl_sk_` with 32 hex digits
(https://engineering.toggl.com/docs/authentication, https://engineering.toggl.com/docs/focus_start/authentication).
"""

from __future__ import annotations

import re
from enum import Enum

LONGEST = 200  # characters; anything longer is a whole page or a file


class CredentialFormat(Enum):
    """The kinds of text that people paste into a box for a secret."""

    NOTHING = "nothing"
    TOO_LONG = "too long"
    FOCUS_KEY = "focus key"
    FOCUS_KEY_CUT = "part of a focus key"
    TRACK_TOKEN = "track token"  # noqa: S105 - a name
    HEADER = "header"
    ADDRESS = "address"
    EMAIL = "e-mail"
    SPACES = "with spaces"
    OTHER = "other"


# In this order: the first that matches says what it is.
_PATTERNS: tuple[tuple[CredentialFormat, re.Pattern[str]], ...] = (
    (CredentialFormat.FOCUS_KEY, re.compile(r"toggl_sk_[0-9A-Za-z_-]{32,128}")),
    (CredentialFormat.FOCUS_KEY_CUT, re.compile(r"toggl_sk?_?\S*")),
    (CredentialFormat.TRACK_TOKEN, re.compile(r"[0-9A-Za-z]{32}")),
    (CredentialFormat.HEADER, re.compile(r"(?i)(authorization\s*:.*|basic\s.*|bearer\s.*|.*:api_token)")),
    (CredentialFormat.ADDRESS, re.compile(r"(?i)https?://.*")),
    (CredentialFormat.EMAIL, re.compile(r"[^\s@]+@[^\s@]+")),
    (CredentialFormat.SPACES, re.compile(r".*\s.*", re.DOTALL)),
)


def shape_of(text: str) -> CredentialFormat:
    """Say what `text`, without white space around it, looks like."""
    text = text.strip()
    if not text:
        return CredentialFormat.NOTHING
    if len(text) > LONGEST:
        return CredentialFormat.TOO_LONG
    return next((shape for shape, pattern in _PATTERNS if pattern.fullmatch(text)), CredentialFormat.OTHER)

"""Where the site's own secrets come from: generated once in development, demanded in production."""

import base64
import binascii
import os
import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_TOKEN = 20  # characters
SHORTEST_SECRET_KEY = 50  # characters, as `manage.py check --deploy` wants
KEY_BYTES = 32  # AES-256


def own_folder(path: Path) -> Path:
    """Return DATA_DIR, made on first use; raise ImproperlyConfigured naming it where we cannot write there."""
    remedy = "Set DATA_DIR to a folder of your own."
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"The data folder {path} cannot be made: {error.strerror}. {remedy}") from None
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"The data folder {path} is another user's, or cannot be written to. {remedy}")
    return path


def generated(path: Path) -> str:
    """Return the secret kept in `path`, making it on first use, readable by its owner alone."""
    return _kept(path, lambda: secrets.token_urlsafe(64))


def generated_ring(path: Path) -> str:
    """Return a key ring of one generated key (`id:base64`), kept in `path`."""
    return _kept(path, lambda: "dev1:" + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode())


def _kept(path: Path, make: Callable[[], str]) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(text := make())
    return text


def required_secret_key(value: str) -> str:
    """Return `value`; raise ImproperlyConfigured naming SECRET_KEY when it is missing, default or weak."""
    if not value:
        raise ImproperlyConfigured("SECRET_KEY is missing. Set it to at least 50 random characters.")
    if len(value) < SHORTEST_SECRET_KEY or len(set(value)) < 10 or value.startswith(("django-insecure", "change-me")):
        raise ImproperlyConfigured("SECRET_KEY is too short or too plain. Set it to at least 50 random characters.")
    return value


def required_ring(value: str) -> str:
    """Return `value`; raise ImproperlyConfigured naming CREDENTIAL_KEYS when it is missing or a key is weak.

    The form is `id:base64 of 32 bytes`, newest first, separated by commas or white space.
    """
    entries = value.replace(",", " ").split()
    if not entries:
        raise ImproperlyConfigured("CREDENTIAL_KEYS is missing. Make a key with `make key` and keep it safe.")
    for place, entry in enumerate(entries, start=1):
        key_id, colon, text = entry.partition(":")
        if not colon:  # what stands there may be a bare key, which no message may show
            raise ImproperlyConfigured(f"CREDENTIAL_KEYS: entry {place} is not `id:base64 of 32 bytes`.")
        try:
            key = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not key_id or len(key) != KEY_BYTES or len(set(key)) < 8:
            raise ImproperlyConfigured(
                f"CREDENTIAL_KEYS: the key {key_id!r} is not 32 random bytes in base64. Make one with `make key`."
            )
    return value


def strong_enough(name: str, value: str) -> str:
    """Return a secret that may be left out; raise ImproperlyConfigured naming it where it is easy to guess."""
    if value and (len(value) < SHORTEST_TOKEN or len(set(value)) < 10):
        raise ImproperlyConfigured(f"{name} is too short or too plain. Set it to at least 20 random characters.")
    return value


def is_loopback(url: str) -> bool:
    """Say whether `url` is plain http to this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}


def new_key() -> str:
    """Return a new entry for CREDENTIAL_KEYS, named by the day it was made and a few random letters."""
    today = datetime.now(UTC).strftime("%Y%m%d")
    return f"k{today}{secrets.token_hex(2)}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


if __name__ == "__main__":
    sys.stdout.write(new_key() + "\n")

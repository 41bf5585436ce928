"""The site's own secrets: generated once in development, required in production."""

import base64
import binascii
import os
import re
import secrets
import sys
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_TOKEN = 20  # characters
SHORTEST_SECRET_KEY = 50  # characters, as `manage.py check --deploy` wants
KEY_BYTES = 32  # AES-256
EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"
WITHOUT_ENVIRONMENT = (
    "This is production mode: a command needs the environment of the server. Give it with `set -a; . /etc/tandem.env; "
    "set +a` in a shell or a crontab, with `EnvironmentFile=/etc/tandem.env` in a systemd unit, or in .env beside "
    "manage.py. For development there is `make run`, and DEVELOPMENT=1 for its commands."
)


def data_folder(path: Path) -> Path:
    """Return DATA_DIR, created on first use; raise ImproperlyConfigured naming it when it is not writable."""
    remedy = "Set DATA_DIR to a folder of your own."
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"The data folder {path} cannot be made: {error.strerror}. {remedy}") from None
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"The data folder {path} is another user's, or cannot be written to. {remedy}")
    return path


def claim(folder: Path, *, development: bool) -> None:
    """Mark DATA_DIR as development's or production's; raise ImproperlyConfigured when it is the other's.

    A folder older than the marks is development's if it holds the demo people's password.
    """
    mine, other = ("development", "production") if development else ("production", "development")
    left_by_demo = (folder / "demo_password").exists()
    unmarked = not (folder / f"{mine}.mode").exists()
    people = left_by_demo if not development else (folder / "tandem.sqlite3").exists() and not left_by_demo
    if (folder / f"{other}.mode").exists() or (unmarked and people):
        raise ImproperlyConfigured(
            f"This is {mine} mode, and the data folder {folder} has been used by {other}. Set DATA_DIR to another."
        )
    if unmarked:
        (folder / f"{mine}.mode").touch(mode=0o600)


def refuse_production(given: Mapping[str, str], from_file: Collection[str]) -> None:
    """Raise ImproperlyConfigured when development mode is given settings of production.

    `given` is the environment, `from_file` what `.env` sets. Tests may set keys of their own, a file may not.
    """
    names = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS") if given.get(name) or given.get(f"{name}_FILE")]
    names += {"CREDENTIAL_KEYS", "CREDENTIAL_KEYS_FILE"} & set(from_file)
    if names:
        raise ImproperlyConfigured(
            f"This is development mode (DEVELOPMENT=1, as `make run` sets it), and {names[0]} is set, as production "
            "has it in its environment or in .env. Develop in a clone of its own; production is `make serve`."
        )


def generated(path: Path) -> str:
    """Return the secret kept in `path`, generated on first use and readable by its owner alone."""
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
    """Return `value`; raise ImproperlyConfigured naming SECRET_KEY when it is missing, an example or weak."""
    if not value:
        raise ImproperlyConfigured(
            f"SECRET_KEY is missing. Set it to at least 50 random characters.\n{WITHOUT_ENVIRONMENT}"
        )
    _refuse_copied("SECRET_KEY", value)
    if len(value) < SHORTEST_SECRET_KEY or len(set(value)) < 10 or value.startswith(("django-insecure", "change-me")):
        raise ImproperlyConfigured("SECRET_KEY is too short or too plain. Set it to at least 50 random characters.")
    return value


def required_ring(value: str) -> str:
    """Return `value`; raise ImproperlyConfigured naming CREDENTIAL_KEYS when it is missing or a key is weak.

    The form is `id:base64 of 32 bytes`, newest first, separated by commas.
    """
    if not value:
        raise ImproperlyConfigured("CREDENTIAL_KEYS is missing. Make a key with `make key` and keep it safe.")
    _refuse_copied("CREDENTIAL_KEYS", value)
    seen: set[bytes] = set()
    for place, entry in enumerate(filter(None, value.split(",")), start=1):
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
        if key in seen:
            raise ImproperlyConfigured(f"CREDENTIAL_KEYS: the key {key_id!r} is there twice, under another id.")
        seen.add(key)
    return value


def require_distinct_keys(secret_key: str, ring: str) -> None:
    """Raise ImproperlyConfigured when SECRET_KEY is also one of CREDENTIAL_KEYS."""
    if any(part and part in secret_key for part in re.split("[,:]", ring) if len(part) > KEY_BYTES):
        raise ImproperlyConfigured("SECRET_KEY and CREDENTIAL_KEYS hold the same key. Make another SECRET_KEY.")


def _refuse_copied(name: str, value: str) -> None:
    """Refuse a secret that is an example, or ends with the comment of one."""
    if re.search(r"[\s#]", value):
        raise ImproperlyConfigured(f"{name} holds white space or '#', as if a comment or another line were part of it.")
    if EXAMPLE.exists() and value in EXAMPLE.read_text():
        raise ImproperlyConfigured(f"{name} is taken from .env.example, which everybody knows. Make one of your own.")


def optional_strong_secret(name: str, value: str) -> str:
    """Return an optional secret; raise ImproperlyConfigured naming it when it is easy to guess."""
    if value and (len(value) < SHORTEST_TOKEN or len(set(value)) < 10):
        raise ImproperlyConfigured(f"{name} is too short or too plain. Set it to at least 20 random characters.")
    return value


def protected_redis_url(url: str) -> str:
    """Return CACHE_URL; raise ImproperlyConfigured for a remote Redis without a password."""
    parts = urlsplit(url)
    if parts.scheme not in {"redis", "rediss"} or parts.password or parse_qs(parts.query).get("password"):
        return url
    if is_loopback_host(parts.hostname or "localhost"):
        return url
    raise ImproperlyConfigured(
        "CACHE_URL names a Redis on another machine without a password. Give it one: redis://:PASSWORD@host:6379/0."
    )


def is_loopback_host(host: str) -> bool:
    """Return whether a host is this machine's loopback."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_loopback(url: str) -> bool:
    """Return whether `url` is plain http to this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and is_loopback_host(parts.hostname or "")


def public_url(url: str, *, development: bool) -> str:
    """Return PUBLIC_URL without a trailing slash; raise ImproperlyConfigured when it is not a site's https address."""
    parts = urlsplit(url := url.rstrip("/"))
    good = parts.scheme == "https" or (development and parts.scheme == "http")
    if url and not (good and parts.hostname and f"{parts.scheme}://{parts.netloc}" == url and "@" not in parts.netloc):
        raise ImproperlyConfigured("PUBLIC_URL must be https and a host, as in https://tandem.example.com.")
    return url


def new_key() -> str:
    """Return a new entry for CREDENTIAL_KEYS; its id is today's date and a few random letters."""
    today = datetime.now(UTC).strftime("%Y%m%d")
    return f"k{today}{secrets.token_hex(2)}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


if __name__ == "__main__":
    sys.stdout.write(new_key() + "\n")

"""Read the environment and `.env`. Wrong values are refused with a message, never guessed."""

from __future__ import annotations

import math
import os
import re
import warnings
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

SECRETS = ("SECRET_KEY", "CREDENTIAL_KEYS")
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
_ASSIGNMENT = re.compile(r"(?:export )?(\w+)=(.*)")
_COMMENT = re.compile(r"(?:^|\s)#")
_HOST = re.compile(r"\*|\.?\w[\w.-]*|\[[0-9A-Fa-f:.]+\]")
_KINDS = {int: "a whole number", float: "a number", bool: "1 or 0"}


class Environment(environ.FileAwareEnv):  # type: ignore[misc]  # django-environ has no types
    """django-environ's, with NAME_FILE for NAME; empty means not set.

    Every method raises ImproperlyConfigured, which names the variable and never its value: that may be a secret.
    """

    ENVIRON = FileAwareMapping(cache=False)

    def read_file(self, path: Path) -> set[str]:
        """Load what a `.env` file sets and the environment does not; return the names. It need not exist."""
        try:
            lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        except (OSError, UnicodeDecodeError):
            raise ImproperlyConfigured(f"{path} cannot be read.") from None
        seen: set[str] = set()
        for name, value in [found.groups() for line in lines if (found := _ASSIGNMENT.match(line))]:
            if name in seen:
                raise ImproperlyConfigured(f"{path} sets {name} twice. Keep one of the lines.")
            seen.add(name)
            given = os.environ.get(name)
            if name in SECRETS and given and value and given != value.strip("'\""):
                raise ImproperlyConfigured(
                    f"{name} is in the environment and, another one, in {path}. Keep one of them."
                )
        if seen:
            self.read_env(path)
        return seen

    def get_value(
        self,
        var: str,
        cast: Any = None,
        default: Any = None,
        parse_default: bool = False,  # noqa: FBT001, FBT002 - django-environ's
    ) -> Any:
        """Return a variable as a value of this type. All other methods read through this one."""
        try:
            text = self.ENVIRON.get(var, "").strip()
        except (OSError, UnicodeDecodeError):
            raise ImproperlyConfigured(f"{var}_FILE names a file that cannot be read.") from None
        if _COMMENT.search(text):
            raise ImproperlyConfigured(f"{var} has a comment behind its value. Comments stand on lines of their own.")
        if not text:
            return self.parse_value(default, cast) if parse_default else default
        try:
            return self.parse_value(text, cast)
        except ValueError:
            raise ImproperlyConfigured(f"{var} is not {_KINDS.get(cast, 'written as it has to be')}.") from None

    @classmethod
    def parse_value(cls, value: Any, cast: Any) -> Any:
        """Return a text as a value of this type, without guessing. Raises ValueError."""
        if cast is bool:
            if value.lower() not in TRUE | FALSE:
                raise ValueError
            return value.lower() in TRUE
        if cast in {int, float}:
            if not math.isfinite(number := cast(value)):
                raise ValueError
            return number
        return super().parse_value(value, cast)

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        """Return a whole number that is not below `least`."""
        if (number := int(self.int(name, default=default))) < least:
            raise ImproperlyConfigured(f"{name} must be at least {least}.")
        return number

    def decimal(self, name: str, default: float) -> float:
        """Return a number that is not below zero."""
        if (number := float(self.float(name, default=default))) < 0:
            raise ImproperlyConfigured(f"{name} must be at least 0.")
        return number

    def hosts(self, name: str, default: list[str]) -> list[str]:
        """Return the host names of a comma-separated list."""
        found = [host.strip() for host in self.list(name, default=default)]
        if not all(_HOST.fullmatch(host) for host in found):
            raise ImproperlyConfigured(
                f"{name} must name hosts as people type them, without port, separated by commas."
            )
        return found

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Return Django's settings of a database."""
        return self._address(name, "postgres://user:password@host/tandem", self.db_url, default, "ENGINE")

    def mail(self, name: str, default: str) -> dict[str, Any]:
        """Return Django's settings for sending mail."""
        return self._address(name, "smtp+tls://user:password@host:587", self.email_url, default, "EMAIL_BACKEND")

    def _address(self, name: str, example: str, read: Any, default: str, needed: str) -> dict[str, Any]:
        try:
            with warnings.catch_warnings(action="ignore"):  # of an unknown scheme, with the password in it
                found: dict[str, Any] = read(name, default=default)
        except (ValueError, KeyError, ImproperlyConfigured):
            found = {}
        if not str(found.get(needed)).startswith("django."):
            raise ImproperlyConfigured(f"{name} is not an address as in {example}.")
        return found

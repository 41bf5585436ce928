"""The site does not start when a stored secret needs a key that is not in the ring."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from dashboard.credentials import rotation
from dashboard.vault import ring


def keys_are_there(**_options: Any) -> list[CheckMessage]:
    """Refuse a ring that cannot be read, and one that lacks a key in use."""
    try:
        ring()
        missing = rotation.missing_keys()
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="credentials.E001")]
    except DatabaseError:
        return []  # before the first migration nothing is sealed
    return [
        Error(
            f"CREDENTIAL_KEYS lacks the key {key_id!r}, which {count} stored secrets and signatures need.",
            hint=f"Put the key back. If it is lost for good: `manage.py vault_doctor --give-up {key_id}`.",
            id="credentials.E002",
        )
        for key_id, count in missing.items()
    ]

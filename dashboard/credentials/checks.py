"""The site does not start when a stored secret needs a key that is not in the ring."""

from __future__ import annotations

from typing import Any

from django.conf import settings
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
            hint=_remedy(key_id),
            id="credentials.E002",
        )
        for key_id, count in missing.items()
    ]


def _remedy(key_id: str) -> str:
    if settings.DEVELOPMENT:
        return (
            "This is development mode, with keys of its own: the database is another's, perhaps production's. Take "
            "DATABASE_URL or DATA_DIR away, or DEVELOPMENT."
        )
    return (
        "This is production mode, with the keys of the environment. Put the key back. If it is lost for good: "
        f"`manage.py vault_doctor --give-up {key_id}`."
    )

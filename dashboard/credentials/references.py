"""Which connection a person has, remembered in the shared cache: a kept answer needs no more than that.

The row is the truth. A reference is dropped when the transaction that changed its row commits, and runs out after a
minute. A wrong one finds no cached response, as those are dropped together with what they belong to.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import caches
from django.db import transaction

from dashboard.credentials.models import Connection

KEPT_FOR = 60  # seconds


@dataclass(frozen=True, slots=True)
class Reference:
    """A connection and the generation of its secret, as cached responses are named by, and the place where it works."""

    pk: UUID
    generation: int
    organization_id: int | None
    workspace_id: int | None


def reference_of(user_id: int, service: str) -> Reference | None:
    """Return the reference to a person's connection, from the cache or from its row."""
    name = _name(user_id, service)
    if known := caches["kept"].get(name):
        return Reference(UUID(hex=known[0]), *known[1:])
    row = Connection.objects.filter(user_id=user_id, service=service).first()
    if row is None:
        return None
    reference = Reference(row.pk, row.generation, row.organization_id, row.workspace_id)
    caches["kept"].set(name, [row.pk.hex, row.generation, row.organization_id, row.workspace_id], KEPT_FOR)
    return reference


def drop(connection: Connection) -> None:
    """Forget the reference once the change of the row is committed."""
    name = _name(connection.user_id, connection.service)
    transaction.on_commit(lambda: caches["kept"].delete(name))


def _name(user_id: int, service: str) -> str:
    return f"reference.{user_id}.{service}"

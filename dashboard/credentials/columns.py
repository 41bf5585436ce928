"""Which columns of this app hold sealed secrets, and what their values are bound to."""

from __future__ import annotations

from typing import Any

from dashboard.vault import SealedColumn, register


def _user_of(connection: Any) -> str:
    return str(connection.user_id)


def _service_of(connection: Any) -> str:
    return str(connection.service)


def _generation_of(connection: Any) -> str:
    return str(connection.generation)


def _discard(connection: Any) -> None:
    from dashboard.credentials.services import disconnect  # noqa: PLC0415 - it reads this list

    disconnect(connection)


CONNECTION_SECRET = register(
    SealedColumn(
        model="credentials.Connection",
        field="sealed_secret",
        purpose="credential",
        user_of=_user_of,
        service_of=_service_of,
        generation_of=_generation_of,
        discard=_discard,
    )
)

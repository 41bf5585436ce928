"""Whose account a connection is, as `/me` last said: a new name or default workspace is known here at once."""

from __future__ import annotations

from typing import Any

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection
from dashboard.gateway.cache import response_cache
from dashboard.upstream.contract import operation

TELLING = frozenset({"track.get_me", "track.update_me"})


def sync_account(connection: Connection, operation_id: str, data: Any) -> None:
    """Note the account's name and its default workspace on the connection, where an answer names others."""
    if operation_id not in TELLING or not isinstance(data, dict):
        return
    name = str(data.get("fullname") or data.get("email") or "")[:254]
    if name and name != connection.account_name:
        credentials.rename(connection, name)
    workspace_id = number(data.get("default_workspace_id"))
    if workspace_id is not None and workspace_id != connection.workspace_id:
        credentials.place(
            connection, organization_id=_organization_of(connection, workspace_id), workspace_id=workspace_id
        )


def number(value: Any) -> int | None:
    """Return a number of Toggl's that fits into a column, None for anything else that an answer may hold."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None


def _organization_of(connection: Connection, workspace_id: int) -> int | None:
    """Return the organisation of a workspace, as far as kept copies know it; `/me` does not say."""
    for copy in response_cache.copies(connection, operation("track.list_workspaces")):
        for row in copy.data if isinstance(copy.data, list) else ():
            if isinstance(row, dict) and row.get("id") == workspace_id:
                return number(row.get("organization_id"))
    return None

"""Whose account a connection is, as `/me` last said: a new name or default workspace is known here at once."""

from __future__ import annotations

from typing import Any

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection
from dashboard.gateway.cache import response_cache
from dashboard.upstream.records.account import Account
from dashboard.upstream.records.decoding import one_or_none
from dashboard.upstream.records.reads import WORKSPACES

SOURCES = frozenset({"track.get_me", "track.update_me"})


def sync_account(connection: Connection, operation_id: str, data: Any) -> None:
    """Note the account's name and its default workspace on the connection, where an answer names others."""
    account = one_or_none(Account, data) if operation_id in SOURCES else None
    if account is None:
        return
    name = (account.fullname or account.email)[:254]
    if name and name != connection.account_name:
        credentials.rename(connection, name)
    workspace_id = account.default_workspace_id
    if workspace_id is not None and workspace_id != connection.workspace_id:
        credentials.place(
            connection, organization_id=_organization_of(connection, workspace_id), workspace_id=workspace_id
        )


def _organization_of(connection: Connection, workspace_id: int) -> int | None:
    """Return the organization of a workspace, as far as cached responses know it; `/me` does not say."""
    listed = [each for _copy, rows in response_cache.decoded(connection, WORKSPACES) for each in rows]
    return next((each.organization_id for each in listed if each.id == workspace_id), None)

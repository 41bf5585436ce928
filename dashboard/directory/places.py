"""Where the lists of Focus are: an organisation and a workspace. None of this costs a request."""

from __future__ import annotations

from typing import Any

from dashboard.accounts.models import User
from dashboard.credentials import services as credentials
from dashboard.directory.asked import Asked
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import NotConnected


class NoPlace(Exception):
    """Nobody knows in which workspace to look; it is asked for once, on the page of connections."""


def params_of(user: User, asked: Asked) -> dict[str, Any]:
    """Return with what a list is asked for, the place included. Raises NotConnected and NoPlace."""
    if asked.kind.service == "track":
        return asked.params
    connection = credentials.connection_of(user, "focus")
    if connection is None:
        raise NotConnected(service="focus", operation_id=asked.kind.operation)
    organization, workspace = connection.organization_id, connection.workspace_id
    if asked.place and asked.place != workspace:
        organization, workspace = _organization_of(user, asked.place), asked.place
    if not organization or not workspace:
        raise NoPlace
    return {"organization_id": organization, "workspace_id": workspace, **asked.params}


def _organization_of(user: User, workspace_id: int) -> int | None:
    """Return the organisation of a workspace, as Track's kept list names it."""
    copy = gateway.peek(user, "track.list_workspaces")
    rows = copy.data if copy and isinstance(copy.data, list) else []
    return next((row.get("organization_id") for row in rows if row.get("id") == workspace_id), None)

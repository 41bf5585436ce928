"""With what a list is asked for. None of this costs a request."""

from __future__ import annotations

from typing import Any

from dashboard.accounts.models import User
from dashboard.directory.services.address import ListQuery
from dashboard.workspaces.services import focus_workspace


def params_of(user: User, asked: ListQuery) -> dict[str, Any]:
    """Return the parameters of a list, for Focus with its workspace. Raises NotConnected and WorkspaceUnknown."""
    if asked.kind.service == "track":
        return asked.params
    return focus_workspace(user, asked.place).params | asked.params

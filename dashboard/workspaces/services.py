"""The workspaces of a member, as Track lists them, and the one in which Focus reads and writes.

Track alone lists workspaces: its list names the organization of each, which every address of Focus needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.accounts.models import User
from dashboard.credentials.references import reference_of
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import NotConnected, UpstreamError
from dashboard.upstream.records.reads import WORKSPACE_VALUES, WORKSPACES
from dashboard.upstream.records.workspaces import TrackWorkspace


class WorkspaceUnknown(Exception):
    """Focus is connected, but nobody knows yet in which organization and workspace."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace as Track shows it to one member."""

    id: int
    name: str  # empty where only its id is known
    organization_id: int | None = None
    is_admin: bool = False
    logo_url: str = ""
    project_count: int = 0  # active ones

    @property
    def label(self) -> str:
        """Its name, else its id."""
        return self.name or f"#{self.id}"


@dataclass(frozen=True, slots=True)
class FocusWorkspace:
    """Where Focus reads and writes."""

    organization_id: int
    workspace_id: int

    @property
    def params(self) -> dict[str, Any]:
        """As parameters of an operation."""
        return {"organization_id": self.organization_id, "workspace_id": self.workspace_id}


def known_workspaces(user: User) -> list[Workspace] | None:
    """Return the workspaces in the kept list, however old; None where no list is kept. Costs no request."""
    copy = gateway.peek(user, WORKSPACES)
    return [_workspace(row) for row in copy.data] if copy else None


def list_workspaces(user: User, *, refresh: bool = False) -> list[Workspace]:
    """Return the workspaces: at most one request, none while the list is fresh. Raises UpstreamError."""
    return [_workspace(row) for row in gateway.read(user, WORKSPACES, refresh=refresh).data]


def load_workspaces(user: User) -> UpstreamError | None:
    """Ask Track for the list unless it is fresh: at most one request. Return why it did not answer."""
    try:
        return gateway.read(user, WORKSPACES).problem
    except UpstreamError as error:
        return error


def find_workspace(user: User, workspace_id: int) -> Workspace | None:
    """Return one workspace of the member: at most one request. Raises UpstreamError."""
    return next((one for one in list_workspaces(user) if one.id == workspace_id), None)


def focus_workspace(user: User, workspace_id: int | None = None) -> FocusWorkspace:
    """Return the organization and workspace for Focus, the connection's own unless another one is named.

    Costs no request. Raises NotConnected, and WorkspaceUnknown where nobody knows the organization.
    """
    connection = reference_of(user.pk, "focus")
    if connection is None:
        raise NotConnected(service="focus")
    organization_id = connection.organization_id
    if workspace_id and workspace_id != connection.workspace_id:
        organization_id = next(
            (one.organization_id for one in known_workspaces(user) or () if one.id == workspace_id), None
        )
    workspace_id = workspace_id or connection.workspace_id
    if not organization_id or not workspace_id:
        raise WorkspaceUnknown
    return FocusWorkspace(organization_id, workspace_id)


def listed_settings(user: User, workspace_id: int, *, ask: bool = True, refresh: bool = False) -> Mapping[str, Any]:
    """Return everything that the list says of one workspace; {} where it does not name it.

    At most one request, none without `ask`. Raises UpstreamError.
    """
    answer = gateway.read(user, WORKSPACE_VALUES, refresh=refresh) if ask else gateway.peek(user, WORKSPACE_VALUES)
    rows = answer.data if answer else ()
    return next((row.values for row in rows if row.values["id"] == workspace_id), {})


def _workspace(row: TrackWorkspace) -> Workspace:
    return Workspace(
        id=row.id,
        name=row.name,
        organization_id=row.organization_id,
        is_admin=row.admin or row.role == "admin",
        logo_url=row.logo_url or "",
        project_count=row.active_project_count or 0,
    )

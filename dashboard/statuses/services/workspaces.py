"""The workspaces to choose from. None of this costs a request."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.accounts.models import User
from dashboard.credentials import services as credentials
from dashboard.workspaces.services import Workspace, known_workspaces


@dataclass(frozen=True, slots=True)
class WorkspaceChoices:
    """What there is to choose from."""

    workspaces: tuple[Workspace, ...]
    default: int | None  # the Focus connection's own
    can_load: bool  # Track is connected and was not asked yet
    has_focus: bool

    def find(self, workspace_id: int) -> Workspace:
        """Return the workspace of this id; one that nobody named is only its number."""
        known = (workspace for workspace in self.workspaces if workspace.id == workspace_id)
        return next(known, Workspace(workspace_id, ""))


def workspace_choices(user: User) -> WorkspaceChoices:
    """Return the workspaces that are known: Track's as they are kept, and the one of the Focus connection."""
    connections = credentials.connections_of(user)
    focus = connections.get("focus")
    known = known_workspaces(user) if "track" in connections else None
    choices = {workspace.id: workspace for workspace in known or ()}
    if focus and focus.workspace_id:
        own = choices.get(focus.workspace_id) or Workspace(focus.workspace_id, "")
        choices[own.id] = replace(own, organization_id=focus.organization_id or own.organization_id)
    return WorkspaceChoices(
        workspaces=tuple(choices.values()),
        default=focus.workspace_id if focus else None,
        can_load="track" in connections and known is None,
        has_focus=focus is not None,
    )

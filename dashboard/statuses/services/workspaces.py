"""The workspaces to choose from. None of this costs a request, except where somebody asks for the list."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.accounts.models import User
from dashboard.credentials import services as credentials
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import UpstreamError

READ = "track.list_workspaces"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace of Focus."""

    id: int
    name: str  # empty where only its number is known
    organization_id: int | None


@dataclass(frozen=True, slots=True)
class Places:
    """What there is to choose from."""

    workspaces: tuple[Workspace, ...]
    default: int | None  # the Focus connection's own
    may_ask: bool  # Track is connected and was not asked yet
    connected: frozenset[str] = frozenset()

    def find(self, workspace_id: int) -> Workspace:
        """Return the workspace of this id; one that nobody named is only its number."""
        known = (one for one in self.workspaces if one.id == workspace_id)
        return next(known, Workspace(workspace_id, "", None))


def places(*, user: User) -> Places:
    """Return the workspaces that are known: Track's as they are kept, and the one of the Focus connection."""
    connections = credentials.connections_of(user)
    focus = connections.get("focus")
    copy = gateway.peek(user, READ) if "track" in connections else None
    found = {one.id: one for one in _workspaces(copy.data if copy else None)}
    if focus and focus.workspace_id:
        own = found.get(focus.workspace_id) or Workspace(focus.workspace_id, "", None)
        found[own.id] = Workspace(own.id, own.name, focus.organization_id or own.organization_id)
    default = focus.workspace_id if focus else None
    may_ask = "track" in connections and copy is None
    return Places(tuple(found.values()), default, may_ask, frozenset(connections))


def ask(*, user: User) -> UpstreamError | None:
    """Ask Track for the workspaces, 1 request; return why it did not say."""
    try:
        return gateway.read(user, READ).problem
    except UpstreamError as error:
        return error


def _workspaces(rows: object) -> list[Workspace]:
    return [
        Workspace(row["id"], str(row.get("name") or ""), row.get("organization_id"))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and isinstance(row.get("id"), int)
    ]

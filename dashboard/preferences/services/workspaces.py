"""Workspace preferences: one workspace's settings for its whole team, and who may change them.

The call for preferences gives little more than the logo; current values come from the list of workspaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.preferences.services.scopes import Scope
from dashboard.upstream.errors import Forbidden, InvalidRequest, PlanLacksFeature, Unreadable, UpstreamError
from dashboard.upstream.fields import fields

LIST = "track.list_workspaces"
LOCK = "report_locked_at"  # the field that a plan without locking refuses
MOST = 500  # people whose kept lists are looked at for admins
# The reference has these in the body, and "The field is not writable" among the answers without saying of which.
DOUBTFUL = frozenset(
    {"inc_tos_accepted_at", "inc_tos_accepted_by", "initial_pricing_plan", "single_sign_on", "sso_requested_at"}
)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace as Track names it to one member."""

    number: int
    name: str
    is_admin: bool
    logo: str = ""


@dataclass(frozen=True, slots=True)
class WorkspaceScope(Scope):
    """The preferences of one workspace."""

    def beneath(self, user: User, *, ask: bool, refresh: bool) -> Mapping[str, Any]:
        """Return the settings that the list of workspaces shows."""
        rows = _rows(user, ask=ask, refresh=refresh)
        row = next((row for row in rows if row.get("id") == self.params["workspace_id"]), {})
        return {name: row[name] for name in fields(self.words).fields if row.get(name) is not None}

    def culprit(self, problem: UpstreamError, names: Iterable[str]) -> str:
        """Return the changed field that a refusal is about: named, the lock, or the only one that it can be."""
        changed = list(names)
        if named := Scope.culprit(self, problem, changed):
            return named
        if isinstance(problem, PlanLacksFeature | Forbidden) and "lock" in problem.upstream_message.casefold():
            return LOCK if LOCK in changed else ""
        suspects = [name for name in changed if name in DOUBTFUL] if isinstance(problem, InvalidRequest) else []
        if not suspects and not isinstance(problem, Forbidden | PlanLacksFeature | InvalidRequest):
            return ""
        only = suspects or changed
        return only[0] if len(only) == 1 else ""


def scope_of(number: int) -> WorkspaceScope:
    """Return the settings of one workspace."""
    return WorkspaceScope(
        "workspace_preferences",
        "track.get_workspace_preferences",
        "track.update_workspace_preferences",
        {"workspace_id": number},
    )


def mine(*, user: User, refresh: bool = False) -> list[Workspace]:
    """Return the workspaces of a member, one request if nobody has asked for an hour. Raises UpstreamError."""
    return [_workspace(row) for row in _rows(user, ask=True, refresh=refresh)]


def find(*, user: User, number: int) -> Workspace | None:
    """Return one of a member's workspaces. Raises UpstreamError."""
    return next((one for one in mine(user=user) if one.number == number), None)


def admins(*, user: User, number: int) -> list[str]:
    """Return the people of this Tandem whom Track calls admins of a workspace, as far as kept lists tell."""
    others = User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("name")[:MOST]
    return [str(one) for one in others if any(row.number == number and row.is_admin for row in known(user=one))]


def known(*, user: User) -> list[Workspace]:
    """Return the workspaces of a member as far as the kept list tells, without a request. Raises UpstreamError."""
    return [_workspace(row) for row in _rows(user, ask=False, refresh=False)]


def _rows(user: User, *, ask: bool, refresh: bool) -> list[dict[str, Any]]:
    answer = gateway.read(user, LIST, refresh=refresh) if ask else gateway.peek(user, LIST)
    if answer is None:
        return []
    if not isinstance(answer.data, list):
        raise Unreadable(service="track", operation_id=LIST)
    return [row for row in answer.data if isinstance(row, dict) and isinstance(row.get("id"), int)]


def _workspace(row: Mapping[str, Any]) -> Workspace:
    is_admin = row.get("admin") is True or row.get("role") == "admin"
    return Workspace(row["id"], str(row.get("name") or row["id"]), is_admin, str(row.get("logo_url") or ""))

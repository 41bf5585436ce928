"""Workspace preferences: one workspace's settings for its whole team, and who may change them.

The call for preferences gives little more than the logo; current values come from the list of workspaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.accounts.models import User
from dashboard.preferences.services.scopes import Scope
from dashboard.upstream.contract.field_descriptions import fields
from dashboard.upstream.errors import Forbidden, InvalidRequest, PlanLacksFeature, UpstreamError
from dashboard.upstream.records.reads import WORKSPACE_PREFERENCES
from dashboard.workspaces.services import known_workspaces, listed_settings

LOCK = "report_locked_at"  # the field that a plan without locking refuses
MOST = 500  # people whose kept lists are looked at for admins
# The reference has these in the body, and "The field is not writable" among the answers without saying of which.
DOUBTFUL = frozenset(
    {"inc_tos_accepted_at", "inc_tos_accepted_by", "initial_pricing_plan", "single_sign_on", "sso_requested_at"}
)


@dataclass(frozen=True, slots=True)
class WorkspaceScope(Scope):
    """The preferences of one workspace."""

    def listed_values(self, user: User, *, ask: bool, refresh: bool) -> Mapping[str, Any]:
        """Return the settings that the list of workspaces shows."""
        row = listed_settings(user, self.params["workspace_id"], ask=ask, refresh=refresh)
        return {name: row[name] for name in fields(self.field_set).fields if row.get(name) is not None}

    def blamed_field(self, problem: UpstreamError, names: Iterable[str]) -> str:
        """Return the changed field that a refusal is about: named, the lock, or the only one that it can be."""
        changed = list(names)
        if named := Scope.blamed_field(self, problem, changed):
            return named
        if isinstance(problem, PlanLacksFeature | Forbidden) and "lock" in problem.upstream_message.casefold():
            return LOCK if LOCK in changed else ""
        suspects = [name for name in changed if name in DOUBTFUL] if isinstance(problem, InvalidRequest) else []
        if not suspects and not isinstance(problem, Forbidden | PlanLacksFeature | InvalidRequest):
            return ""
        only = suspects or changed
        return only[0] if len(only) == 1 else ""


def scope_of(workspace_id: int) -> WorkspaceScope:
    """Return the settings of one workspace."""
    return WorkspaceScope(
        "workspace_preferences",
        WORKSPACE_PREFERENCES,
        "track.update_workspace_preferences",
        {"workspace_id": workspace_id},
    )


def admins(*, user: User, workspace_id: int) -> list[str]:
    """Return the people of this Tandem whom Track calls admins of a workspace, as far as kept lists tell."""
    others = User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("name")[:MOST]
    return [str(other) for other in others if workspace_id in _administered(other)]


def _administered(user: User) -> set[int]:
    return {workspace.id for workspace in known_workspaces(user) or () if workspace.is_admin}

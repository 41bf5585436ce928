"""Values that a member's own data has for texts of which Toggl publishes no list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.preferences.services.scopes import DESKTOP, TRACK, WEB, Scope

LONGEST = 100  # characters of a value that is offered


def elsewhere(*, user: User, scope: Scope) -> Mapping[str, frozenset[str]]:
    """Return the values of free texts in the other scopes, from kept copies alone."""
    others = [other for other in (TRACK, WEB, DESKTOP) if other != scope and scope.field_set == other.field_set]
    known: dict[str, set[str]] = {}
    for copy in gateway.peek_many(user, [(other.read, other.params) for other in others]):
        for name, value in _texts(scope, copy.data if copy else None):
            known.setdefault(name, set()).add(value)
    return {name: frozenset(values) for name, values in known.items()}


def _texts(scope: Scope, data: Any) -> list[tuple[str, str]]:
    if not isinstance(data, dict):
        return []
    known = scope.fields.fields
    return [
        (name, value)
        for name, value in data.items()
        if isinstance(value, str) and value and len(value) <= LONGEST and name in known and not known[name].values
    ]

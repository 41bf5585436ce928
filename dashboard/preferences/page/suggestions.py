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
    others = [other for other in (TRACK, WEB, DESKTOP) if other != scope and scope.words == other.words]
    found: dict[str, set[str]] = {}
    for other, copy in zip(others, gateway.peek_many(user, [(one.read, one.params) for one in others]), strict=True):
        for name, value in _texts(other, copy.data if copy else None):
            found.setdefault(name, set()).add(value)
    return {name: frozenset(values) for name, values in found.items()}


def _texts(scope: Scope, data: Any) -> list[tuple[str, str]]:
    if not isinstance(data, dict):
        return []
    known = scope.fields.fields
    return [
        (name, value)
        for name, value in data.items()
        if isinstance(value, str) and value and len(value) <= LONGEST and name in known and not known[name].values
    ]

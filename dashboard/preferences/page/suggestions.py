"""Values that a member's own data has for texts of which Toggl publishes no list."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.preferences.services.scopes import DESKTOP, TRACK, WEB, Scope

LONGEST = 100  # characters of a value that is offered


def elsewhere(*, user: User, scope: Scope) -> Mapping[str, frozenset[str]]:
    """Return the values of free texts in the other scopes, from cached responses alone."""
    others = [other for other in (TRACK, WEB, DESKTOP) if other != scope and scope.field_set == other.field_set]
    texts = [name for name, field in scope.fields.fields.items() if field.control == "text"]
    values: dict[str, set[str]] = {}
    for copy in gateway.peek_many(user, [(other.read, other.params) for other in others]):
        for name in texts:
            if copy and (text := copy.data.values.get(name)) and len(text) <= LONGEST:
                values.setdefault(name, set()).add(text)
    return {name: frozenset(found) for name, found in values.items()}

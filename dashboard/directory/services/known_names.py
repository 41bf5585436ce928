"""The names that the lists of the directory show in the place of numbers."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.accounts.models import User
from dashboard.directory.lists.columns import Known
from dashboard.gateway import services as gateway
from dashboard.names import services as names
from dashboard.upstream.records import reads


def known_for(*, user: User, kinds: Iterable[str]) -> Known:
    """Return the names that the columns of a list need, and who the person is in Track (`me`)."""
    wanted = set(kinds)
    found = {kind: names.names(user=user, kind=kind) for kind in wanted & set(names.KINDS)}
    profile = gateway.peek(user, reads.ACCOUNT) if "me" in wanted else None
    return Known(found, profile.data.id if profile else None)

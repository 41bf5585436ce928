"""What things are called: names from the directory's kept lists, for this slice and for every other one.

Nobody is asked for them unless a member says so: a list is one request, and without it the number is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.accounts.models import User
from dashboard.directory import listing
from dashboard.directory.columns import Known, Row
from dashboard.directory.derived import workspace_number
from dashboard.directory.kinds import EVERY_PROJECT, KINDS, Kind
from dashboard.gateway import services as gateway
from dashboard.upstream.errors import UpstreamError

# A kind of thing, and the lists that name it with what each is asked with; the first is what `ask` asks for. A list of
# many pages counts only where no other is kept and it was followed to its end: what it lacks would seem not to exist.
_LISTS: Mapping[str, tuple[tuple[Kind, Mapping[str, Any]], ...]] = {
    "project": (
        (KINDS["projects"], {}),
        (KINDS["projects"], {"include_archived": "true"}),
        (EVERY_PROJECT, {}),
    ),
    "client": ((KINDS["clients"], {}),),
    "tag": ((KINDS["tags"], {}),),
    "task": ((KINDS["tasks"], {}), (KINDS["tasks"], {"include_not_active": "true"})),
    "workspace": ((KINDS["workspaces"], {}),),
    "organization": ((KINDS["organizations"], {}),),
}
THINGS = tuple(_LISTS)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of Track's that has a number and a name."""

    number: int
    name: str
    workspace_id: int | None


def things(*, user: User, kind: str) -> dict[int, Thing] | None:
    """Return what kept copies name of a kind, however old, by number; None where there is no copy at all.

    A kind is project, client, tag, task, workspace or organization. Raises KeyError for any other.
    """
    found: dict[int, Thing] = {}
    is_known = False
    for one, params in _LISTS[kind]:
        if one.paging and is_known:
            break
        copy = _kept(user, one, params)
        if copy.sheets and copy.is_whole:
            is_known = True
            newer = {row["id"]: _thing(row) for _sheet, _place, row in copy.rows() if isinstance(row.get("id"), int)}
            found = newer | found
    return found if is_known else None


def names(*, user: User, kind: str) -> dict[int, str]:
    """Return the names of `things` alone; empty where there is no copy."""
    return {number: one.name for number, one in (things(user=user, kind=kind) or {}).items()}


def ask(*, user: User, kinds: Iterable[str]) -> UpstreamError | None:
    """Load the lists of some kinds, one request each unless it is fresh. Return why one did not come."""
    for kind in kinds:
        first, params = _LISTS[kind][0]
        try:
            gateway.read(user, first.operation, **params)
        except UpstreamError as error:
            return error
    return None


def known_for(*, user: User, kinds: Iterable[str]) -> Known:
    """Return the names that the columns of a list need, and who the person is in Track (`me`)."""
    wanted = set(kinds)
    found = {kind: names(user=user, kind=kind) for kind in wanted & set(THINGS)}
    profile = gateway.peek(user, "track.get_me") if "me" in wanted else None
    me = profile.data.get("id") if profile and isinstance(profile.data, dict) else None
    return Known(found, me if isinstance(me, int) else None)


def _kept(user: User, kind: Kind, params: Mapping[str, Any]) -> listing.Listing:
    try:
        return listing.kept(user=user, kind=kind, params=params)
    except UpstreamError:  # a copy of something that is no list
        return listing.Listing(user, kind)


def _thing(row: Row) -> Thing:
    workspace = workspace_number(row)
    return Thing(row["id"], str(row.get("name") or "").strip(), workspace if isinstance(workspace, int) else None)

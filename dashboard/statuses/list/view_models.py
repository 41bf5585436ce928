"""What the templates of the pages ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dashboard.accounts.models import User
from dashboard.gateway.notices import notice_of
from dashboard.statuses.list.address import Asked
from dashboard.statuses.services import emojis, learned
from dashboard.statuses.services.reads import ORDERS, TYPES, Listing, Status
from dashboard.statuses.services.workspaces import Places
from dashboard.statuses.services.writes import Draft
from dashboard.upstream.errors import UpstreamError

TYPE_LABELS = {
    "todo": gettext_noop("To do"),
    "in_progress": gettext_noop("In progress"),
    "blocked": gettext_noop("Blocked"),
    "done": gettext_noop("Done"),
}
ORDER_LABELS = {
    "position": gettext_noop("Position"),
    "name": gettext_noop("Name, A to Z"),
    "-name": gettext_noop("Name, Z to A"),
    "-created_at": gettext_noop("Newest first"),
    "created_at": gettext_noop("Oldest first"),
    "-updated_at": gettext_noop("Changed last"),
    "updated_at": gettext_noop("Unchanged longest"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One status of the list."""

    status: Status
    rank: int
    type_label: str
    lock: str  # Focus's sentence, where it refused something as built in
    keeps: str  # why it cannot be changed; empty: as far as is known, it can
    stays: str  # why it cannot be deleted; empty: as far as is known, it can


@dataclass(frozen=True, slots=True)
class Panel:
    """The form that is open."""

    kind: str  # new, edit, move
    draft: Draft
    status: Status | None = None
    was: Status | None = None  # what an edit was rendered with
    now: Status | None = None  # what somebody else made of it meanwhile
    mistakes: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    is_picking: bool = False
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be said about an order that was not simply saved."""

    how: str
    wanted: tuple[int, ...] = ()
    yours: tuple[Status, ...] = ()
    saved: tuple[Status, ...] = ()
    left: tuple[Status, ...] = ()
    refused: Status | None = None
    cost: int | None = None  # statuses that would still have to move


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer of the page."""

    asked: Asked
    places: Places
    workspace_id: int | None
    listing: Listing | None = None
    panel: Panel | None = None
    order: Order | None = None
    problem: UpstreamError | None = None
    status: int = 200


def context(user: User, shown: Shown) -> dict[str, Any]:
    """Return everything that the page's template asks for."""
    listing, workspace_id = shown.listing, shown.workspace_id
    problem = shown.problem or (listing.problem if listing else None)
    found: dict[str, Any] = _bare() | {
        "asked": shown.asked,
        "places": shown.places,
        "workspace": shown.places.find(workspace_id) if workspace_id else None,
        "listing": listing,
        "notice": notice_of(problem, user) if problem else None,
        "panel": shown.panel,
        "open_id": shown.panel.status.id if shown.panel and shown.panel.status else 0,
        "wrong": {"emoji": "", "name": "", "position": "", **(shown.panel.mistakes if shown.panel else {})},
        "picker": picker(user, shown.panel, listing) if shown.panel and shown.panel.kind != "move" else None,
        "order": shown.order,
    }
    if listing and workspace_id:
        found |= _of_listing(user, workspace_id, listing, shown)
    return found


def picker(user: User, panel: Panel | None, listing: Listing | None) -> dict[str, Any]:
    """Return the emoji to choose from."""
    search = panel.search if panel else ""
    used = [*learned.used_emoji(user=user), *(one.emoji for one in (listing.rows if listing else ()))]
    return {"search": search, "recent": emojis.recent(used), "found": emojis.search(search)}


def type_label(value: str) -> str:
    """Return the words for a type; the type itself where nobody knows it."""
    return _(TYPE_LABELS[value]) if value in TYPE_LABELS else value


def order_after(
    how: str, listing: Listing, wanted: Sequence[int], extra: Mapping[str, Sequence[int]], cost: int | None
) -> Order:
    """Return what to say about an order; statuses that are gone meanwhile are left out."""

    def of(ids: Sequence[int]) -> tuple[Status, ...]:
        return tuple(one for id_ in ids if (one := listing.find(id_)))

    refused = of(extra.get("refused", ()))
    return Order(
        how=how,
        wanted=tuple(wanted),
        yours=of(wanted),
        saved=of(extra.get("saved", ())),
        left=of(extra.get("left", ())),
        refused=refused[0] if refused else None,
        cost=cost,
    )


def _bare() -> dict[str, Any]:
    """Return what every page needs, also one without a list."""
    return {
        "types": [(value, _(TYPE_LABELS[value])) for value in TYPES],
        "orders": [(value, _(ORDER_LABELS[value])) for value in ORDERS],
        "rows": [],
        "deleted": [],
        "seen": "",
        "way": "shift",
        "can_reorder": False,
    }


def _of_listing(user: User, workspace_id: int, listing: Listing, shown: Shown) -> dict[str, Any]:
    refusals = learned.refusals(user=user, workspace_id=workspace_id)
    whole = listing if shown.asked.filters.is_plain else None
    if whole:
        learned.remember(user=user, workspace_id=workspace_id, listing=whole)
    return {
        "rows": [_row(one, rank, refusals) for rank, one in enumerate(listing.rows, start=1)],
        "deleted": learned.deleted(user=user, workspace_id=workspace_id, listing=whole) if whole else [],
        "seen": ",".join(map(str, listing.ids)),
        "way": learned.way(workspace_id=workspace_id),
        "can_reorder": bool(whole and whole.is_whole and len(whole.rows) > 1),
    }


def _row(status: Status, rank: int, refusals: learned.Refusals) -> Row:
    return Row(
        status=status,
        rank=rank,
        type_label=type_label(status.type),
        lock=refusals.built_in(status.id),
        keeps=refusals.update.get(status.id, ""),
        stays=refusals.delete.get(status.id, ""),
    )

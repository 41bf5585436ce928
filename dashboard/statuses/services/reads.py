"""The statuses of a workspace as Focus tells them, to the last page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.statuses.services.order_plan import Place
from dashboard.upstream import timestamps
from dashboard.upstream.errors import Unreadable, UpstreamError

READ = "focus.list_statuses"
PER_PAGE = 100  # the most that Focus allows
MOST_PAGES = 50
BY_POSITION = "position"
TYPES = ("todo", "in_progress", "blocked", "done")
ORDERS = ("position", "name", "-name", "-created_at", "created_at", "-updated_at", "updated_at")
KNOWN = {"id", "workspace_id", "name", "emoji", "type", "position", "created_at", "updated_at", "deleted_at"}


@dataclass(frozen=True, slots=True)
class Status:
    """One status; times are aware and in UTC."""

    id: int
    name: str
    emoji: str
    type: str
    position: int
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deleted_at: datetime | None = None
    more: Mapping[str, Any] = field(default_factory=dict)  # fields that nobody knows yet

    @property
    def label(self) -> str:
        """Its emoji and name."""
        return f"{self.emoji} {self.name}".strip()

    @property
    def body(self) -> dict[str, Any]:
        """What a PUT sends; Focus wants all three at once."""
        return {"emoji": self.emoji, "name": self.name, "position": self.position}


class Where(TypedDict):
    """Whose statuses, as they see them."""

    user: User
    workspace_id: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Focus's own filters of a list. Empty is all, by position."""

    name: str = ""
    type: str = ""
    order_by: str = BY_POSITION

    @property
    def params(self) -> dict[str, Any]:
        """The query as Focus takes it."""
        given = {"name": self.name or None, "type": self.type or None}
        return {"order_by": [self.order_by], **{name: value for name, value in given.items() if value}}

    @property
    def is_plain(self) -> bool:
        """Whether this is the whole list in its own order, the only one that can be reordered."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as a page shows it."""

    rows: tuple[Status, ...]
    deleted: tuple[Status, ...] = ()  # those that Focus itself reports as deleted
    at: datetime | None = None  # when Focus said so (aware, UTC); the oldest page counts
    is_stale: bool = False  # a write since may have changed it
    problem: UpstreamError | None = None  # why this is the last good copy, or not to its end
    is_whole: bool = True
    cost: int = 0

    @property
    def ids(self) -> list[int]:
        """The ids in the order of the list."""
        return [one.id for one in self.rows]

    @property
    def places(self) -> list[Place]:
        """Where every status stands."""
        return [Place(one.id, one.position) for one in self.rows]

    def find(self, status_id: int) -> Status | None:
        """Return the status of this id, if it is in the list."""
        return next((one for one in self.rows if one.id == status_id), None)


def read(*, user: User, workspace_id: int, filters: Filters = Filters(), refresh: bool = False) -> Listing:
    """Return the list to its end: 1 request for each 100 statuses, none where it is fresh.

    Raises UpstreamError where not even a copy of the first page is there.
    """
    pages: list[Answer] = []
    problem: UpstreamError | None = None
    for page in range(1, MOST_PAGES + 1):
        params = {"workspace_id": workspace_id, "page": page, "per_page": PER_PAGE, **filters.params}
        try:
            pages.append(gateway.read(user, READ, refresh=refresh, **params))
        except UpstreamError as error:
            if not pages:
                raise
            problem = error
            break
        if _is_last(pages[-1]):
            return _listing(pages, filters, None)
    return _listing(pages, filters, problem, is_whole=False)


def peek(*, user: User, workspace_id: int, filters: Filters = Filters()) -> Listing | None:
    """Return the kept list, however old, without ever asking; None where there is none to its end."""
    pages: list[Answer] = []
    for page in range(1, MOST_PAGES + 1):
        params = {"workspace_id": workspace_id, "page": page, "per_page": PER_PAGE, **filters.params}
        copy = gateway.peek(user, READ, **params)
        if copy is None:
            return None
        pages.append(copy)
        if _is_last(copy):
            return _listing(pages, filters, None)
    return None


def status_of(row: Any) -> Status | None:
    """Return one row of Focus's as a status; None for what is none."""
    if not isinstance(row, dict) or not isinstance(row.get("id"), int):
        return None
    return Status(
        id=row["id"],
        name=str(row.get("name") or ""),
        emoji=str(row.get("emoji") or ""),
        type=str(row.get("type") or ""),
        position=row["position"] if isinstance(row.get("position"), int) else 0,
        created_at=timestamps.parse(row.get("created_at")),
        updated_at=timestamps.parse(row.get("updated_at")),
        deleted_at=timestamps.parse(row.get("deleted_at")),
        more={name: value for name, value in row.items() if name not in KNOWN},
    )


def _listing(pages: list[Answer], filters: Filters, problem: UpstreamError | None, *, is_whole: bool = True) -> Listing:
    found = {one.id: one for answer in pages for row in _rows(answer) if (one := status_of(row))}
    rows = [one for one in found.values() if not one.deleted_at]
    if filters.order_by == BY_POSITION:
        rows.sort(key=lambda one: (one.position, one.id))
    return Listing(
        rows=tuple(rows),
        deleted=tuple(one for one in found.values() if one.deleted_at),
        at=min((answer.at for answer in pages), default=None),
        is_stale=any(answer.is_stale for answer in pages),
        problem=problem or next((answer.problem for answer in pages if answer.problem), None),
        is_whole=is_whole,
        cost=sum(answer.cost for answer in pages),
    )


def _rows(answer: Answer) -> list[Any]:
    """Return the rows of one page. Raises Unreadable for what is no list."""
    rows = answer.data.get("data") if isinstance(answer.data, dict) else None
    if rows is None and isinstance(answer.data, dict) and "data" in answer.data:
        return []
    if not isinstance(rows, list):
        raise Unreadable(service="focus", operation_id=READ)
    return rows


def _is_last(answer: Answer) -> bool:
    """Whether no page follows: these lists have no total, so a page that is not full is the last (facts.md)."""
    size = answer.data.get("per_page") if isinstance(answer.data, dict) else None
    return len(_rows(answer)) < (size if isinstance(size, int) and size > 0 else PER_PAGE)

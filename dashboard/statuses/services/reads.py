"""The statuses of a workspace as Focus lists them, read to the last page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.statuses.services.order_plan import Position
from dashboard.upstream.errors import QuotaReserved, UpstreamError
from dashboard.upstream.records.base import Rows
from dashboard.upstream.records.reads import STATUSES
from dashboard.upstream.records.statuses import Status

PER_PAGE = 100  # the most that Focus allows
MOST_PAGES = 50
BY_POSITION = "position"
TYPES = ("todo", "in_progress", "blocked", "done")
ORDERS = ("position", "name", "-name", "-created_at", "created_at", "-updated_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Filters:
    """Focus's own filters of a list. Empty is all, by position."""

    name: str = ""
    type: str = ""
    order_by: str = BY_POSITION

    @property
    def params(self) -> dict[str, Any]:
        """The query as Focus takes it."""
        given = {"name": self.name, "type": self.type}
        return {"order_by": [self.order_by], **{name: value for name, value in given.items() if value}}

    @property
    def is_plain(self) -> bool:
        """Whether this is the whole list in its own order, the only one that can be reordered."""
        return self == PLAIN


PLAIN = Filters()


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list as a page shows it."""

    rows: tuple[Status, ...]
    deleted: tuple[Status, ...] = ()  # those that Focus itself reports as deleted
    at: datetime | None = None  # when Focus said so (aware, UTC); the oldest page counts
    is_stale: bool = False  # a write since may have changed it
    problem: UpstreamError | None = None  # why this is the last good copy, or not to its end
    is_whole: bool = True

    @property
    def ids(self) -> list[int]:
        """The ids in the order of the list."""
        return [status.id for status in self.rows]

    @property
    def positions(self) -> list[Position]:
        """The position of each status."""
        return [Position(status.id, status.position) for status in self.rows]

    def find(self, status_id: int) -> Status | None:
        """Return the status of this id, if it is in the list."""
        return next((status for status in self.rows if status.id == status_id), None)


def read_list(user: User, workspace_id: int, filters: Filters = PLAIN, *, refresh: bool = False) -> StatusList:
    """Return the list to its end: 1 request for each 100 statuses, none where it is fresh.

    Raises UpstreamError where not even a copy of the first page is there.
    """
    pages: list[Answer[Rows[Status]]] = []
    for params in _page_params(workspace_id, filters):
        try:
            pages.append(gateway.read(user, STATUSES, refresh=refresh, **params))
        except UpstreamError as problem:
            if not pages:
                raise
            return _joined(pages, filters, problem, is_whole=False)
        if _is_last(pages[-1]):
            return _joined(pages, filters)
    return _joined(pages, filters, is_whole=False)


def peek_list(user: User, workspace_id: int, filters: Filters = PLAIN) -> StatusList | None:
    """Return the kept list, however old, without any request; None where it is not kept to its end."""
    pages: list[Answer[Rows[Status]]] = []
    for params in _page_params(workspace_id, filters):
        copy = gateway.peek(user, STATUSES, **params)
        if copy is None:
            return None
        pages.append(copy)
        if _is_last(copy):
            return _joined(pages, filters)
    return None


def read_current_list(user: User, workspace_id: int) -> StatusList:
    """Ask Focus for the list before something is written: 1 request for each 100 statuses.

    A copy is enough only where the last requests of an hour are reserved for writing. Raises UpstreamError.
    """
    current = read_list(user, workspace_id, refresh=True)
    if current.problem and not isinstance(current.problem, QuotaReserved):
        raise current.problem
    return current


def _page_params(workspace_id: int, filters: Filters) -> Iterator[dict[str, Any]]:
    for page in range(1, MOST_PAGES + 1):
        yield {"workspace_id": workspace_id, "page": page, "per_page": PER_PAGE, **filters.params}


def _joined(
    pages: list[Answer[Rows[Status]]], filters: Filters, problem: UpstreamError | None = None, *, is_whole: bool = True
) -> StatusList:
    statuses = {status.id: status for page in pages for status in page.data}
    rows = [status for status in statuses.values() if not status.deleted_at]
    if filters.order_by == BY_POSITION:
        rows.sort(key=lambda status: (status.position, status.id))
    return StatusList(
        rows=tuple(rows),
        deleted=tuple(status for status in statuses.values() if status.deleted_at),
        at=min((page.at for page in pages), default=None),
        is_stale=any(page.is_stale for page in pages),
        problem=problem or next((page.problem for page in pages if page.problem), None),
        is_whole=is_whole,
    )


def _is_last(page: Answer[Rows[Status]]) -> bool:
    """Whether no page follows: these lists have no total, so a page that is not full is the last (facts.md)."""
    return page.data.received < (page.data.per_page or PER_PAGE)

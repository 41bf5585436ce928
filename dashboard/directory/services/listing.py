"""A list as Toggl tells it: in one answer, or page by page to its end, from cached responses wherever there are some.

Nothing of a walk is kept but the cached responses of its pages: each says how the next one is asked for. So a walk
that stopped, because the quota was spent or somebody closed the page, goes on where it ended. Pages that are older
than the first one are left from the walk before; they are shown until they are asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dashboard.accounts.models import User
from dashboard.directory.lists.catalog import ListKind
from dashboard.directory.lists.columns import Row
from dashboard.directory.services.pages import Page, read_of
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.upstream.errors import UpstreamError

Params = Mapping[str, Any]

CURSOR_PAGE = 201  # rows that Track puts on a page of projects (facts.md, section 3)
OFFSET_PAGE = 1_000  # rows of a page of tasks; any number is allowed
FOCUS_PAGE = 100  # the most that Focus allows
MOST_PAGES = 1_000
HELD = 3  # pages whose rows stay in memory; longer lists are read again from their copies, a page at a time


@dataclass(frozen=True, slots=True)
class Chunk:
    """One answer. `rows` is empty where they are read again when they are needed."""

    params: Params
    at: datetime
    held: list[Row] | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as far as it is known."""

    user: User
    kind: ListKind
    chunks: tuple[Chunk, ...] = ()
    count: int = 0
    after: Params | None = None  # how the next page is asked for; None: this is all
    repeats: bool = False  # the service gave the same page again, and nobody knows what is behind it
    older: bool = False  # the pages from `after` on are left from the time before
    is_stale: bool = False
    problem: UpstreamError | None = None
    first: Page | None = None
    cost: int = 0

    @property
    def at(self) -> datetime | None:
        """When the oldest part of it was said."""
        return min((one.at for one in self.chunks), default=None)

    @property
    def is_whole(self) -> bool:
        """Whether it goes to the end."""
        return self.after is None

    @property
    def pages(self) -> int:
        """How many pages the walk that is under way has."""
        begun = self.chunks[0].at if self.chunks else None
        return sum(1 for one in self.chunks if begun and one.at >= begun)

    def rows(self) -> Iterator[tuple[int, int, Row]]:
        """Go through all rows, each once, with the chunk and the place where each stands; one chunk at a time."""
        seen: set[Any] = set()
        for chunk in range(len(self.chunks)):
            for place, row in enumerate(self.chunk(chunk)):
                if self.kind.paging:
                    number = _identity(self.kind, row)
                    if number in seen:
                        continue
                    seen.add(number)
                yield chunk, place, row

    def chunk(self, index: int) -> list[Row]:
        """Return the rows of one chunk, from memory or from its cached response."""
        one = self.chunks[index]
        if one.held is not None:
            return one.held
        copy = gateway.peek(self.user, read_of(self.kind), **one.params)
        return copy.data.rows if copy else []


@dataclass(slots=True)
class _Walk:
    """A list that is put together, chunk by chunk."""

    listing: Listing
    seen: set[Any] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def take(self, params: Params, answer: Answer[Page]) -> Params | None:
        """Add an answer; return how the next one is asked for, None at the end."""
        known, kind = self.listing, self.listing.kind
        rows = answer.data.rows
        new = {_identity(kind, row) for row in rows} - self.seen if kind.paging else rows
        following = _after(kind, params, answer.data)
        repeats = following is not None and (not new or str(following) in self.asked)
        begun = known.chunks[0].at if known.chunks else answer.at
        older = answer.at < begun
        self.seen.update(new if kind.paging else ())
        self.asked.add(str(following))
        self.listing = replace(
            known,
            chunks=(*known.chunks, Chunk(params, answer.at, rows if len(known.chunks) < HELD else None)),
            count=known.count + len(new),
            after=known.after if known.older else params if older else None if repeats else following,
            repeats=known.repeats or repeats,
            older=known.older or older,
            is_stale=known.is_stale or answer.is_stale,
            problem=known.problem or answer.problem,
            first=known.first or answer.data,
        )
        return None if repeats else following


def read(*, user: User, kind: ListKind, params: Params, ask: bool = True) -> Listing:
    """Return the list: 1 request, none where it is fresh, or where a copy is enough because nobody wants to `ask`.

    A list of several pages is shown as it is kept and never asked for anew by itself. Raises UpstreamError where not
    even a copy is there.
    """
    if kind.paging or not ask:
        listing = kept(user=user, kind=kind, params=params)
        if listing.chunks and (not ask or len(listing.chunks) > 1 or not listing.is_whole):
            return listing
    answer = gateway.read(user, read_of(kind), **_first(kind, params))
    return replace(_chain(user, kind, params, answer).listing, cost=answer.cost)


def kept(*, user: User, kind: ListKind, params: Params) -> Listing:
    """Return the list as far as it is cached, however old, without a request; without chunks where nothing is."""
    answer = gateway.peek(user, read_of(kind), **_first(kind, params))
    return _chain(user, kind, params, answer).listing if answer else Listing(user, kind)


def walk(*, user: User, kind: ListKind, params: Params, most: int, anew: bool = False) -> Listing:
    """Ask for the next pages, `most` requests at most; `anew` begins at the first. What stopped it is its `problem`.

    Raises UpstreamError where not even a copy of the first page is there.
    """
    first = _first(kind, params)
    answer = None if anew else gateway.peek(user, read_of(kind), **first)
    if answer is None:
        answer = gateway.read(user, read_of(kind), refresh=anew, **first)
    chain, cost = _chain(user, kind, params, answer), answer.cost
    while (following := chain.listing.after) is not None and cost < most and not chain.listing.problem:
        try:
            answer = gateway.read(user, read_of(kind), refresh=True, **following)
        except UpstreamError as error:
            return replace(chain.listing, problem=error, cost=cost)
        if answer.problem:
            return replace(chain.listing, problem=answer.problem, cost=cost)
        cost += answer.cost
        if chain.listing.older:
            chain = _chain(user, kind, params, _kept_first(user, kind, first, answer))
        else:
            chain.take(following, answer)
    return replace(chain.listing, cost=cost)


def _identity(kind: ListKind, row: Row) -> Any:
    """Return what tells whether a row was there before; one without a number is always new."""
    return row.get(kind.number, object())


def _chain(user: User, kind: ListKind, params: Params, first: Answer[Page]) -> _Walk:
    """Follow the cached responses from the first answer on."""
    chain = _Walk(Listing(user, kind))
    following = chain.take(_first(kind, params), first)
    while following is not None and len(chain.listing.chunks) < MOST_PAGES:
        copy = gateway.peek(user, read_of(kind), **following)
        if copy is None:
            break
        following = chain.take(following, copy)
    return chain


def _kept_first(user: User, kind: ListKind, first: Params, otherwise: Answer[Page]) -> Answer[Page]:
    return gateway.peek(user, read_of(kind), **first) or otherwise


def _first(kind: ListKind, params: Params) -> Params:
    if kind.paging == "offset":
        return {**params, "per_page": OFFSET_PAGE}
    return {**params, "page": 1, "per_page": FOCUS_PAGE} if kind.paging == "page" else params


def _after(kind: ListKind, params: Params, page: Page) -> Params | None:
    """Return how the page behind this one is asked for; None at the end of the list."""
    if kind.paging == "cursor":
        last = page.rows[-1]["id"] if page.rows and page.received >= CURSOR_PAGE else None
        return {**params, "start_project_id": str(last)} if last else None
    if kind.paging == "offset":
        return {**params, "offset": params.get("offset", 0) + page.received} if page.received else None
    if kind.paging == "page":
        is_full = page.received >= (page.per_page or FOCUS_PAGE)
        return {**params, "page": params["page"] + 1} if is_full else None
    return None

"""The quota ledger: what each connection may still send, kept in the shared cache.

Toggl counts requests by the hour in two buckets (facts.md, section 2): "me", and one for each organisation. A window
opens with its first request and resets as a whole. Every answer says what is left, but answers overtake one another
and requests are under way meanwhile, so what may be sent is the lowest figure heard in this window less everything
that is still in flight. That is never more than the headers allow, at worst a little less for a moment.

Beside the buckets stands the pace: about one request a second for each credential.
"""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.cache import caches

from dashboard.gateway.limits.locks import LockUnavailable, cache_lock
from dashboard.upstream.errors import PaceExceeded, QuotaReserved, ShareSpent
from dashboard.upstream.quota import Quota
from dashboard.web.telemetry import metrics

WINDOW = 3600.0  # seconds
SMALLEST_PLAN = 30  # requests an hour; assumed until a header says otherwise
RESERVED_FOR_WRITES = 5  # requests that reads leave over
INTERVAL = 1.0  # seconds between two calls with one credential
MOST_WAITING = 2  # threads that may wait for one member's pace
FLIGHT_LASTS = 20.0  # seconds; a call that did not come back by then was lost with its process
KEPT_FOR = 2 * WINDOW
ALONE = 20  # requests that a process assumes to be left while it cannot see what others send
NEW_WINDOW = 90.0  # seconds by which a reset must move to be another window's, not jitter


@dataclass(slots=True)
class Bucket:
    """One quota's account. Times are seconds since 1970."""

    remaining: int = SMALLEST_PLAN
    total: int = SMALLEST_PLAN  # the highest figure seen: what the plan gives
    resets_at: float = 0.0
    updated_at: float = 0.0  # when a header last said so; 0 is never
    spent: bool = False  # a 402 said so: nothing is sent until the reset
    in_flight: dict[str, float] = field(default_factory=dict)  # ticket -> when it was acquired

    def roll_over(self, now: float) -> None:
        """Open a new window when this one is over, and give up on calls that were lost."""
        if now >= self.resets_at or self.resets_at > now + WINDOW + NEW_WINDOW:
            self.remaining, self.resets_at, self.updated_at, self.spent = SMALLEST_PLAN, now + WINDOW, 0.0, False
        for ticket, acquired_at in list(self.in_flight.items()):
            if abs(now - acquired_at) > FLIGHT_LASTS:  # one that still waits for its turn is acquired in the future
                del self.in_flight[ticket]

    @property
    def available(self) -> int:
        """Requests that may still be sent, whatever those under way turn out to cost."""
        return 0 if self.spent else self.remaining - len(self.in_flight)

    def apply_quota_header(self, quota: Quota, now: float) -> None:
        """Take over what an answer said is left."""
        resets_at = now + quota.resets_in
        if self.updated_at and resets_at < self.resets_at - NEW_WINDOW:
            return  # a late answer of the window before
        known = self.updated_at and abs(resets_at - self.resets_at) <= NEW_WINDOW
        self.remaining = min(self.remaining, quota.remaining) if known else quota.remaining
        self.resets_at, self.updated_at = resets_at, now
        self.total = max(self.total, quota.remaining + 1)

    def stop(self, quota: Quota | None, now: float) -> None:
        """Send nothing more until the reset that a 402 named; it knows better than anything heard before."""
        self.spent, self.remaining, self.updated_at = True, 0, now
        if quota:
            self.resets_at = now + quota.resets_in


FIELDS = tuple(field.name for field in fields(Bucket))


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to send one request."""

    owner: str
    bucket: str
    id: str
    token_id: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """What a meter shows of one bucket."""

    bucket: str
    remaining: int
    total: int
    resets_at: datetime | None
    known: bool


def acquire(owner: str, bucket: str, *, for_write: bool, service: str = "", token_id: str = "") -> Ticket:
    """Take the right to send one request, waiting for the pace if at most two others do.

    `owner` is a connection, `token_id` an access token that calls through it and gets half of the bucket at most.
    Raises QuotaReserved and ShareSpent (with the reset's time) or PaceExceeded; then nothing was taken.
    """
    now, ticket = time.time(), Ticket(owner, bucket, secrets.token_hex(8), token_id)
    try:
        with _state(owner) as state:
            account = _bucket(state, bucket, now)
            if _available(account) <= (0 if for_write else RESERVED_FOR_WRITES):
                raise QuotaReserved(service=service, resets_at=datetime.fromtimestamp(account.resets_at, UTC))
            if token_id:
                _check_share(state, ticket, account.total // 2, now, service)
            wait = _next_turn(state, now, service)
            _count_share(state, ticket, now)
            account.in_flight[ticket.id] = now + wait
            state["buckets"][bucket] = account
    except LockUnavailable:
        raise PaceExceeded(service=service, retry_after=1) from None
    if wait:
        time.sleep(wait)
    return ticket


def settle_response(ticket: Ticket, quota: Quota | None, *, spent: bool = False) -> None:
    """Give a ticket back with what its answer said is left; without a header the request counts as one."""
    now = time.time()
    if quota:
        metrics.quota_left.labels(ticket.bucket.partition(".")[0]).observe(quota.remaining)
    with suppress(LockUnavailable), _state(ticket.owner) as state:  # without it the ticket runs out by itself
        account = _bucket(state, ticket.bucket, now)
        account.in_flight.pop(ticket.id, None)
        if spent:
            account.stop(quota, now)
        elif quota:
            account.apply_quota_header(quota, now)
        else:
            account.remaining -= 1
        state["buckets"][ticket.bucket] = account


def release(ticket: Ticket) -> None:
    """Give a ticket back unused: nothing was sent."""
    with suppress(LockUnavailable), _state(ticket.owner) as state:
        account = _bucket(state, ticket.bucket, time.time())
        account.in_flight.pop(ticket.id, None)
        state["buckets"][ticket.bucket] = account
        if ticket.token_id and (share := state.get("shares", {}).get(_share(ticket))):
            share[0] -= 1


def level(owner: str, bucket: str) -> Level | None:
    """Return what is left in one bucket, None where nothing is known of it."""
    account = _load(owner)["buckets"].get(bucket)
    return _shown(bucket, account, time.time()) if account else None


def levels(owner: str) -> list[Level]:
    """Return what is left in each bucket that this connection has used, without a request."""
    now = time.time()
    return [_shown(name, account, now) for name, account in sorted(_load(owner)["buckets"].items())]


def _shown(name: str, account: Bucket, now: float) -> Level:
    account.roll_over(now)
    resets_at = datetime.fromtimestamp(account.resets_at, UTC) if account.updated_at else None
    return Level(name, max(account.available, 0), account.total, resets_at, bool(account.updated_at))


def forget(owner: str) -> None:
    """Drop everything known of a connection that is gone or belongs to another account now."""
    caches["ledger"].delete(owner)


def _available(account: Bucket) -> int:
    """Return what may be sent; half of it while this process cannot see what others send."""
    if not getattr(caches["ledger"], "is_degraded", False):
        return account.available
    return min(account.available, account.total if account.updated_at else ALONE) // 2


def _next_turn(state: dict[str, Any], now: float, service: str) -> float:
    """Take the next turn of the pace and return the seconds to wait for it. Raises PaceExceeded."""
    interval = INTERVAL * settings.UPSTREAM_PACE_SCALE
    turn: float = max(now, state["next_turn"])
    if turn - now > MOST_WAITING * interval:
        if turn - now < (MOST_WAITING + 2) * interval:
            raise PaceExceeded(service=service, retry_after=math.ceil(turn - now))
        turn = now  # the clock was put back
    state["next_turn"] = turn + interval
    return turn - now


def _check_share(state: dict[str, Any], ticket: Ticket, most: int, now: float, service: str) -> None:
    """Raise ShareSpent where a token_id has had `most` requests of a bucket within an hour of its first."""
    shares = state["shares"] = {name: one for name, one in state.get("shares", {}).items() if one[1] > now}
    count, until = shares.get(_share(ticket), (0, 0.0))
    if count >= most:
        resets_at = datetime.fromtimestamp(until, UTC)
        raise ShareSpent(service=service, resets_at=resets_at, retry_after=math.ceil(until - now))


def _count_share(state: dict[str, Any], ticket: Ticket, now: float) -> None:
    if ticket.token_id:
        state["shares"].setdefault(_share(ticket), [0, now + WINDOW])[0] += 1


def _share(ticket: Ticket) -> str:
    return f"{ticket.token_id} {ticket.bucket}"


def _bucket(state: dict[str, Any], name: str, now: float) -> Bucket:
    account: Bucket = state["buckets"].get(name) or Bucket()
    account.roll_over(now)
    return account


def _load(owner: str) -> dict[str, Any]:
    state: dict[str, Any] = caches["ledger"].get(owner) or {"next_turn": 0.0, "buckets": {}}
    return {**state, "buckets": {name: Bucket(*account) for name, account in state["buckets"].items()}}


@contextmanager
def _state(owner: str) -> Iterator[dict[str, Any]]:
    """Read, change and keep the ledger of one connection under its lock. An exception keeps nothing."""
    cache = caches["ledger"]
    with cache_lock(cache, owner):
        state = _load(owner)
        yield state
        buckets = {name: [getattr(account, one) for one in FIELDS] for name, account in state["buckets"].items()}
        cache.set(owner, {**state, "buckets": buckets}, KEPT_FOR)

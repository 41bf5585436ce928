"""Wall clocks: what a day looks like in a zone, and which instant a date, a minute and a fold stand for.

The browser only ever sends wall-clock values; every instant is made here. Minutes are those since midnight on the
wall, 0 to 1440; instants are seconds since 1970. Hours that the clocks skip do not exist; hours that they repeat exist
twice, told apart by the fold as PEP 495 has it: 0 is the first time round, 1 the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = 1440  # minutes on the wall
_ONE_DAY = timedelta(days=1)


class NoSuchTime(ValueError):
    """The clocks skip this time. `next_valid` is the first one that exists after it, in the zone."""

    def __init__(self, next_valid: datetime) -> None:
        super().__init__("the clocks skip this time")
        self.next_valid = next_valid


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a day during which wall clock and time run side by side."""

    starts: int  # instant
    ends: int
    minute: int  # on the wall at its start
    fold: int | None  # None where the wall shows these minutes once

    @property
    def last_minute(self) -> int:
        """The minute on the wall at its end, 1440 for midnight."""
        return self.minute + (self.ends - self.starts) // 60


@dataclass(frozen=True, slots=True)
class Day:
    """One date in one zone: what of it exists, once or twice. Ranges are of minutes, the end not included."""

    date: date
    spans: tuple[Span, ...]
    skipped: tuple[tuple[int, int], ...]
    repeated: tuple[tuple[int, int], ...]

    @property
    def starts(self) -> int | None:
        """The instant of its first moment; None for a date that the zone left out."""
        return self.spans[0].starts if self.spans else None

    def skips(self, minute: int) -> bool:
        """Whether the clocks jump over this minute."""
        return any(first <= minute < end for first, end in self.skipped)

    def repeats(self, minute: int) -> bool:
        """Whether this minute comes twice."""
        return any(first <= minute < end for first, end in self.repeated)


@dataclass(frozen=True, slots=True)
class _Change:
    """The clocks are put from one wall-clock time to another. Without a zone: these are what the wall shows."""

    before: datetime
    after: datetime


@lru_cache(maxsize=4096)
def day(zone: ZoneInfo, on: date) -> Day:
    """Return the shape of a date. Raises OverflowError beyond the years that Python knows."""
    changes = _changes(zone, on)
    skipped = _within(on, [(one.before, one.after) for one in changes if one.after > one.before])
    repeated = _within(on, [(one.after, one.before) for one in changes if one.after < one.before])
    edges = sorted({0, DAY, *(minute for pair in (*skipped, *repeated) for minute in pair)})
    spans = [
        span
        for first, end in pairwise(edges)
        if not any(a <= first < b for a, b in skipped)
        for span in _spans(zone, on, first, end, twice=any(a <= first < b for a, b in repeated))
    ]
    return Day(on, tuple(sorted(spans, key=lambda span: span.starts)), tuple(skipped), tuple(repeated))


def instant(zone: ZoneInfo, on: date, minute: int, fold: int = 0) -> int:
    """Return the instant of a wall-clock time; `minute` may be 1440 for the end of the day. Raises NoSuchTime."""
    if minute >= DAY:
        return instant(zone, on + _ONE_DAY * (minute // DAY), minute % DAY, fold)
    shape = day(zone, on)
    if shape.skips(minute):
        raise NoSuchTime(_next_valid(zone, on, minute))
    naive = datetime.combine(on, time(minute // 60, minute % 60, fold=fold if shape.repeats(minute) else 0))
    return int(naive.replace(tzinfo=zone).timestamp())


def wall(zone: ZoneInfo, at: int) -> tuple[date, int, int]:
    """Return date, minute and fold that the wall shows at an instant."""
    local = datetime.fromtimestamp(at, zone)
    return local.date(), local.hour * 60 + local.minute, local.fold


def first_moment(zone: ZoneInfo, on: date) -> int:
    """Return the instant at which a date begins, or for a date that does not exist the next one that does."""
    starts = day(zone, on).starts
    return starts if starts is not None else first_moment(zone, on + _ONE_DAY)


def abbreviation(zone: ZoneInfo, at: int) -> str:
    """Return what the zone is called at an instant: CEST, EST, +0530."""
    return datetime.fromtimestamp(at, zone).tzname() or ""


def _spans(zone: ZoneInfo, on: date, first: int, end: int, *, twice: bool) -> list[Span]:
    found = []
    for fold in (0, 1) if twice else (0,):
        naive = datetime.combine(on, time(first // 60, first % 60, fold=fold))
        starts = int(naive.replace(tzinfo=zone).timestamp())
        found.append(Span(starts, starts + (end - first) * 60, first, fold if twice else None))
    return found


def _changes(zone: ZoneInfo, on: date) -> list[_Change]:
    """Find every change of the clocks that may touch a date: look at each quarter of an hour around it."""
    noon = datetime.combine(on, time(12), UTC)
    first, last = int(noon.timestamp()) - 38 * 3600, int(noon.timestamp()) + 38 * 3600
    found, offset = [], _offset(zone, first)
    for at in range(first + 3600, last + 1, 3600):
        now = _offset(zone, at)
        if now != offset:
            found.append(_exactly(zone, at - 3600, at))
        offset = now
    return found


def _exactly(zone: ZoneInfo, early: int, late: int) -> _Change:
    """Narrow a change between two instants down to its minute."""
    old = _offset(zone, early)
    while late - early > 60:
        middle = (early + late) // 120 * 60
        if _offset(zone, middle) == old:
            early = middle
        else:
            late = middle
    base = datetime.fromtimestamp(late, UTC).replace(tzinfo=None)
    return _Change(base + old, base + _offset(zone, late))


def _offset(zone: ZoneInfo, at: int) -> timedelta:
    return datetime.fromtimestamp(at, zone).utcoffset() or timedelta()


def _within(on: date, ranges: list[tuple[datetime, datetime]]) -> list[tuple[int, int]]:
    """Cut ranges of wall-clock time to one date, as minutes."""
    midnight = datetime.combine(on, time())
    cut = [(_minutes(first - midnight), _minutes(end - midnight)) for first, end in ranges]
    return [(max(0, first), min(DAY, end)) for first, end in cut if first < DAY and end > 0]


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def _next_valid(zone: ZoneInfo, on: date, minute: int) -> datetime:
    wanted = datetime.combine(on, time()) + timedelta(minutes=minute)
    change = next(one for one in _changes(zone, on) if one.before <= wanted < one.after)
    return change.after.replace(tzinfo=zone)

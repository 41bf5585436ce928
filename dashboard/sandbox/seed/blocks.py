"""Seed of the time blocks: six weeks around today, with every kind that is hard for a calendar."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dashboard.sandbox.clock import focus_time
from dashboard.sandbox.people import ALICE, BOB, CHARLIE, LAB, QUAY, STUDIO, Person
from dashboard.sandbox.seed.directory import FOCUS_TASK
from dashboard.sandbox.state import Row, State

BLOCK = 6_000_000
_BERLIN = ZoneInfo(ALICE.timezone)
_LENGTHS = (900, 1800, 2700, 3600, 5400, 7200)  # seconds
_WORKSPACES = ((ALICE, STUDIO, range(1, 45), 4), (BOB, STUDIO, range(1, 45), 2), (CHARLIE, QUAY, range(53, 61), 3))


def fill(state: State, now: datetime, week_blocks: int | None) -> None:
    """Add the blocks; `week_blocks` sets how many of Alice's are in the current week."""
    maker = _Maker(state, now)
    monday = now.astimezone(_BERLIN).date() - timedelta(days=now.astimezone(_BERLIN).weekday())
    for person, workspace_id, tasks, a_day in _WORKSPACES:
        for day in _weekdays(monday - timedelta(weeks=3), monday + timedelta(weeks=3)):
            if not (person is ALICE and week_blocks is not None and monday <= day < monday + timedelta(days=7)):
                maker.day(person, workspace_id, tasks, day, a_day)
    if week_blocks is None:
        maker.oddities(monday)
    else:
        maker.many(monday, week_blocks)


def _weekdays(first: date, end: date) -> Iterator[date]:
    for offset in range((end - first).days):
        day = first + timedelta(days=offset)
        if day.weekday() < 5:
            yield day


class _Maker:
    """Creates the blocks; the same time always gives the same blocks."""

    def __init__(self, state: State, now: datetime) -> None:
        self.state = state
        self.now = now
        self.random = random.Random(7)  # noqa: S311  (a seed that repeats is the purpose)
        self.count = 0

    def day(self, person: Person, workspace_id: int, tasks: range, day: date, count: int) -> None:
        """Create a working day that starts at nine in the person's own time zone."""
        at = datetime.combine(day, time(9), ZoneInfo(person.timezone))
        for _ in range(count):
            length = self.random.choice(_LENGTHS)
            block = self.block(person, workspace_id, self.random.choice(tasks), at, length)
            self._age(block, at)
            at = _later(at, length + self.random.choice((0, 0, 900, 1800)))

    def _age(self, block: Row, at: datetime) -> None:
        done, logged, archived = (self.random.random() for _ in range(3))  # always three, so that it repeats
        if at < self.now and done < 0.7:
            block["completed_at"] = focus_time(at + timedelta(seconds=block["duration"]))
            block["has_time_entry"] = logged < 0.5
        if at < self.now - timedelta(days=14) and archived < 0.15:
            block["archived_at"] = focus_time(self.now - timedelta(days=2))

    def oddities(self, monday: date) -> None:
        """Create the edge cases, in the current week."""
        tuesday = datetime.combine(monday + timedelta(days=1), time(10), _BERLIN)
        for offset, length in ((0, 5400), (1800, 5400), (2700, 1800), (3000, 7200)):  # they overlap
            self.block(ALICE, STUDIO, 3, _later(tuesday, offset), length)
        self.block(ALICE, STUDIO, 4, _later(tuesday, 4 * 3600), 0)  # takes no time
        self.block(ALICE, STUDIO, 8, _later(tuesday, 5 * 3600), None)  # no duration at all; markup in its task
        self.block(ALICE, STUDIO, 12, _later(tuesday, 6 * 3600), 3600)  # right to left
        self.block(ALICE, STUDIO, 14, _later(tuesday, 7 * 3600), 3600)  # a name of 300 characters
        late = datetime.combine(monday + timedelta(days=2), time(23), _BERLIN)
        self.block(ALICE, STUDIO, 5, late, 2 * 3600)  # past midnight
        self.block(ALICE, LAB, 45, _later(tuesday, 8 * 3600), 1800)
        archived = self.block(ALICE, STUDIO, 6, _later(late, -8 * 3600), 3600)
        archived["archived_at"] = focus_time(self.now - timedelta(hours=5))
        deleted = self.block(ALICE, STUDIO, 7, _later(late, -6 * 3600), 3600)
        deleted["deleted_at"] = focus_time(self.now - timedelta(hours=3))
        self._repeated_hour()

    def _repeated_hour(self) -> None:
        """Create one in each pass of the hour that autumn repeats: 02:30, twice, in Berlin."""
        year = self.now.year if self.now.date() > _last_sunday_of_october(self.now.year) else self.now.year - 1
        start = datetime.combine(_last_sunday_of_october(year), time(2, 30), _BERLIN)
        self.block(ALICE, STUDIO, 9, start.replace(fold=0), 1800)
        self.block(ALICE, STUDIO, 10, start.replace(fold=1), 1800)

    def many(self, monday: date, count: int) -> None:
        """Spread blocks of Alice's evenly over a week."""
        start = datetime.combine(monday, time(0), _BERLIN)
        end = datetime.combine(monday + timedelta(days=7), time(0), _BERLIN)
        length = int(end.timestamp() - start.timestamp())  # an hour more or less where the clocks change
        for number in range(count):
            at = _later(start, number * length // count // 300 * 300)
            self.block(ALICE, STUDIO, 1 + number % 44, at, self.random.choice(_LENGTHS))

    def block(self, person: Person, workspace_id: int, task: int, at: datetime, duration: int | None) -> Row:
        """Create a block of the task with this number; duration in seconds."""
        self.count += 1
        id_ = BLOCK + self.count
        made = min(self.now, at.astimezone(UTC)) - timedelta(days=3)
        row: Row = {
            "id": id_,
            "workspace_id": workspace_id,
            "task_id": FOCUS_TASK + task,
            "toggl_user_id": person.focus_id,
            "start": focus_time(at),
            "duration": duration,
            "timezone": person.timezone,
            "description": "",
            "calendar_event_id": None,
            "has_time_entry": False,
            "completed_at": None,
            "archived_at": None,
            "deleted_at": None,
            "created_at": focus_time(made),
            "updated_at": focus_time(made),
        }
        self.state.blocks[id_] = row
        return row


def _later(moment: datetime, seconds: int) -> datetime:
    """Add elapsed seconds, across changes of daylight saving time."""
    return (moment.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(moment.tzinfo)


def _last_sunday_of_october(year: int) -> date:
    last = date(year, 10, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)

"""Copying a day or a week: what of it goes where, what is there already, and what the clocks do to it.

Times are copied as they stand on the wall, lengths as elapsed time. So nine o'clock stays nine o'clock in the week
after a clock change, and what falls into the hour that is skipped moves to the first time that exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from dashboard.timeblocks.services import clock, tasks
from dashboard.timeblocks.services.blocks import Block, Task
from dashboard.timeblocks.services.context import CalendarContext, Viewer
from dashboard.upstream.errors import UpstreamError

MOST_PAGES = 5  # of tasks that are looked through; each is a request
NEW, THERE, GONE = "new", "there", "gone"
SKIPPED, TWICE = "skipped", "twice"


class PlannedItem(NamedTuple):
    """One block without a date. `day` counts from the first day."""

    day: int
    minute: int
    fold: int
    seconds: int | None
    task: Task
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of one item. `state` is new, there (the same is there already) or gone (its task is)."""

    item: PlannedItem
    starts: int
    state: str
    note: str = ""  # what the clocks did to it: skipped or twice

    @property
    def key(self) -> str:
        """Return its value in a form."""
        return f"{self.starts}-{self.item.task.id}-{self.item.seconds if self.item.seconds is not None else ''}"


def items_of(blocks: Iterable[Block], viewer: Viewer, first: date, days: int) -> list[PlannedItem]:
    """Return the member's own blocks that begin in these days."""
    found = []
    for block in blocks:
        on, minute, fold = clock.wall(viewer.zone, block.starts)
        offset = (on - first).days
        if 0 <= offset < days and not viewer.is_other(block):
            found.append(PlannedItem(offset, minute, fold, block.seconds, block.task, block.owner))
    return found


def plan(
    items: Iterable[PlannedItem], first: date, zone: ZoneInfo, present: Iterable[Block], gone: Iterable[int] = ()
) -> list[Planned]:
    """Return what becomes of each item from `first` on, beside the member's own blocks that are there."""
    taken = {(block.task_id, block.starts, block.seconds) for block in present}
    lost, found = set(gone), []
    for item in items:
        starts, note = _placed(zone, first + timedelta(days=item.day), item)
        name = (item.task.id, starts, item.seconds)
        state = GONE if item.task.id in lost else THERE if name in taken else NEW
        taken.add(name)
        found.append(Planned(item, starts, state, note))
    return sorted(found, key=lambda one: (one.starts, one.item.task.id))


def _placed(zone: ZoneInfo, on: date, item: PlannedItem) -> tuple[int, str]:
    try:
        starts = clock.instant(zone, on, item.minute, item.fold)
    except clock.NoSuchTime as error:
        return int(error.next_valid.timestamp()), SKIPPED
    return starts, TWICE if clock.day(zone, on).repeats(item.minute) else ""


# ------------------------------------------------------------------ templates
def to_template(items: Iterable[PlannedItem], first: date) -> list[dict[str, Any]]:
    """Return items as a template keeps them: by the day of the week, 1 for Monday."""
    return [
        {
            "day": (first + timedelta(days=item.day)).isoweekday(),
            "minute": item.minute,
            "seconds": item.seconds,
            "task": item.task.id,
            "name": item.task.name.replace("\x00", ""),  # Toggl may send it, and PostgreSQL does not store it
            "project": item.task.project.replace("\x00", ""),
            "owner": item.owner,
        }
        for item in items
    ]


def from_template(
    rows: Iterable[dict[str, Any]], first: date, known: Mapping[int, Task], viewer: Viewer
) -> list[PlannedItem]:
    """Return the items of a template for a week that begins at `first`; tasks are called as they are called now.

    What turned out to be somebody else's since it was kept is left out.
    """
    return [
        PlannedItem(
            (row["day"] - first.isoweekday()) % 7,
            row["minute"],
            0,
            row["seconds"],
            known.get(row["task"]) or Task(row["task"], row["name"], project=row["project"]),
            row["owner"],
        )
        for row in rows
        if viewer.own is None or row["owner"] in {None, viewer.own}
    ]


def missing_tasks(
    calendar: CalendarContext, wanted: Iterable[int], *, refresh: bool = False
) -> tuple[set[int], UpstreamError | None]:
    """Return which tasks Focus lists no longer, and why that could not be found out, if it could not.

    One request for each 100 tasks of the workspace, kept for an hour, at most MOST_PAGES; none where a kept page names
    them all. Beyond that nothing is called gone.
    """
    left = set(wanted)
    for page in range(1, MOST_PAGES + 1 if left else 1):
        try:
            answer = tasks.open_tasks(calendar.user, calendar.workspace, page=page, refresh=refresh)
        except UpstreamError as error:
            return set(), error
        if answer.problem:
            return set(), answer.problem
        left -= {task.id for task in answer.data}
        if not left or answer.data.received < tasks.AT_ONCE:
            return left, None
    return set(), None


def has_several_owners(items: Sequence[PlannedItem], viewer: Viewer) -> bool:
    """Whether these may be several people's, because it is not known yet which are the member's own."""
    return viewer.own is None and len({item.owner for item in items if item.owner is not None}) > 1

"""Who looks at the calendar, at which part of it, in which zone, formats and workspace: resolved once a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.timeblocks.services import clock, labels, own_id, tasks
from dashboard.timeblocks.services.address import View, week_start
from dashboard.timeblocks.services.blocks import Block, Task
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.records.reads import FOCUS_SETTINGS
from dashboard.web import times
from dashboard.workspaces.services import FocusWorkspace, WorkspaceUnknown, focus_workspace

MONDAY = 1


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, in which zone and formats."""

    user: User
    zone: ZoneInfo
    own: int | None  # their id in Focus
    clock: str  # their format of the time of day
    style: str  # their format of lengths
    mark: str = ""  # their decimal mark

    @classmethod
    def of(cls, user: User, zone: ZoneInfo) -> Viewer:
        """Return the viewer for a member. Formats are looked up once: a request's user is slow to be asked."""
        style = user.duration_format or "improved"
        return cls(user, zone, own_id.of(user), user.time_format or "H:mm", style, user.decimal_separator)

    def length(self, seconds: int) -> str:
        """Return a length in their format."""
        return labels.length(seconds, self.style, self.mark)

    def describe(self, block: Block, overlaps: int | None = None) -> str:
        """Return a block as a sentence, with how many others share its time where that is given."""
        return labels.describe(block, self.zone, self.clock, overlaps)

    def is_other(self, block: Block) -> bool:
        """Whether a block is surely somebody else's."""
        return self.own is not None and block.owner is not None and block.owner != self.own


@dataclass(frozen=True)
class CalendarContext:
    """One look at the calendar: who, what, when and where."""

    view: View
    viewer: Viewer
    now: int  # an instant
    wrong: tuple[str, ...] = ()  # the parts of the address that make no sense

    @property
    def user(self) -> User:
        """Who looks."""
        return self.viewer.user

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the view."""
        return self.viewer.zone

    @property
    def query(self) -> str:
        """The view as a query."""
        return self.view.query()

    @property
    def today(self) -> date:
        """The date in the zone of the view."""
        return clock.wall(self.zone, self.now)[0]

    @property
    def days(self) -> list[date]:
        """The dates that the view shows."""
        return self.view.days(first_weekday_of(self.user))

    @property
    def week(self) -> date:
        """The first day of the week of the view."""
        return self.week_of(self.view.on)

    def week_of(self, on: date) -> date:
        """Return the first day of the week of a date."""
        return week_start(on, first_weekday_of(self.user))

    @cached_property
    def workspace(self) -> FocusWorkspace:
        """The workspace of the view, else the connection's own. Raises NotConnected and WorkspaceUnknown."""
        try:
            return focus_workspace(self.user, self.view.workspace)
        except WorkspaceUnknown:
            return focus_workspace(self.user)

    @cached_property
    def tasks(self) -> Mapping[int, Task]:
        """Every task that some cached response names, by its id. Costs no request."""
        return tasks.known_tasks(self.user)


def context_of(user: User, view: View | None = None) -> CalendarContext:
    """Return the context of a view, today where none is given. Costs no request."""
    return CalendarContext(view or View(today_of(user)), Viewer.of(user, zone_of(user, view)), _now())


def today_of(user: User) -> date:
    """Return the date in the member's own zone."""
    return clock.wall(zone_of(user), _now())[0]


def _now() -> int:
    return int(datetime.now(UTC).timestamp())


def zone_of(user: User, view: View | None = None) -> ZoneInfo:
    """Return the zone of a view: the one in its address, else the member's own at Toggl."""
    return ZoneInfo(view.zone) if view and view.zone else times.zone_of(user)


def first_weekday_of(user: User) -> int:
    """Return the member's first day of the week, 0 for Sunday."""
    return MONDAY if user.first_day_of_week is None else user.first_day_of_week


def ensure_settings(user: User) -> None:
    """Ask Focus once for the settings of a member whose zone nobody knows: without it no block can be placed."""
    if not user.timezone:
        try:
            gateway.read(user, FOCUS_SETTINGS)
        except UpstreamError:
            return

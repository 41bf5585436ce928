"""Who looks at the calendar, in which zone and formats."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dashboard.accounts.models import User
from dashboard.timeblocks.services import labels
from dashboard.timeblocks.services.blocks import Block


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, in which zone and formats."""

    user: User
    zone: ZoneInfo
    own: int | None  # their number in Focus
    clock: str  # their format of the time of day
    style: str  # their format of lengths
    mark: str = ""  # their decimal mark

    @classmethod
    def of(cls, user: User, zone: ZoneInfo, own: int | None) -> Viewer:
        """Return the viewer for a member. Formats are looked up once: a request's user is slow to be asked."""
        style = user.duration_format or "improved"
        return cls(user, zone, own, user.time_format or "H:mm", style, user.decimal_separator)

    def length(self, seconds: int) -> str:
        """Return a length in their format."""
        return labels.length(seconds, self.style, self.mark)

    def is_other(self, block: Block) -> bool:
        """Whether a block is surely somebody else's."""
        return self.own is not None and block.owner is not None and block.owner != self.own

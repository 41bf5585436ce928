"""The sandbox's clock: follows the machine's, and can be moved."""

import time
from datetime import UTC, datetime


class Clock:
    """Seconds since 1970 plus an offset that tests change; it always runs."""

    def __init__(self) -> None:
        self._offset = 0.0

    def seconds(self) -> float:
        """Return the time as seconds since 1970."""
        return time.time() + self._offset

    def now(self) -> datetime:
        """Return the time as an aware UTC datetime."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def advance(self, seconds: float) -> None:
        """Move by seconds, also backwards."""
        self._offset += seconds

    def set(self, moment: datetime) -> None:
        """Set the time."""
        self._offset = moment.timestamp() - time.time()

    def reset(self) -> None:
        """Return to the machine's time."""
        self._offset = 0.0


def focus_time(moment: datetime) -> str:
    """Format a time as Focus does: RFC 3339, UTC, `Z`, whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def track_time(moment: datetime) -> str:
    """Format a time as Track does in `created_at` and `updated_at`: microseconds and `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def track_offset_time(moment: datetime) -> str:
    """Format a time as Track does in `at`: whole seconds and `+00:00`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")

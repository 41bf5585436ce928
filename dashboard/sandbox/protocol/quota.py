"""The hourly quotas and the pace of one request a second.

A window opens with its first request and resets as a whole an hour later; a bucket is one person's requests to
`/me` or to one organization, counted for Track and Focus apart (or together, by switch).
"""

from dataclasses import dataclass, field

from dashboard.sandbox.switches import Switches

WINDOW = 3600  # seconds
ME = "me"
ME_TOTAL = 30
PLANS = {"free": 30, "starter": 240, "premium": 600, "enterprise": 1200}  # "custom" for enterprise: ours to choose

Key = tuple[str, str, str]  # service, person, "me" or the organization's id


@dataclass(slots=True)
class Window:
    """The count of one bucket; `opened` is None until the first request."""

    opened: float | None = None
    used: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a bucket holds now; `resets_in` in whole seconds."""

    total: int
    remaining: int
    resets_in: int


@dataclass(slots=True)
class Meter:
    """Everybody's buckets and request rates."""

    windows: dict[Key, Window] = field(default_factory=dict)
    levels: dict[str, tuple[float, float]] = field(default_factory=dict)  # caller -> (level, at)
    pace: bool = False

    def read(self, key: Key, total: int, now: float) -> Reading:
        """Return what is left of a bucket without spending any of it."""
        window = self._window(key, now)
        opened = now if window.opened is None else window.opened
        return Reading(total, total - window.used, max(0, round(opened + WINDOW - now)))

    def spend(self, key: Key, total: int, now: float, *, enforce: bool) -> tuple[bool, Reading]:
        """Take one request; returns whether it was allowed, and the bucket afterwards."""
        window = self._window(key, now)
        if window.opened is None:
            window.opened = now
        allowed = window.used < total or not enforce
        if allowed:
            window.used += 1
        return allowed, self.read(key, total, now)

    def set(self, key: Key, total: int, now: float, *, remaining: int, resets_in: float) -> None:
        """Make a bucket hold this much."""
        self.windows[key] = Window(opened=now + resets_in - WINDOW, used=total - remaining)

    def keeps_pace(self, caller: str, now: float, burst: int) -> bool:
        """Add a request to the caller's leaky bucket, which drains one a second; False when it would overflow."""
        level, at = self.levels.get(caller, (0.0, now))
        level = max(0.0, level - max(0.0, now - at))
        fits = level + 1 <= burst
        self.levels[caller] = (level + 1 if fits else level, now)
        return fits

    def clear(self) -> None:
        """Forget every count."""
        self.windows.clear()
        self.levels.clear()

    def _window(self, key: Key, now: float) -> Window:
        window = self.windows.setdefault(key, Window())
        if window.opened is not None and now >= window.opened + WINDOW:
            window.opened, window.used = None, 0
        return window


def total(bucket: str, plan: str) -> int:
    """Return the requests an hour of a bucket: `/me` has the same number on every plan."""
    return ME_TOTAL if bucket == ME else PLANS[plan]


def key(service: str, person: str, bucket: str, switches: Switches) -> Key:
    """Name a bucket; with `shared_quota` both services count in one."""
    return ("both" if switches.shared_quota else service, person, bucket)

"""Faults on demand: an answer replaced, damaged or never given, for any operation and any number of times.

`acts` says whether the request is carried out all the same: an answer lost or damaged on its way back usually
belongs to a write that happened, a refused or redirected request to one that did not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

# kind -> whether the operation is carried out before the fault strikes
KINDS: Mapping[str, bool] = {
    "status": False,
    "redirect": False,
    "reset_before": False,
    "close": False,
    "delay": True,
    "drip_headers": True,
    "drip_body": True,
    "reset_after": True,
    "oversized": True,
    "bomb": True,
    "half": True,
    "garbage": True,
    "html": True,
    "empty": True,
}
# These need the connection itself, so that only the sandbox's own server can do them.
WIRE_KINDS = frozenset({"delay", "drip_headers", "drip_body", "reset_before", "reset_after", "half", "close"})
OPTIONS = frozenset({"status", "seconds", "body", "headers", "location", "bytes", "acts"})
DEFAULT_SECONDS = {"delay": 60.0, "drip_headers": 0.2, "drip_body": 0.2}


@dataclass(slots=True)
class Fault:
    """One fault. `times` counts down; -1 never ends. `operation` may hold `*`."""

    operation: str
    kind: str
    times: int = 1
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def acts(self) -> bool:
        """Return whether the request is carried out although its answer is damaged."""
        return bool(self.options.get("acts", KINDS[self.kind]))

    @property
    def seconds(self) -> float:
        """Return the seconds of a delay, or between two bytes of a drip."""
        return float(self.options.get("seconds", DEFAULT_SECONDS.get(self.kind, 0.0)))

    def as_dict(self) -> dict[str, Any]:
        """Return it as the control API shows it."""
        return {"operation": self.operation, "kind": self.kind, "times": self.times, **self.options}


class FaultBook:
    """The faults that are set; the first match applies."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, operation: str, kind: str, times: int = 1, **options: Any) -> None:
        """Set a fault; raises ValueError for a kind or an option that does not exist."""
        if kind not in KINDS:
            raise ValueError(f"There is no fault {kind}; there are {', '.join(sorted(KINDS))}.")
        unknown = set(options) - OPTIONS
        if unknown:
            raise ValueError(f"A fault has no option {', '.join(sorted(unknown))}.")
        if times == 0 or times < -1:
            raise ValueError("times is 1 or more, or -1 for ever.")
        self.faults.append(Fault(operation, kind, times, {k: v for k, v in options.items() if v is not None}))

    def take(self, operation: str) -> Fault | None:
        """Return the fault that applies to this operation now, and count it."""
        for fault in self.faults:
            if fnmatchcase(operation, fault.operation):
                self._count(fault)
                return fault
        return None

    def clear(self) -> None:
        """Remove all."""
        self.faults.clear()

    def _count(self, fault: Fault) -> None:
        if fault.times > 0:
            fault.times -= 1
            if fault.times == 0:
                self.faults.remove(fault)

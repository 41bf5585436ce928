"""A write that upstream did, as write-through needs to know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.upstream.contract import Operation


@dataclass(frozen=True, slots=True)
class CompletedWrite:
    """What was sent, what was answered, and when (seconds since 1970)."""

    operation: Operation
    params: Mapping[str, Any]
    body: Any  # in the reference's spelling
    answer: Any
    at: float

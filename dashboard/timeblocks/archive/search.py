"""What can be found again: archived blocks, by upstream's filter, and deleted ones, by history and by upstream."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.gateway import services as gateway
from dashboard.timeblocks.services import clock
from dashboard.timeblocks.services.blocks import Block, block_from_json, blocks_of
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.upstream import timestamps
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.records.reads import TIME_BLOCKS

SPANS = (30, 90, 365)  # days to either side that are looked through
DELETES = ("focus.delete_time_block", "focus.delete_time_blocks")
RESTORE = "focus.restore_time_block"
HISTORY = 400  # changes that are looked through for deleted blocks


@dataclass(frozen=True, slots=True)
class FoundBlocks:
    """Archived or deleted blocks. `at` is None where they come from history."""

    blocks: list[Block]
    at: datetime | None = None
    is_stale: bool = False
    problem: UpstreamError | None = None


def archived(calendar: CalendarContext, *, days: int, refresh: bool = False) -> FoundBlocks:
    """Return the archived blocks some days around the date of the view: one request, kept. Raises UpstreamError."""
    zone, on = calendar.zone, calendar.view.on
    first, last = (clock.first_moment(zone, on + timedelta(days=offset)) for offset in (-days, days + 1))
    params = {**calendar.workspace.params, "date_from": timestamps.text_of(first), "date_to": timestamps.text_of(last)}
    answer = gateway.read(calendar.user, TIME_BLOCKS, refresh=refresh, archived=True, **params)
    blocks = [block for block in blocks_of(answer.data) if not block.deleted_at]
    return FoundBlocks(blocks, answer.at, answer.is_stale, answer.problem)


def trash(calendar: CalendarContext) -> FoundBlocks:
    """Return the blocks that were deleted through Tandem and not restored, and those that Focus shows as deleted."""
    done = audit.changes_of(calendar.user, result=Outcome.DONE)
    done = done.filter(kind=Kind.WRITE_INTENT, operation__in=[*DELETES, RESTORE])
    gone = {block.id: block for block in _shown_as_deleted(calendar)}
    gone |= {block.id: block for block in deleted(calendar, done[:HISTORY])}
    return FoundBlocks(sorted(gone.values(), key=lambda block: (-block.starts, block.id)))


def deleted(calendar: CalendarContext, entries: Iterable[Entry]) -> list[Block]:
    """Return what these changes, the latest first, left deleted in the workspace."""
    settled: set[int] = set()
    found: list[Block] = []
    for entry in entries:
        if entry.target.get("workspace_id") != calendar.workspace.workspace_id:
            continue
        for id_, row in _touched(entry):
            if id_ not in settled and entry.operation != RESTORE and (block := block_from_json(row, calendar.tasks)):
                found.append(block)
            settled.add(id_)
    return found


def _touched(entry: Entry) -> list[tuple[int, dict[str, Any]]]:
    """Return the blocks of a change, with what was known of each."""
    before = entry.before if isinstance(entry.before, list) else [entry.before]
    rows = {row.get("id"): row for row in before if isinstance(row, dict)}
    ids = entry.target.get("ids") or [entry.target.get("time_block_id")]
    at = entry.at.isoformat()
    stub = {"task_id": entry.target.get("task_id"), "start": at}
    return [(int(id_), {**stub, **rows.get(int(id_), {}), "id": int(id_), "deleted_at": at}) for id_ in ids if id_]


def _shown_as_deleted(calendar: CalendarContext) -> list[Block]:
    """Return what some cached response has with a date of its deletion."""
    here = calendar.workspace.workspace_id
    copies = [one for one in gateway.peek_all(calendar.user, TIME_BLOCKS) if one.params.get("workspace_id") == here]
    return [block for copy in copies for block in blocks_of(row for row in copy.data if row.deleted_at)]


def matching(blocks: Sequence[Block], words: str) -> list[Block]:
    """Return the blocks whose task or project has these words."""
    wanted = words.casefold().split()
    return [block for block in blocks if all(word in block.task.label.casefold() for word in wanted)]

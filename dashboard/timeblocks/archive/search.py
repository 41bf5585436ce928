"""What can be found again: archived blocks, by upstream's filter, and deleted ones, by history and by upstream."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.credentials.references import reference_of
from dashboard.gateway import services as gateway
from dashboard.gateway.cache import response_cache
from dashboard.timeblocks.services import clock
from dashboard.timeblocks.services.blocks import Block, block_of, blocks_of
from dashboard.timeblocks.services.reads import known_tasks
from dashboard.upstream import timestamps
from dashboard.upstream.contract import operation
from dashboard.upstream.errors import UpstreamError
from dashboard.workspaces.services import FocusWorkspace

SPANS = (30, 90, 365)  # days to either side that are looked through
DELETES = ("focus.delete_time_block", "focus.delete_time_blocks")
RESTORE = "focus.restore_time_block"
HISTORY = 400  # changes that are looked through for deleted blocks


@dataclass(frozen=True, slots=True)
class FoundBlocks:
    """Blocks of a drawer. `at` is None where history told and Focus was not asked."""

    blocks: list[Block]
    at: datetime | None = None
    is_stale: bool = False
    problem: UpstreamError | None = None


def archived(
    *, user: User, workspace: FocusWorkspace, around: date, days: int, zone: ZoneInfo, refresh: bool = False
) -> FoundBlocks:
    """Return the archived blocks around a date: one request, kept. Raises UpstreamError."""
    first, last = (clock.first_moment(zone, around + timedelta(days=offset)) for offset in (-days, days + 1))
    span = {"date_from": timestamps.text_of(first), "date_to": timestamps.text_of(last)}
    answer = gateway.read(user, "focus.stream_time_blocks", refresh=refresh, archived=True, **workspace.params, **span)
    blocks, _unreadable = blocks_of(answer.data)
    return FoundBlocks([block for block in blocks if not block.deleted_at], answer.at, answer.is_stale, answer.problem)


def trash(*, user: User, workspace: FocusWorkspace) -> FoundBlocks:
    """Return the blocks that were deleted through Tandem and not restored, and those that Focus shows as deleted."""
    done = audit.changes_of(user, result=Outcome.DONE).filter(kind=Kind.WRITE_INTENT, operation__in=[*DELETES, RESTORE])
    gone = {block.id: block for block in deleted(done[:HISTORY], user, workspace)}
    for block in _shown_as_deleted(user, workspace):
        gone.setdefault(block.id, block)
    return FoundBlocks(sorted(gone.values(), key=lambda block: (-block.starts, block.id)))


def deleted(entries: Iterable[Entry], user: User, workspace: FocusWorkspace) -> list[Block]:
    """Return what these changes, the latest first, left deleted in a workspace."""
    settled: set[int] = set()
    found: list[Block] = []
    tasks = known_tasks(user)
    for entry in entries:
        if entry.target.get("workspace_id") != workspace.workspace_id:
            continue
        for id_, row in _touched(entry):
            if id_ not in settled and entry.operation != RESTORE and (block := block_of(row, tasks)):
                found.append(block)
            settled.add(id_)
    return found


def _touched(entry: Entry) -> list[tuple[int, dict[str, Any]]]:
    """Return the blocks of a change, with what was known of each."""
    before = entry.before if isinstance(entry.before, list) else [entry.before]
    rows = {row["id"]: row for row in before if isinstance(row, dict) and isinstance(row.get("id"), int)}
    ids = entry.target.get("ids") or [entry.target.get("time_block_id")]
    at = entry.at.isoformat()
    stub = {"task_id": entry.target.get("task_id"), "start": at}
    return [(int(id_), {**stub, **rows.get(int(id_), {}), "id": int(id_), "deleted_at": at}) for id_ in ids if id_]


def _shown_as_deleted(user: User, workspace: FocusWorkspace) -> list[Block]:
    """Return what some kept copy has with a date of its deletion."""
    reference = reference_of(user.pk, "focus")
    found: list[Block] = []
    for copy in response_cache.copies(reference, operation("focus.stream_time_blocks")) if reference else []:
        if copy.params.get("workspace_id") == workspace.workspace_id:
            found += [block for block in blocks_of(copy.data)[0] if block.deleted_at]
    return found


def matching(blocks: Sequence[Block], words: str) -> list[Block]:
    """Return the blocks whose task or project has these words."""
    wanted = words.casefold().split()
    return [block for block in blocks if all(word in block.task.label.casefold() for word in wanted)]

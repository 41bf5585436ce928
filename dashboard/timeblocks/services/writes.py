"""What the calendar writes: each function is one change of a member's, most of them one request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Outcome
from dashboard.gateway import services as gateway
from dashboard.gateway.notices import sentence_of_field
from dashboard.gateway.undo import services as undoing
from dashboard.gateway.undo.services import Undone
from dashboard.gateway.undo.stacks import UndoGroup
from dashboard.timeblocks.services import own_id, reads
from dashboard.timeblocks.services.blocks import Block, block_from_json
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.upstream import timestamps
from dashboard.upstream.contract import ContractError
from dashboard.upstream.errors import Gone, UpstreamError
from dashboard.upstream.records.reads import FOCUS_SETTINGS

STATES = {
    "archive": "focus.archive_time_block",
    "unarchive": "focus.unarchive_time_block",
    "delete": "focus.delete_time_block",
    "restore": "focus.restore_time_block",
}
QUARTER = 900  # seconds

Fields = dict[str, Any]  # of a block, as Focus names them


@dataclass(frozen=True, slots=True)
class DesiredBlock:
    """What a block is to be. `sync`: whether external calendars are updated; None leaves that to Focus."""

    task_id: int
    starts: int
    seconds: int | None
    completed: bool = False
    sync: bool | None = None


@dataclass(frozen=True, slots=True)
class BlockWriteResult:
    """How a change ended: done, refused, unknown, or unchanged, which cost nothing."""

    outcome: str
    block_id: int | None = None
    problem: UpstreamError | None = None
    mistake: str = ""  # what the contract refuses, in words
    differs: tuple[Block, ...] = ()  # what blocks are instead, where an undo found them changed
    block: Block | None = None  # as it was written, whether or not a copy of its new week is kept
    write_id: UUID | None = None  # what undoes it

    @property
    def is_done(self) -> bool:
        """Whether Focus has it now."""
        return self.outcome == Outcome.DONE


def desired_of(block: Block) -> DesiredBlock:
    """Return what a block is, as something to be changed."""
    return DesiredBlock(block.task_id, block.starts, block.seconds, block.completed)


def sync_of(user: User, asked: bool | None = None) -> bool | None:  # noqa: FBT001 - a tri-state
    """Return whether external calendars are updated, as the member's kept Focus settings say, else `asked`."""
    copy = gateway.peek(user, FOCUS_SETTINGS)
    return {"never": False, "always": True}.get(copy.data.sync_external_calendar if copy else "", asked)


def editable_fields(block: Block) -> Fields:
    """Return what a member saw of a block, as forms carry it and history keeps it."""
    return {
        "start": timestamps.text_of(block.starts),
        "duration": block.seconds,
        "completed": block.completed,
        "task_id": block.task_id,
    }


def earlier_write(user: User, key: str) -> UUID | None:
    """Return the write of a form that was sent and done already, where its answer alone was lost."""
    first = audit.repeated(user, key)
    outcome = audit.outcome_of(first.write_id) if first else None
    return outcome.write_id if outcome and outcome.outcome == Outcome.DONE else None


def create(calendar: CalendarContext, desired: DesiredBlock, *, key: str) -> BlockWriteResult:
    """Make a block: one request."""
    return _write(calendar, "focus.create_time_block", _new(desired), key=key, task_id=desired.task_id)


def create_many(calendar: CalendarContext, desired: Sequence[DesiredBlock], *, key: str) -> BlockWriteResult:
    """Make many blocks with one request, all or none."""
    rows = [{"task_id": block.task_id, **_new(block)} for block in desired]
    return _write(calendar, "focus.create_time_blocks", {"time_blocks": rows}, key=key)


def _new(desired: DesiredBlock) -> Fields:
    body = {"start": timestamps.text_of(desired.starts), "duration": desired.seconds, "outbound_sync": desired.sync}
    body = {name: value for name, value in body.items() if value is not None}
    return body | ({"completed": True} if desired.completed else {})


def change(calendar: CalendarContext, block: Block, desired: DesiredBlock, *, key: str) -> BlockWriteResult:
    """Send what differs between a block and what it is to be: one PATCH, or one PUT where its duration goes away."""
    after = replace(
        block,
        task_id=desired.task_id,
        starts=desired.starts,
        seconds=desired.seconds,
        completed=desired.completed,
        task=calendar.tasks.get(desired.task_id, block.task),
    )
    old, new = editable_fields(block), editable_fields(after)
    changed = {name: new[name] for name in old if old[name] != new[name]}
    if not changed:
        return BlockWriteResult("unchanged", block.id)
    sync = {} if desired.sync is None else {"outbound_sync": desired.sync}
    drops_duration = "duration" in changed and desired.seconds is None
    if drops_duration and "task_id" in changed:
        mistake = _("Change the task and take the duration away one by one.")
        return BlockWriteResult(Outcome.REFUSED, block.id, mistake=mistake)
    if drops_duration:
        operation_id, body = "focus.replace_time_block", {"start": new["start"], "completed": new["completed"]}
        before = {name: old[name] for name in ("start", "duration", "completed")}
    else:
        operation_id, body = "focus.update_time_block", changed
        whole = {"start", "completed"} if "duration" in changed and block.seconds is None else set()
        before = {name: old[name] for name in old if name in changed or name in whole}
    ids = {"task_id": block.task_id, "time_block_id": block.id}
    return replace(_write(calendar, operation_id, body | sync, key=key, before=before, **ids), block=after)


def set_state(calendar: CalendarContext, block: Block, state: str, *, key: str) -> BlockWriteResult:
    """Archive, unarchive, delete or restore a block: one request."""
    return set_state_of(calendar, block.task_id, block.id, state, before=snapshot(block), key=key)


def set_state_of(
    calendar: CalendarContext, task_id: int, block_id: int, state: str, *, before: Fields, key: str
) -> BlockWriteResult:
    """Do the same to a block of which only its ids and what it was are at hand."""
    params = {"task_id": task_id, "time_block_id": block_id, **_sync_param(calendar.user, state)}
    return _write(calendar, STATES[state], None, key=key, before=before, **params)


def _sync_param(user: User, state: str) -> dict[str, bool]:
    """Return whether external calendars are updated with a deletion; no other state has that."""
    sync = sync_of(user) if state == "delete" else None
    return {} if sync is None else {"outbound_sync": sync}


# ------------------------------------------------------------------ many
def change_many(calendar: CalendarContext, rows: Sequence[tuple[Fields, Fields]], *, key: str) -> BlockWriteResult:
    """Change fields of many blocks with one request; each row is what is sent and what was there before."""
    sent, before = [row for row, _was in rows], [was for _row, was in rows]
    return _write(calendar, "focus.update_time_blocks", sent, key=key, before=before)


def delete_many(calendar: CalendarContext, rows: Sequence[Fields], *, key: str) -> BlockWriteResult:
    """Delete many blocks with one request. Each row is what the trash shows of one."""
    params = {"ids": [row["id"] for row in rows], **_sync_param(calendar.user, "delete")}
    return _write(calendar, "focus.delete_time_blocks", None, key=key, before=list(rows), **params)


def snapshot(block: Block) -> Fields:
    """Return what the trash shows of a block that is gone."""
    project = {"id": block.task.project_id, "name": block.task.project}
    task = {"id": block.task_id, "name": block.task.name, "project": project}
    return {"id": block.id, "toggl_user_id": block.owner, **editable_fields(block), "task": task}


def duplicate(calendar: CalendarContext, block: Block, *, key: str) -> BlockWriteResult:
    """Make the same block once more, right after the first one: one request."""
    desired = DesiredBlock(block.task_id, block.ends, block.seconds, sync=sync_of(calendar.user))
    return create(calendar, desired, key=key)


def split(calendar: CalendarContext, block: Block, at: int, *, key: str) -> BlockWriteResult:
    """Cut a block in two: two requests. The second half is made first, so that no minute is lost if the other fails."""
    if not block.starts < at < block.ends:
        return BlockWriteResult(Outcome.REFUSED, block.id, mistake=_("The cut has to lie inside the block."))
    sync = sync_of(calendar.user)
    rest = DesiredBlock(block.task_id, at, block.ends - at, block.completed, sync)
    made = create(calendar, rest, key=f"{key}.1")
    if not made.is_done:
        return made
    shorter = replace(desired_of(block), seconds=at - block.starts, sync=sync)
    return change(calendar, block, shorter, key=f"{key}.2")


def half_of(block: Block) -> int:
    """Return the instant that cuts a block in two halves, at a quarter of an hour where there is one."""
    middle = block.starts + (block.seconds or 0) // 2
    rounded = middle // QUARTER * QUARTER
    return rounded if block.starts < rounded < block.ends else middle


# ------------------------------------------------------------------ undo
def undo(calendar: CalendarContext, group: UndoGroup, *, key: str, force: bool = False) -> BlockWriteResult:
    """Undo or redo a group: one request a change, and one to look where no fresh copy of the block is kept."""
    undone = undoing.undo_group(calendar.user, group, confirmed=force, key=key)
    return _undone(calendar, undone) if undone else BlockWriteResult("unchanged")


def undo_part(calendar: CalendarContext, write_id: UUID, *, key: str, force: bool = False) -> BlockWriteResult:
    """Send the next request that undoes one write; where more are left it is `partly` done."""
    undone = undoing.undo(calendar.user, write_id, confirmed=force, always=True, at_most=1, group=key)
    return _undone(calendar, undone)


def _undone(calendar: CalendarContext, undone: Undone) -> BlockWriteResult:
    block_id = undone.inverse.steps[0].params.get("time_block_id") if undone.inverse else None
    if undone.outcome == "conflict" and undone.comparison.state == "gone":
        return BlockWriteResult(Outcome.REFUSED, block_id, Gone(service="focus"))
    if undone.outcome == "conflict":
        ids = dict.fromkeys(block_id if one.item is None else one.item for one in undone.comparison.differences)
        now = tuple(block for id_ in ids if id_ and (block := reads.kept_block(calendar, id_)))
        return BlockWriteResult("differs", block_id, differs=now)
    if undone.outcome == "impossible":
        return BlockWriteResult(Outcome.REFUSED, block_id, mistake=undone.reason)
    outcome = {"already": Outcome.DONE, "blind": Outcome.REFUSED}.get(undone.outcome, undone.outcome)
    return BlockWriteResult(outcome, block_id, undone.problem)


def _write(
    calendar: CalendarContext, operation_id: str, body: Any, *, key: str, before: Any = None, **params: Any
) -> BlockWriteResult:
    block_id = params.get("time_block_id")
    try:
        written = gateway.write(
            calendar.user, operation_id, body, idempotency_key=key, before=before, **calendar.workspace.params, **params
        )
    except ContractError as error:
        problem = error.problems[0]
        return BlockWriteResult(Outcome.REFUSED, block_id, mistake=sentence_of_field(problem))
    except UpstreamError as error:
        return BlockWriteResult(Outcome.REFUSED, block_id, error)
    made = block_from_json(written.data, calendar.tasks)
    if made:
        own_id.forget_unknown(calendar.user)
        block_id = made.id
    return BlockWriteResult(written.outcome, block_id, written.problem, block=made, write_id=written.write_id)

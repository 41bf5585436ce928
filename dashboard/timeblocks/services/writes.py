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
from dashboard.timeblocks.services import reads
from dashboard.timeblocks.services.blocks import Block, Row, block_of
from dashboard.timeblocks.services.undo import Step
from dashboard.upstream import timestamps
from dashboard.upstream.contract import ContractError
from dashboard.upstream.errors import Gone, UpstreamError
from dashboard.workspaces.services import FocusWorkspace

STATES = {
    "archive": "focus.archive_time_block",
    "unarchive": "focus.unarchive_time_block",
    "delete": "focus.delete_time_block",
    "restore": "focus.restore_time_block",
}


@dataclass(frozen=True, slots=True)
class DesiredBlock:
    """What a block is to be. `sync` says whether calendars are told; None leaves that to Focus."""

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
    repeated: bool = False
    block: Block | None = None  # as it was written, whether or not a copy of its new week is kept

    @property
    def is_done(self) -> bool:
        """Whether Focus has it now."""
        return self.outcome == Outcome.DONE


def desired_of(block: Block) -> DesiredBlock:
    """Return what a block is, as something to be changed."""
    return DesiredBlock(block.task_id, block.starts, block.seconds, block.completed)


def sync_of(user: User, asked: bool | None = None) -> bool | None:  # noqa: FBT001 - a tri-state
    """Return whether calendars are to be told, as the member's Focus settings have it; they are not asked for here."""
    copy = gateway.peek(user, "focus.get_settings")
    setting = copy.data.get("sync_external_calendar") if copy and isinstance(copy.data, dict) else None
    return {"never": False, "always": True}.get(str(setting), asked)


def editable_fields(block: Block) -> dict[str, Any]:
    """Return what a member saw of a block, as forms carry it and history keeps it."""
    return {
        "start": timestamps.text_of(block.starts),
        "duration": block.seconds,
        "completed": block.completed,
        "task_id": block.task_id,
    }


def was_done(user: User, key: str) -> bool:
    """Whether a form of this name was sent and done already, and its answer alone was lost."""
    first = audit.repeated(user, key[:64])
    outcome = audit.outcome_of(first.write_id) if first else None
    return outcome is not None and outcome.outcome == Outcome.DONE


def create(*, user: User, workspace: FocusWorkspace, wanted: DesiredBlock, key: str) -> BlockWriteResult:
    """Make a block: one request."""
    return _write(user, "focus.create_time_block", _new(wanted), key=key, **workspace.params, task_id=wanted.task_id)


def create_many(*, user: User, workspace: FocusWorkspace, wanted: Sequence[DesiredBlock], key: str) -> BlockWriteResult:
    """Make many blocks with one request, all or none."""
    rows = [{"task_id": one.task_id, **_new(one)} for one in wanted]
    return _write(user, "focus.create_time_blocks", {"time_blocks": rows}, key=key, **workspace.params)


def _new(wanted: DesiredBlock) -> Row:
    body = {"start": timestamps.text_of(wanted.starts), "duration": wanted.seconds, "outbound_sync": wanted.sync}
    body = {name: value for name, value in body.items() if value is not None}
    return body | ({"completed": True} if wanted.completed else {})


def change(*, user: User, workspace: FocusWorkspace, block: Block, wanted: DesiredBlock, key: str) -> BlockWriteResult:
    """Send what differs between a block and what it is to be: one PATCH, or one PUT where its duration goes away."""
    after = replace(block, task_id=wanted.task_id, **_parts(wanted))
    old, new = editable_fields(block), editable_fields(after)
    changed = {name: new[name] for name in old if old[name] != new[name]}
    if not changed:
        return BlockWriteResult("unchanged", block.id)
    params = {**workspace.params, "task_id": block.task_id, "time_block_id": block.id}
    sync = {} if wanted.sync is None else {"outbound_sync": wanted.sync}
    if "duration" in changed and wanted.seconds is None:
        body = {"start": new["start"], "completed": new["completed"]}
        before = {name: value for name, value in old.items() if name != "task_id"}
        if "task_id" in changed:
            return BlockWriteResult(
                Outcome.REFUSED, block.id, mistake=_("Change the task and take the duration away one by one.")
            )
        result = _write(user, "focus.replace_time_block", body | sync, key=key, before=before, **params)
        return replace(result, block=after)
    kept = {"start", "completed"} if "duration" in changed and block.seconds is None else set()
    before = {name: old[name] for name in old if name in changed or name in kept}
    result = _write(user, "focus.update_time_block", changed | sync, key=key, before=before, **params)
    return replace(result, block=after)


def _parts(wanted: DesiredBlock) -> dict[str, Any]:
    return {"starts": wanted.starts, "seconds": wanted.seconds, "completed": wanted.completed}


def set_state(*, user: User, workspace: FocusWorkspace, block: Block, state: str, key: str) -> BlockWriteResult:
    """Archive, unarchive, delete or restore a block: one request."""
    task_id, before = block.task_id, snapshot(block)
    return set_state_of(
        user=user, workspace=workspace, task_id=task_id, block_id=block.id, state=state, before=before, key=key
    )


def set_state_of(
    *, user: User, workspace: FocusWorkspace, task_id: int, block_id: int, state: str, before: dict[str, Any], key: str
) -> BlockWriteResult:
    """Do the same to a block of which only its numbers and what it was are at hand."""
    params: dict[str, Any] = {**workspace.params, "task_id": task_id, "time_block_id": block_id}
    return _write(user, STATES[state], None, key=key, before=before, **params, **_sync_params(user, state))


def _sync_params(user: User, state: str) -> dict[str, bool]:
    """Whether calendars are told of a deletion; of nothing else Focus asks."""
    sync = sync_of(user) if state == "delete" else None
    return {} if sync is None else {"outbound_sync": sync}


# ------------------------------------------------------------------ many
def change_many(
    *, user: User, workspace: FocusWorkspace, rows: Sequence[tuple[Row, Row]], key: str
) -> BlockWriteResult:
    """Change fields of many blocks with one request; each row is what is sent and what was there before."""
    sent, before = [row for row, _was in rows], [was for _row, was in rows]
    return _write(user, "focus.update_time_blocks", sent, key=key, before=before, **workspace.params)


def delete_many(*, user: User, workspace: FocusWorkspace, rows: Sequence[Row], key: str) -> BlockWriteResult:
    """Delete many blocks with one request. Each row is what the trash shows of one."""
    params: dict[str, Any] = {**workspace.params, "ids": [row["id"] for row in rows]}
    return _write(
        user, "focus.delete_time_blocks", None, key=key, before=list(rows), **params, **_sync_params(user, "delete")
    )


def snapshot(block: Block) -> dict[str, Any]:
    """Return what the trash shows of a block that is gone."""
    task = {
        "id": block.task_id,
        "name": block.task.name,
        "project": {"id": block.task.project_id, "name": block.task.project},
    }
    return {"id": block.id, "toggl_user_id": block.owner, **editable_fields(block), "task": task}


def duplicate(*, user: User, workspace: FocusWorkspace, block: Block, key: str) -> BlockWriteResult:
    """Make the same block once more, right after the first one: one request."""
    after = block.ends if block.seconds else block.starts
    wanted = DesiredBlock(block.task_id, after, block.seconds, sync=sync_of(user))
    return create(user=user, workspace=workspace, wanted=wanted, key=key)


def split(*, user: User, workspace: FocusWorkspace, block: Block, at: int, key: str) -> BlockWriteResult:
    """Cut a block in two: two requests. The second half is made first, so that no minute is lost if the other fails."""
    if not block.starts < at < block.ends:
        return BlockWriteResult(Outcome.REFUSED, block.id, mistake=_("The cut has to lie inside the block."))
    rest = DesiredBlock(block.task_id, at, block.ends - at, block.completed, sync_of(user))
    made = create(user=user, workspace=workspace, wanted=rest, key=f"{key}.1")
    if not made.is_done:
        return made
    shorter = replace(desired_of(block), seconds=at - block.starts, sync=sync_of(user))
    return change(user=user, workspace=workspace, block=block, wanted=shorter, key=f"{key}.2")


def half_of(block: Block) -> int:
    """Return the instant that cuts a block in two halves, at a quarter of an hour where there is one."""
    middle = block.starts + (block.seconds or 0) // 2
    rounded = middle // 900 * 900
    return rounded if block.starts < rounded < block.ends else middle


# ------------------------------------------------------------------ undo
def take_back(*, user: User, step: Step, key: str, force: bool = False) -> BlockWriteResult:
    """Undo or redo a step: one request a change, and one to look where no young copy of the block is kept."""
    result = BlockWriteResult("unchanged")
    for entry in step.entries:
        result = take_one_back(user=user, write_id=entry.write_id, key=key, force=force)
        if not result.is_done:
            return result
    return result


def take_one_back(
    *, user: User, write_id: UUID, key: str, force: bool = False, at_most: int | None = None
) -> BlockWriteResult:
    """Undo or redo one change, or of one that needs several requests the next `at_most`; then it is `partly` done."""
    done = undoing.undo(user, write_id, confirmed=force, always=True, at_most=at_most, group=key)
    block_id = done.inverse.steps[0].params.get("time_block_id") if done.inverse else None
    if done.outcome == "conflict":
        if done.comparison.state == "gone":
            return BlockWriteResult(Outcome.REFUSED, block_id, Gone(service="focus"))
        return BlockWriteResult("differs", block_id, differs=_changed_since(user, block_id, done))
    if done.outcome == "impossible":
        return BlockWriteResult(Outcome.REFUSED, block_id, mistake=done.reason)
    outcome = {"already": Outcome.DONE, "blind": Outcome.REFUSED}.get(done.outcome, done.outcome)
    return BlockWriteResult(outcome, block_id, done.problem)


def _changed_since(user: User, block_id: int | None, done: Undone) -> tuple[Block, ...]:
    """Return what is there now instead of what was written, as kept copies have it."""
    target = done.change.entry.target
    workspace = FocusWorkspace(target["organization_id"], target["workspace_id"])
    ids = dict.fromkeys(one.item if one.item is not None else block_id for one in done.comparison.differences)
    return tuple(block for id_ in ids if id_ and (block := reads.kept_block(user, workspace, id_)))


def _write(
    user: User, operation_id: str, body: Any, *, key: str, before: Any = None, **params: Any
) -> BlockWriteResult:
    block_id = params.get("time_block_id")
    try:
        written = gateway.write(user, operation_id, body, idempotency_key=key[:64], before=before, **params)
    except ContractError as error:
        problem = error.problems[0]
        return BlockWriteResult(Outcome.REFUSED, block_id, mistake=sentence_of_field(problem))
    except UpstreamError as error:
        return BlockWriteResult(Outcome.REFUSED, block_id, error)
    made = block_of(written.data)
    if made:
        reads.forget_unknown_focus_id(user)
    id_ = made.id if made else block_id
    return BlockWriteResult(written.outcome, id_, written.problem, repeated=written.repeated, block=made)

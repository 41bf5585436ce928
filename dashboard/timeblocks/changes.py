"""What the calendar writes: each function is one change of a member's, most of them one request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Outcome
from dashboard.gateway import services as gateway
from dashboard.timeblocks import clock, services, undo
from dashboard.timeblocks.blocks import Block, block_of, instant_of
from dashboard.timeblocks.services import Place
from dashboard.upstream.contract import ContractError
from dashboard.upstream.errors import Gone, UpstreamError

STATES = {
    "archive": "focus.archive_time_block",
    "unarchive": "focus.unarchive_time_block",
    "delete": "focus.delete_time_block",
    "restore": "focus.restore_time_block",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a block is to be. `sync` says whether calendars are told; None leaves that to Focus."""

    task_id: int
    starts: int
    seconds: int | None
    completed: bool = False
    sync: bool | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """How a change ended: done, refused, unknown, or unchanged, which cost nothing."""

    outcome: str
    block_id: int | None = None
    problem: UpstreamError | None = None
    mistake: str = ""  # what the contract refuses, in words
    differs: Block | None = None  # what the block is instead, where an undo found it changed
    repeated: bool = False

    @property
    def is_done(self) -> bool:
        """Whether Focus has it now."""
        return self.outcome == Outcome.DONE


def wanted_of(block: Block) -> Wanted:
    """Return what a block is, as something to be changed."""
    return Wanted(block.task_id, block.starts, block.seconds, block.completed)


def sync_of(user: User, asked: bool | None = None) -> bool | None:  # noqa: FBT001 - a tri-state
    """Return whether calendars are to be told, as the member's Focus settings have it; they are not asked for here."""
    copy = gateway.peek(user, "focus.get_settings")
    setting = copy.data.get("sync_external_calendar") if copy and isinstance(copy.data, dict) else None
    return {"never": False, "always": True}.get(str(setting), asked)


def seen_of(block: Block) -> dict[str, Any]:
    """Return what a member saw of a block, as forms carry it and history keeps it."""
    return {
        "start": clock.iso(block.starts),
        "duration": block.seconds,
        "completed": block.completed,
        "task_id": block.task_id,
    }


def create(*, user: User, place: Place, wanted: Wanted, key: str, undoes: UUID | None = None) -> Result:
    """Make a block: one request."""
    body = {"start": clock.iso(wanted.starts), "duration": wanted.seconds, "outbound_sync": wanted.sync}
    body = {name: value for name, value in body.items() if value is not None}
    body |= {"completed": True} if wanted.completed else {}
    return _write(user, "focus.create_time_block", body, key=key, undoes=undoes, **place.params, task_id=wanted.task_id)


def change(*, user: User, place: Place, block: Block, wanted: Wanted, key: str) -> Result:
    """Send what differs between a block and what it is to be: one PATCH, or one PUT where its duration goes away."""
    old, new = seen_of(block), seen_of(replace(block, task_id=wanted.task_id, **_parts(wanted)))
    changed = {name: new[name] for name in old if old[name] != new[name]}
    if not changed:
        return Result("unchanged", block.id)
    params = {**place.params, "task_id": block.task_id, "time_block_id": block.id}
    sync = {} if wanted.sync is None else {"outbound_sync": wanted.sync}
    if "duration" in changed and wanted.seconds is None:
        body, before = {"start": new["start"], "completed": new["completed"]}, old
        if "task_id" in changed:
            return Result(
                Outcome.REFUSED, block.id, mistake=_("Change the task and take the duration away one by one.")
            )
        return _write(user, "focus.replace_time_block", body | sync, key=key, before=before, **params)
    kept = {"start", "completed"} if "duration" in changed and block.seconds is None else set()
    before = {name: old[name] for name in old if name in changed or name in kept}
    return _write(user, "focus.update_time_block", changed | sync, key=key, before=before, **params)


def _parts(wanted: Wanted) -> dict[str, Any]:
    return {"starts": wanted.starts, "seconds": wanted.seconds, "completed": wanted.completed}


def set_state(*, user: User, place: Place, block: Block, state: str, key: str) -> Result:
    """Archive, unarchive, delete or restore a block: one request."""
    params = {**place.params, "task_id": block.task_id, "time_block_id": block.id}
    sync = sync_of(user) if state == "delete" else None
    params |= {} if sync is None else {"outbound_sync": sync}
    return _write(user, STATES[state], None, key=key, before=snapshot(block), **params)


def snapshot(block: Block) -> dict[str, Any]:
    """Return what the trash shows of a block that is gone."""
    task = {
        "id": block.task_id,
        "name": block.task.name,
        "project": {"id": block.task.project_id, "name": block.task.project},
    }
    return {"id": block.id, "toggl_user_id": block.owner, **seen_of(block), "task": task}


def duplicate(*, user: User, place: Place, block: Block, key: str) -> Result:
    """Make the same block once more, right after the first one: one request."""
    after = block.ends if block.seconds else block.starts
    wanted = Wanted(block.task_id, after, block.seconds, sync=sync_of(user))
    return create(user=user, place=place, wanted=wanted, key=key)


def split(*, user: User, place: Place, block: Block, at: int, key: str) -> Result:
    """Cut a block in two: two requests. The second half is made first, so that no minute is lost if the other fails."""
    if not block.starts < at < block.ends:
        return Result(Outcome.REFUSED, block.id, mistake=_("The cut has to lie inside the block."))
    rest = Wanted(block.task_id, at, block.ends - at, block.completed, sync_of(user))
    made = create(user=user, place=place, wanted=rest, key=f"{key}.1")
    if not made.is_done:
        return made
    shorter = replace(wanted_of(block), seconds=at - block.starts, sync=sync_of(user))
    return change(user=user, place=place, block=block, wanted=shorter, key=f"{key}.2")


def half_of(block: Block) -> int:
    """Return the instant that cuts a block in two halves, at a quarter of an hour where there is one."""
    middle = block.starts + (block.seconds or 0) // 2
    rounded = middle // 900 * 900
    return rounded if block.starts < rounded < block.ends else middle


# ------------------------------------------------------------------ undo
def take_back(*, user: User, step: undo.Step, key: str, force: bool = False) -> Result:
    """Undo or redo a step: one request a change, and one to look where no young copy of the block is kept."""
    result = Result("unchanged")
    for number, entry in enumerate(step.entries):
        result = _take_back(user, entry, key=f"{key}.{number}", force=force)
        if not result.is_done:
            return result
    return result


def _take_back(user: User, entry: Entry, *, key: str, force: bool) -> Result:
    outcome = audit.outcome_of(entry.write_id)
    way = undo.inverse(entry, outcome.after if outcome else None)
    if way is None:
        return Result(Outcome.REFUSED, mistake=_("Tandem does not know enough of this change to take it back."))
    block_id = way.params["time_block_id"]
    if way.expected and not force:
        try:
            now = _as_it_is(user, way)
        except Gone as error:
            return Result(Outcome.REFUSED, block_id, error)
        except UpstreamError as error:
            return Result(Outcome.REFUSED, block_id, error)
        if _differs(now, way.expected):
            return Result("differs", block_id, differs=now)
    return _write(user, way.operation, way.body, key=key, before=way.before, undoes=entry.write_id, **way.params)


def _as_it_is(user: User, way: undo.Inverse) -> Block:
    place = Place(way.params["organization_id"], way.params["workspace_id"])
    task_id, block_id = way.params["task_id"], way.params["time_block_id"]
    return services.find_block(user=user, place=place, task_id=task_id, block_id=block_id, fresh=True)


def _differs(block: Block, expected: dict[str, Any]) -> bool:
    """Whether a block is not any more what was written."""
    checks: dict[str, Callable[[Any], bool]] = {
        "start": lambda value: instant_of(value) != block.starts,
        "duration": lambda value: value != block.seconds,
        "completed": lambda value: bool(value) != block.completed,
        "task_id": lambda value: value != block.task_id,
    }
    return any(checks[name](value) for name, value in expected.items() if name in checks)


def _write(
    user: User, operation_id: str, body: Any, *, key: str, before: Any = None, undoes: UUID | None = None, **params: Any
) -> Result:
    block_id = params.get("time_block_id")
    try:
        written = gateway.write(
            user, operation_id, body, idempotency_key=key[:64], before=before, undoes=undoes, **params
        )
    except ContractError as error:
        problem = error.problems[0]
        return Result(Outcome.REFUSED, block_id, mistake=_(problem.sentence) % problem.words)
    except UpstreamError as error:
        return Result(Outcome.REFUSED, block_id, error)
    made = block_of(written.data)
    if made:
        services.forget_unknown(user)
    return Result(written.outcome, made.id if made else block_id, written.problem, repeated=written.repeated)

"""Change time blocks: create, replace, patch, move, archive, delete and restore, one or many at once."""

from typing import Any

from dashboard.sandbox import representations
from dashboard.sandbox.clock import focus_time
from dashboard.sandbox.focus.blocks import NO_BLOCK, found_block, own_task
from dashboard.sandbox.focus.common import INSUFFICIENT, invalid, missing, moment, numbers, own_workspace
from dashboard.sandbox.protocol.decoding import focus_body
from dashboard.sandbox.protocol.exchange import Answer, Exchange, Refusal
from dashboard.sandbox.protocol.registry import handles
from dashboard.sandbox.state import Row

NO_CONTENT = 204


@handles("focus.create_time_block")
def create_time_block(exchange: Exchange) -> Answer:
    """Create a block of a task and return it."""
    task = own_task(exchange)
    body: Row = focus_body(exchange)
    _check(body, needs_start=True)
    return Answer(201, representations.block(exchange, _create(exchange, task, body), in_list=False))


@handles("focus.create_time_blocks")
def create_time_blocks(exchange: Exchange) -> Answer:
    """Create several blocks, all or none, and return them as a bare array."""
    own_workspace(exchange)
    bodies: list[Row] = focus_body(exchange).get("time_blocks", [])
    if not bodies:
        raise invalid("time_blocks", "min", "BulkCreate")
    for body in bodies:
        _check(body, needs_start=True)
    tasks = [_task(exchange, body.get("task_id", 0)) for body in bodies]
    rows = [_create(exchange, task, body) for task, body in zip(tasks, bodies, strict=True)]
    return Answer(201, [representations.block(exchange, row, in_list=False) for row in rows])


@handles("focus.replace_time_block")
def replace_time_block(exchange: Exchange) -> Answer:
    """Replace a block: omitted fields get the defaults of a new block."""
    row = _own(exchange, found_block(exchange))
    body: Row = focus_body(exchange)
    _check(body, needs_start=True)
    _change(exchange, row, {"duration": None, "completed": False, **body})
    return Answer(NO_CONTENT)


@handles("focus.update_time_block")
def update_time_block(exchange: Exchange) -> Answer:
    """Set some fields; another `task_id` moves the block there."""
    row = _own(exchange, found_block(exchange))
    body: Row = focus_body(exchange)
    _check(body)
    if "task_id" in body:
        _task(exchange, body["task_id"])
    _change(exchange, row, body)
    return Answer(NO_CONTENT)


@handles("focus.update_time_blocks")
def update_time_blocks(exchange: Exchange) -> Answer:
    """Set some fields of several blocks, all or none; the body is a bare array."""
    own_workspace(exchange)
    bodies: list[Row] = focus_body(exchange)
    if not bodies:
        raise invalid("items", "min", "BulkUpdate")
    for body in bodies:
        _check(body)
        if body.get("id", 0) < 1:
            raise invalid("id", "required", "BulkUpdate")
        if "task_id" in body:
            _task(exchange, body["task_id"])
    rows = [_own(exchange, _by_id(exchange, body["id"])) for body in bodies]
    for row, body in zip(rows, bodies, strict=True):
        _change(exchange, row, body)
    return Answer(NO_CONTENT)


@handles("focus.delete_time_block")
def delete_time_block(exchange: Exchange) -> Answer:
    """Delete a block; it can be restored."""
    _delete(exchange, [_own(exchange, found_block(exchange))])
    return Answer(NO_CONTENT)


@handles("focus.delete_time_blocks")
def delete_time_blocks(exchange: Exchange) -> Answer:
    """Delete the blocks of a comma-separated list, all or none."""
    own_workspace(exchange)
    ids = numbers(exchange, "ids")
    if not ids:
        raise invalid("ids", "required", "BulkDelete")
    _delete(exchange, [_own(exchange, _by_id(exchange, id_)) for id_ in ids])
    return Answer(NO_CONTENT)


@handles("focus.restore_time_block")
def restore_time_block(exchange: Exchange) -> Answer:
    """Restore a deleted block; others stay as they are, or are refused by switch."""
    row = _own(exchange, found_block(exchange, deleted=True))
    if not row["deleted_at"] and exchange.world.switches.restore_live == "refuse":
        raise missing(exchange, NO_BLOCK, "time_block_id")
    _touch(exchange, row, deleted_at=None)
    return Answer(NO_CONTENT)


@handles("focus.archive_time_block")
def archive_time_block(exchange: Exchange) -> Answer:
    """Archive a block; archiving twice changes nothing."""
    row = _own(exchange, found_block(exchange))
    _touch(exchange, row, archived_at=row["archived_at"] or _now(exchange))
    return Answer(NO_CONTENT)


@handles("focus.unarchive_time_block")
def unarchive_time_block(exchange: Exchange) -> Answer:
    """Unarchive a block."""
    _touch(exchange, _own(exchange, found_block(exchange)), archived_at=None)
    return Answer(NO_CONTENT)


def _check(body: Row, *, needs_start: bool = False) -> None:
    if needs_start and "start" not in body:
        raise invalid("start", "required", "TimeBlock")
    if "start" in body:
        moment(body["start"], "start")
    if body.get("duration", 0) < 0:
        raise invalid("duration", "min", "TimeBlock")


def _create(exchange: Exchange, task: Row, body: Row) -> Row:
    state, person, now = exchange.world.state, exchange.account.person, _now(exchange)
    row: Row = {
        "id": state.next_id(),
        "workspace_id": task["workspace_id"],
        "task_id": task["id"],
        "toggl_user_id": person.focus_id,
        "start": focus_time(moment(body["start"], "start")),
        "duration": body.get("duration"),
        "timezone": exchange.account.settings["timezone"],
        "description": "",
        "calendar_event_id": None,
        "has_time_entry": False,
        "completed_at": now if body.get("completed") else None,
        "archived_at": None,
        "deleted_at": None,
        "created_at": now,
        "updated_at": now,
    }
    state.blocks[row["id"]] = row
    return row


def _change(exchange: Exchange, row: Row, body: Row) -> None:
    values: dict[str, Any] = {key: body[key] for key in ("duration", "task_id") if key in body}
    if "start" in body:
        values["start"] = focus_time(moment(body["start"], "start"))
    if "completed" in body:
        values["completed_at"] = (row["completed_at"] or _now(exchange)) if body["completed"] else None
    _touch(exchange, row, **values)


def _delete(exchange: Exchange, rows: list[Row]) -> None:
    for row in rows:
        _touch(exchange, row, deleted_at=_now(exchange))


def _touch(exchange: Exchange, row: Row, **values: Any) -> None:
    row.update(values, updated_at=_now(exchange))


def _now(exchange: Exchange) -> str:
    return focus_time(exchange.world.clock.now())


def _by_id(exchange: Exchange, id_: int) -> Row:
    row = exchange.world.state.blocks.get(id_)
    if row is None or str(row["workspace_id"]) != exchange.params["workspace_id"] or row["deleted_at"]:
        raise missing(exchange, NO_BLOCK, "id")
    return row


def _task(exchange: Exchange, id_: int) -> Row:
    row = exchange.world.state.tasks.get(id_)
    if row is None or str(row["workspace_id"]) != exchange.params["workspace_id"] or row["deleted_at"]:
        raise Refusal(400, "Task does not exist", code="validation", values={"task_id": "exists"})
    return row


def _own(exchange: Exchange, row: Row) -> Row:
    """Return a block that the person may change: their own, or anybody's by switch."""
    rule = exchange.world.switches.foreign_blocks
    is_admin = exchange.world.state.is_workspace_admin(exchange.account, row["workspace_id"])
    is_own = row["toggl_user_id"] == exchange.account.person.focus_id
    if is_own or rule == "everyone" or (rule == "admins" and is_admin):
        return row
    raise Refusal(403, INSUFFICIENT, code="forbidden")

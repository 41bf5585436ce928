"""Write-through for time blocks: one block is in many copies (a week, another week, its task's list, its own).

What is known of a block is gathered from all copies first; then each copy loses the changed blocks and gains those that
belong into it now. What Toggl does not say (facts.md, section 4: whether the ends of a range count, what a restored
block looks like) makes the copy stale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.credentials.models import Connection
from dashboard.gateway.cache import response_cache
from dashboard.gateway.cache.completed_write import CompletedWrite
from dashboard.gateway.cache.response_cache import CachedResponse
from dashboard.upstream import timestamps
from dashboard.upstream.contract import operation
from dashboard.upstream.documents import list_in, object_in, objects_in
from dashboard.upstream.records import decoding
from dashboard.upstream.records.decoding import one_or_none
from dashboard.upstream.records.time_blocks import TimeBlock

READS = (
    "focus.stream_time_blocks", "focus.list_time_blocks", "focus.list_task_time_blocks", "focus.get_time_block",
)  # fmt: skip
CREATES = {"focus.create_time_block", "focus.create_time_blocks"}
UPDATES = {"focus.update_time_block", "focus.replace_time_block", "focus.update_time_blocks"}
DELETES = {"focus.delete_time_block", "focus.delete_time_blocks"}
WRITES = CREATES | UPDATES | DELETES | {
    "focus.archive_time_block", "focus.unarchive_time_block", "focus.restore_time_block",
}  # fmt: skip
LISTED_ALONE = {"task", "has_time_entry"}  # what only lists say of a block
WRITABLE = {"start", "duration", "task_id"}

NEVER = datetime.min.replace(tzinfo=UTC)  # what has no readable start comes first

Row = dict[str, Any]


def apply(connection: Connection, done: CompletedWrite) -> None:
    """Put the changed blocks into every cached response where they belong, and take them out where they do not."""
    known = _known(connection)
    changed = _changed(done, known, _tasks(connection))
    for name in READS:
        response_cache.revise(connection, operation(name), lambda copy: _revised(copy, done, changed))
    if any(block is None for block in changed.values()):
        for name in READS:
            response_cache.mark_stale(connection, operation(name), done.at)


def _known(connection: Connection) -> dict[int, Row]:
    """Everything that the copies say of each block; what has its task beside it is worth more."""
    found: dict[int, Row] = {}
    for name in reversed(READS):
        for copy in response_cache.copies(connection, operation(name)):
            for block in rows_of(copy):
                found[block["id"]] = {**found.get(block["id"], {}), **block}
    return found


def _tasks(connection: Connection) -> dict[int, Row]:
    """Every task that a kept list has, by its number: a list gives a task as a block has it inside."""
    rows = [row for copy in response_cache.copies(connection, operation("focus.list_tasks")) for row in rows_of(copy)]
    return {row["id"]: row for row in rows}


def rows_of(copy: CachedResponse) -> list[Row]:
    """Return the blocks of a copy, whichever of the four reads it is of."""
    alone = object_in(copy.data)
    listed = alone.get("data", [alone]) if alone else copy.data
    return [row for row in objects_in(listed) if _has_id(row)]


def _has_id(row: Row) -> bool:
    return type(row.get("id")) is int


# ------------------------------------------------------------------ what the blocks are now
@dataclass(frozen=True, slots=True)
class Changed:
    """A block as it is after the write: as it is kept, and as a record."""

    row: Row
    record: TimeBlock


def _changed(done: CompletedWrite, known: dict[int, Row], listed: dict[int, Row]) -> dict[int, Changed | None]:
    """Each block that the write touched as it is now, or None where that cannot be known."""
    tasks = listed | {task["id"]: task for block in known.values() if _has_id(task := object_in(block.get("task")))}
    if done.operation.id in CREATES:
        created = [row for row in objects_in(list_in(done.answer) or [done.answer]) if _has_id(row)]
        return {row["id"]: _with_record({"has_time_entry": False, **row}, tasks) for row in created} or {0: None}
    changed: dict[int, Changed | None] = {}
    for block_id, fields in _fields(done).items():
        block = known.get(block_id)
        changed[block_id] = _with_record({**block, **fields}, tasks) if block and fields else None
    return changed


def _with_record(block: Row, tasks: dict[int, Row]) -> Changed | None:
    """Return a block beside its task; None where it is none that can be read."""
    record = one_or_none(TimeBlock, block)
    if record is None:
        return None
    if record.task and record.task.id == record.task_id:
        return Changed(block, record)
    row = {**block, "task": tasks.get(record.task_id)}
    return Changed(row, decoding.one(TimeBlock, row))


def _fields(done: CompletedWrite) -> dict[int, Row]:
    """The fields that the write set, by block; empty where what it did to the block is unknown."""
    now, one = timestamps.text_of(done.at), done.params.get("time_block_id")
    name = done.operation.id
    if name == "focus.update_time_blocks":
        return {item["id"]: _set(item, now) for item in done.body or []}
    if name == "focus.delete_time_blocks":
        return {int(block_id): {"deleted_at": now} for block_id in done.params["ids"]}
    by_write: dict[str, Row] = {
        "focus.delete_time_block": {"deleted_at": now},
        "focus.archive_time_block": {"archived_at": now},
        "focus.unarchive_time_block": {"archived_at": None},
        "focus.restore_time_block": {"deleted_at": None},
    }
    body = done.body or {}
    if name == "focus.replace_time_block":  # sets everything that can be set, also what is left out
        body = {"duration": None, "completed": False, **body}
    return {int(str(one)): by_write[name] if name in by_write else _set(body, now)}


def _set(sent: Row, now: str) -> Row:
    fields = {key: value for key, value in sent.items() if key in WRITABLE}
    if "completed" in sent:
        fields["completed_at"] = now if sent["completed"] else None
    return {**fields, "updated_at": now}


# ------------------------------------------------------------------ where they belong
def _revised(copy: CachedResponse, done: CompletedWrite, changed: dict[int, Changed | None]) -> CachedResponse:
    """Return the copy without the changed blocks where they left it, and with them where they belong."""
    if "time_block_id" in copy.params:
        return _revised_single(copy, done, changed)
    before = rows_of(copy)
    staying = [row for row in before if row["id"] not in changed]
    coming = [block for block in changed.values() if block and _belongs(block.record, copy)]
    if len(staying) == len(before) and not coming:
        return copy
    with_task = "task_id" not in copy.params or "date_from" in copy.params
    shown = [{key: block.row[key] for key in block.row if with_task or key != "task"} for block in coming]
    revised = _with_rows(copy, sorted([*staying, *shown], key=lambda row: (_moment(row.get("start")), row["id"])))
    # What only a list says of a block may be unknown; a page of a longer list may have pushed rows to the next.
    partly = any("has_time_entry" not in block.row or (with_task and not block.record.task) for block in coming)
    unsure = partly or _is_page(copy, len(before))
    return revised.as_stale(done.at) if unsure or copy.params.get("order_by") else revised


def _revised_single(copy: CachedResponse, done: CompletedWrite, changed: dict[int, Changed | None]) -> CachedResponse:
    block_id = int(str(copy.params["time_block_id"]))
    if block_id not in changed:
        return copy
    block = changed[block_id]
    if block is None or block.record.deleted_at or block.record.task_id != copy.params.get("task_id"):
        return copy.as_stale(done.at)
    return replace(copy, data={key: value for key, value in block.row.items() if key not in LISTED_ALONE})


def _with_rows(copy: CachedResponse, rows: list[Row]) -> CachedResponse:
    page = object_in(copy.data)
    return replace(copy, data={**page, "data": rows} if page else rows)


def _is_page(copy: CachedResponse, rows: int) -> bool:
    page = object_in(copy.data)
    return bool(page) and (copy.params.get("page", 1) != 1 or rows >= (decoding.page_number(page, "per_page") or 0))


def _belongs(block: TimeBlock, copy: CachedResponse) -> bool:
    """Whether upstream would list the block under this copy's parameters."""
    params, status = copy.params, block.task.status_id if block.task else None
    archived = str(params.get("archived", "false")).lower()
    return (
        not block.deleted_at
        and archived == str(bool(block.archived_at)).lower()
        and params.get("task_id", block.task_id) == block.task_id
        and params.get("status_id", status) == status
        and params.get("workspace_id", block.workspace_id) == block.workspace_id
        and _overlaps(block, params)
    )


def _overlaps(block: TimeBlock, params: Any) -> bool:
    """Both ends count, as they do in the range of time entries (facts.md, section 4)."""
    if "date_from" not in params:
        return True
    end = block.start + timedelta(seconds=block.duration or 0)
    return block.start <= _moment(params["date_to"]) and end >= _moment(params["date_from"])


def _moment(value: Any) -> datetime:
    return timestamps.parse(value) or NEVER

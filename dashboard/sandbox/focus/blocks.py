"""Read time blocks: of a task, one by its id, and within a range."""

from collections.abc import Callable
from datetime import datetime

from dashboard.sandbox import representations
from dashboard.sandbox.focus.common import (
    identifier,
    invalid,
    later,
    missing,
    moment,
    number,
    ordered,
    own_workspace,
    page,
    truth,
)
from dashboard.sandbox.protocol.exchange import Answer, Exchange
from dashboard.sandbox.protocol.registry import handles
from dashboard.sandbox.state import Row

ORDER = ("start", "task_id", "created_at", "updated_at")
NO_BLOCK = "TimeBlock does not exist"


@handles("focus.list_task_time_blocks")
def list_task_time_blocks(exchange: Exchange) -> Answer:
    """Return the blocks of a task, whoever owns them."""
    task = own_task(exchange)
    wanted = _archive_filter(exchange)
    rows = [row for row in exchange.world.state.blocks.values() if row["task_id"] == task["id"] and wanted(row)]
    return page(exchange, ordered(exchange, rows, ORDER, "start"), lambda row: representations.block(exchange, row))


@handles("focus.get_time_block")
def get_time_block(exchange: Exchange) -> Answer:
    """Return one block; a deleted one is gone, unless the switch `deleted_visible` is on."""
    row = found_block(exchange, deleted=exchange.world.switches.deleted_visible)
    return Answer(data=representations.block(exchange, row, in_list=False))


@handles("focus.list_time_blocks")
def list_time_blocks(exchange: Exchange) -> Answer:
    """Return a page of the blocks within a range, each with its task."""
    return page(exchange, in_range(exchange), lambda row: representations.block(exchange, row, with_task=True))


def in_range(exchange: Exchange) -> list[Row]:
    """Return the blocks of a range query, in order; raises Refusal for a bad query."""
    workspace_id = own_workspace(exchange)
    touches = _range(exchange)
    tests = [touches, _archive_filter(exchange), *_narrowing(exchange)]
    blocks = exchange.world.state.blocks.values()
    rows = [row for row in blocks if row["workspace_id"] == workspace_id and all(test(row) for test in tests)]
    return ordered(exchange, rows, ORDER, "start")


def own_task(exchange: Exchange) -> Row:
    """Return the task of the path, which must belong to its workspace."""
    workspace_id = own_workspace(exchange)
    task_id = identifier(exchange, "task_id")
    row = exchange.world.state.tasks.get(task_id)
    if row is None or row["workspace_id"] != workspace_id or row["deleted_at"]:
        raise missing(exchange, "Task does not exist", "task_id")
    return row


def found_block(exchange: Exchange, *, deleted: bool = False) -> Row:
    """Return the block of the path, which must belong to its task; a deleted one only where asked for."""
    own_workspace(exchange)
    block_id, task_id = identifier(exchange, "time_block_id"), identifier(exchange, "task_id")
    row = exchange.world.state.blocks.get(block_id)
    is_there = (
        row is not None and row["task_id"] == task_id and row["workspace_id"] == int(exchange.params["workspace_id"])
    )
    if row is None or not is_there or (row["deleted_at"] and not deleted):
        raise missing(exchange, NO_BLOCK, "time_block_id")
    return row


def _range(exchange: Exchange) -> Callable[[Row], bool]:
    """Return a test for overlapping the range, ends included, or by switch for starting in it."""
    first, last = _bound(exchange, "date_from"), _bound(exchange, "date_to")
    if last < first:
        raise invalid("date_to", "gtefield", "TimeBlockFilter")
    by_start = exchange.world.switches.range_bounds == "start"

    def touches(row: Row) -> bool:
        start = datetime.fromisoformat(row["start"])
        if by_start:
            return first <= start <= last
        return start <= last and later(start, row["duration"] or 0) >= first

    return touches


def _bound(exchange: Exchange, name: str) -> datetime:
    text = exchange.query(name)
    if not text:
        raise invalid(name, "required", "TimeBlockFilter")
    return moment(text, name)


def _archive_filter(exchange: Exchange) -> Callable[[Row], bool]:
    """Return a test for `archived`: true is archived only, false active only; without it a switch decides."""
    empty = exchange.query("archived") == ""
    wanted = truth(exchange, "archived")
    if wanted is None and not empty and exchange.world.switches.archived_omitted == "active":
        wanted = False
    deleted = exchange.world.switches.deleted_visible

    def fits(row: Row) -> bool:
        return (deleted or not row["deleted_at"]) and (wanted is None or bool(row["archived_at"]) is wanted)

    return fits


def _narrowing(exchange: Exchange) -> list[Callable[[Row], bool]]:
    state = exchange.world.state
    task_id, status_id = number(exchange, "task_id"), number(exchange, "status_id")
    tests: list[Callable[[Row], bool]] = []
    if task_id is not None:
        tests.append(lambda row: row["task_id"] == task_id)
    if status_id is not None:
        tests.append(lambda row: state.tasks.get(row["task_id"], {}).get("status_id") == status_id)
    if exchange.world.switches.range_owner == "mine":
        tests.append(lambda row: row["toggl_user_id"] == exchange.account.person.focus_id)
    return tests

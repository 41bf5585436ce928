"""Focus tasks: search them, and change one."""

from collections.abc import Callable
from typing import Any

from dashboard.sandbox import representations
from dashboard.sandbox.clock import focus_time
from dashboard.sandbox.focus.blocks import own_task
from dashboard.sandbox.focus.common import invalid, numbers, ordered, own_workspace, page, truth
from dashboard.sandbox.protocol.decoding import focus_body
from dashboard.sandbox.protocol.exchange import Answer, Exchange, Refusal
from dashboard.sandbox.protocol.registry import handles
from dashboard.sandbox.state import Row

ORDER = (
    "name", "status_id", "position", "updated_at", "created_at", "last_activity", "project_id", "priority",
    "start_date", "end_date",
)  # fmt: skip


@handles("focus.list_tasks")
def list_tasks(exchange: Exchange) -> Answer:
    """Return a page of tasks, searched by task, project or client name."""
    workspace_id = own_workspace(exchange)
    tests = _tests(exchange)
    rows = [
        {**row, "last_activity": row["updated_at"]}
        for row in exchange.world.state.tasks.values()
        if row["workspace_id"] == workspace_id and not row["deleted_at"] and all(test(row) for test in tests)
    ]
    rows = ordered(exchange, rows, ORDER, "position")
    return page(exchange, rows, lambda row: _shown(exchange, row), total=True)


@handles("focus.update_task")
def update_task(exchange: Exchange) -> Answer:
    """Change some fields of a task; answers nothing, or the task by switch."""
    row = own_task(exchange)
    body: Row = focus_body(exchange)
    _check(exchange, row, body)
    now = focus_time(exchange.world.clock.now())
    if body.get("status_id", row["status_id"]) != row["status_id"]:
        row["status_updated_at"] = now
    row.update(body, updated_at=now)
    if exchange.world.switches.task_update_answer == "task":
        return Answer(data=representations.task(exchange, row))
    return Answer(204)


def _shown(exchange: Exchange, row: Row) -> Row:
    return representations.task(exchange, {key: value for key, value in row.items() if key != "last_activity"})


def _tests(exchange: Exchange) -> list[Callable[[Row], bool]]:
    archived = truth(exchange, "archived")
    if archived is None and exchange.query("archived") is None:
        archived = False
    tests: list[Callable[[Row], bool]] = []
    if archived is not None:
        tests.append(lambda row: bool(row["archived_at"]) is archived)
    if name := (exchange.query("name") or "").casefold():
        tests.append(lambda row: name in _names(exchange, row))
    tests += [_among(field, wanted) for field in ("status_id", "project_id") if (wanted := numbers(exchange, field))]
    return tests


def _among(field: str, wanted: list[int]) -> Callable[[Row], bool]:
    return lambda row: row[field] in wanted


def _names(exchange: Exchange, row: Row) -> str:
    project: dict[str, Any] = exchange.world.state.projects.get(row["project_id"] or 0, {})
    return "\n".join(str(part) for part in (row["name"], project.get("name"), project.get("client_name"))).casefold()


def _check(exchange: Exchange, row: Row, body: Row) -> None:
    state, workspace_id = exchange.world.state, row["workspace_id"]
    if not body.get("name", "x").strip():
        raise invalid("name", "required", "Task")
    for field, table in (("status_id", state.statuses), ("project_id", state.projects)):
        if body.get(field) is not None:
            _exists(field, body[field], table.get(body[field]), workspace_id)
    for tag_id in body.get("tag_ids", ()):
        _exists("tag_ids", tag_id, state.tags.get(tag_id), workspace_id)


def _exists(field: str, id_: int, found: Row | None, workspace_id: int) -> None:
    if found is None or found["workspace_id"] != workspace_id or found.get("deleted_at"):
        raise Refusal(400, f"{field} {id_} does not exist", code="validation", values={field: "exists"})

"""Focus statuses of a workspace; the built-in ones refuse to be deleted (and, by switch, changed)."""

from collections.abc import Iterable

from dashboard.sandbox import representations
from dashboard.sandbox.clock import focus_time
from dashboard.sandbox.focus.common import identifier, invalid, missing, ordered, own_workspace, page
from dashboard.sandbox.protocol.decoding import focus_body
from dashboard.sandbox.protocol.exchange import Answer, Exchange, Refusal
from dashboard.sandbox.protocol.registry import handles
from dashboard.sandbox.state import Row

ORDER = ("name", "workspace_id", "created_at", "updated_at", "position")
TYPES = ("todo", "in_progress", "done", "blocked")
NO_STATUS = "Status not found"


@handles("focus.list_statuses")
def list_statuses(exchange: Exchange) -> Answer:
    """Return a page of statuses, by position where nothing else is asked for."""
    workspace_id = own_workspace(exchange)
    name, kind = exchange.query("name"), exchange.query("type")
    if kind and kind not in TYPES:
        raise invalid("type", "oneof", "StatusFilter")
    rows = _living(exchange, workspace_id, deleted=exchange.world.switches.deleted_visible)
    rows = [row for row in rows if not kind or row["type"] == kind]
    rows = [row for row in rows if not name or name.casefold() in row["name"].casefold()]
    return page(exchange, ordered(exchange, rows, ORDER, "position"), lambda row: _shown(exchange, row))


@handles("focus.get_status")
def get_status(exchange: Exchange) -> Answer:
    """Return one status."""
    return Answer(data=_shown(exchange, _found(exchange, deleted=exchange.world.switches.deleted_visible)))


@handles("focus.create_status")
def create_status(exchange: Exchange) -> Answer:
    """Create a status at a position; those at and after it shift."""
    workspace_id = own_workspace(exchange)
    body = _checked(exchange)
    state, now = exchange.world.state, focus_time(exchange.world.clock.now())
    row: Row = {
        "id": state.next_id(),
        "workspace_id": workspace_id,
        "type": exchange.world.switches.custom_status_type,
        **body,
        "created_at": now,
        "updated_at": now,
        "deleted_at": None,
    }
    state.statuses[row["id"]] = row
    _place(exchange, row, body["position"])
    return Answer(201, _shown(exchange, row))


@handles("focus.update_status")
def update_status(exchange: Exchange) -> Answer:
    """Change name, emoji and position; the neighbors shift, or not by switch."""
    row = _found(exchange)
    body = _checked(exchange)
    refuses = exchange.world.switches.default_status_update == "refuse"
    if refuses and row["id"] in exchange.world.state.default_statuses:
        raise Refusal(403, "Cannot update default status", code="forbidden")
    row.update(name=body["name"], emoji=body["emoji"], updated_at=focus_time(exchange.world.clock.now()))
    _place(exchange, row, body["position"])
    return Answer(data=_shown(exchange, row))


@handles("focus.delete_status")
def delete_status(exchange: Exchange) -> Answer:
    """Delete a status that is not built in; its tasks get the first status."""
    row = _found(exchange)
    state = exchange.world.state
    if row["id"] in state.default_statuses:
        raise Refusal(403, "Cannot delete default status", code="forbidden")
    used = [task for task in state.tasks.values() if task["status_id"] == row["id"]]
    if used and exchange.world.switches.used_status_delete == "refuse":
        raise Refusal(400, "Status is in use", code="validation", values={"status_id": "unused"})
    row.update(deleted_at=focus_time(exchange.world.clock.now()), updated_at=focus_time(exchange.world.clock.now()))
    others = _in_order(exchange, row["workspace_id"])
    for task in used:
        task["status_id"] = others[0]["id"]
    if exchange.world.switches.status_shift:
        _number(others)
    return Answer(204)


@handles("focus.restore_status")
def restore_status(exchange: Exchange) -> Answer:
    """Restore a deleted status to its position, or to the end by switch; others stay, or are refused."""
    row = _found(exchange, deleted=True)
    if not row["deleted_at"]:
        if exchange.world.switches.restore_live == "refuse":
            raise missing(exchange, NO_STATUS, "status_id")
        return Answer(204)
    row.update(deleted_at=None, updated_at=focus_time(exchange.world.clock.now()))
    at_end = exchange.world.switches.restored_status_position == "end"
    _place(exchange, row, len(_in_order(exchange, row["workspace_id"])) if at_end else row["position"])
    return Answer(204)


def _shown(exchange: Exchange, row: Row) -> Row:
    return representations.focus_row(row, exchange.world.switches)


def _living(exchange: Exchange, workspace_id: int, *, deleted: bool = False) -> list[Row]:
    rows = exchange.world.state.statuses.values()
    return [row for row in rows if row["workspace_id"] == workspace_id and (deleted or not row["deleted_at"])]


def _in_order(exchange: Exchange, workspace_id: int) -> list[Row]:
    return sorted(_living(exchange, workspace_id), key=lambda row: (row["position"], row["id"]))


def _found(exchange: Exchange, *, deleted: bool = False) -> Row:
    workspace_id = own_workspace(exchange)
    row = exchange.world.state.statuses.get(identifier(exchange, "status_id"))
    if row is None or row["workspace_id"] != workspace_id or (row["deleted_at"] and not deleted):
        raise missing(exchange, NO_STATUS, "status_id")
    return row


def _checked(exchange: Exchange) -> Row:
    """Return the body; all three fields are required."""
    body: Row = focus_body(exchange)
    for name in ("emoji", "name", "position"):
        if not body.get(name):
            raise invalid(name, "required", "Status")
    if body["position"] < 1:
        raise invalid("position", "min", "Status")
    return {name: body[name] for name in ("emoji", "name", "position")}


def _place(exchange: Exchange, row: Row, position: int) -> None:
    """Move a status to a position, at most the last. Without shifting, only set its number."""
    if not exchange.world.switches.status_shift:
        row["position"] = position
        return
    others = [one for one in _in_order(exchange, row["workspace_id"]) if one is not row]
    others.insert(min(position - 1, len(others)), row)
    _number(others)


def _number(rows: Iterable[Row]) -> None:
    for position, row in enumerate(rows, start=1):
        row["position"] = position

"""What the cached responses say of the thing that a write is about, without a request: for Undo, and for history."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.credentials.models import Connection
from dashboard.credentials.references import Reference
from dashboard.gateway.cache import response_cache, time_block_updates
from dashboard.gateway.cache.response_cache import CachedResponse
from dashboard.upstream.contract import Operation, operation
from dashboard.upstream.documents import object_in, object_or_none, objects_in
from dashboard.upstream.records import decoding
from dashboard.upstream.records.reads import STATUSES, TASKS, TIME_BLOCKS, WORKSPACES
from dashboard.upstream.records.statuses import Status
from dashboard.upstream.records.tasks import Task
from dashboard.upstream.records.workspaces import TrackWorkspace

Row = dict[str, Any]

# Of a thing in a list: the parameter that numbers it, how the address ends, and the reads whose copies may show it.
KINDS = (
    ("time_block_id", "", time_block_updates.READS),
    ("status_id", "", ("focus.list_statuses", "focus.get_status")),
    ("task_id", "/tasks/{task_id}", ("focus.list_tasks",)),
    ("workspace_id", "/workspaces/{workspace_id}/preferences", ("track.list_workspaces",)),
)


@dataclass(frozen=True, slots=True)
class CachedState:
    """An object as it was last seen, or a list of them for a write of many. `seen` are those that were found."""

    data: Any
    is_fresh: bool  # every one was seen, so lately that asking would show the same


def state_of(connection: Connection, op: Operation, params: Mapping[str, Any], body: Any) -> CachedState | None:
    """Return what `op` with these parameters would write to, as far as copies show it; None where none does."""
    if isinstance(body, list):
        return _many(connection, [item.get("id") for item in body])
    if "ids" in params:
        return _many(connection, list(params["ids"] or ()))
    for name, ending, reads in KINDS:
        if f"{{{name}}}" in op.path and op.path.endswith(ending):
            return _one(connection, reads, params.get(name))
    return _single(connection, op, params)


def before(connection: Connection, op: Operation, params: Mapping[str, Any], body: Any) -> Any:
    """Return what history should keep of the state before a write, from copies alone; None where they do not know.

    Of what is changed only fresh copies tell; what is deleted or moved is named by whatever copy knows it.
    """
    found = state_of(connection, op, params, body) if op.undo else None
    if found is None or not (found.is_fresh or body is None):
        return None
    if isinstance(body, list):
        sent = {item.get("id"): item for item in body}
        return [{"id": row["id"], **among(row, sent[row["id"]])} for row in found.data]
    if isinstance(found.data, list):
        return [_brief(row) for row in found.data]
    if body is None or replaces_whole(op):
        return _brief(found.data)
    # A settings object leaves out what is not set; a row of a list leaves out what it does not show.
    unset = {} if "id" in found.data else dict.fromkeys(body)
    return {**unset, **among(found.data, body)}


def replaces_whole(op: Operation) -> bool:
    """Whether a write also sets what it leaves out. A PUT that asks for no field, as that of `/me`, does not."""
    return op.method == "PUT" and bool((op.body_schema or {}).get("required"))


def among(row: Mapping[str, Any], sent: Mapping[str, Any]) -> Row:
    """Return the fields of an object that a write sends, named and cut as they are sent."""
    told = {name: row[name] for name in sent if name in row}
    if "completed" in sent and "completed" not in row and "created_at" in row:  # a whole block; null may be left out
        told["completed"] = bool(row.get("completed_at"))
    if features := objects_in(told.get("alpha_features")):
        codes = [feature.get("code") for feature in sent["alpha_features"]]
        told["alpha_features"] = [feature for feature in features if feature.get("code") in codes]
    return told


def names(connection: Connection | Reference) -> dict[str, dict[Any, str]]:
    """Return what cached responses call things, by the field that numbers them: `status_id`, `task_id`, and so on."""
    found: dict[str, dict[Any, str]] = {}
    for name, each in _named(connection):
        if each.name:
            found.setdefault(name, {})[each.id] = each.name
    return found


def _named(connection: Connection | Reference) -> Iterator[tuple[str, Status | Task | TrackWorkspace]]:
    for _copy, statuses in response_cache.decoded(connection, STATUSES):
        yield from (("status_id", status) for status in statuses)
    for copy in response_cache.copies(connection, operation(TIME_BLOCKS.operation_id)):
        shared = {id(task): task for row in objects_in(copy.data) if (task := row.get("task"))}
        yield from (("task_id", task) for task in decoding.rows(Task, list(shared.values())))
    for _copy, tasks in response_cache.decoded(connection, TASKS):
        yield from (("task_id", task) for task in tasks)
    for _copy, workspaces in response_cache.decoded(connection, WORKSPACES):
        yield from (("default_workspace_id", workspace) for workspace in workspaces)


def _one(connection: Connection | Reference, reads: tuple[str, ...], id_: Any) -> CachedState | None:
    found = _newest(connection, reads, {str(id_)}).get(str(id_))
    return CachedState(found[2], found[0]) if found else None


def _many(connection: Connection | Reference, ids: list[Any]) -> CachedState | None:
    found = _newest(connection, time_block_updates.READS, {str(id_) for id_ in ids})
    seen = [found[str(id_)] for id_ in ids if str(id_) in found]
    whole = len(seen) == len(ids)
    return CachedState([row for _, _, row in seen], whole and all(fresh for fresh, _, _ in seen)) if seen else None


def _newest(
    connection: Connection | Reference, reads: tuple[str, ...], ids: set[str]
) -> dict[str, tuple[bool, float, Row]]:
    """Return the best that copies say of some things, each with whether that is fresh and since when it is known."""
    now = time.time()
    best: dict[str, tuple[bool, float, Row]] = {}
    for name in reads:
        op = operation(name)
        for copy in response_cache.copies(connection, op):
            fresh = copy.is_fresh(op, now)
            for row in time_block_updates.rows_of(copy):
                id_ = str(row["id"])
                if id_ in ids and (id_ not in best or best[id_][:2] < (fresh, copy.at)):
                    best[id_] = fresh, copy.at, row
    return best


def _single(connection: Connection, op: Operation, params: Mapping[str, Any]) -> CachedState | None:
    """Return an object that has an address of its own, as settings have."""
    if op.undo is None or "read" not in op.undo:
        return None
    read = operation(op.undo["read"])
    wanted = {one.name: params.get(one.name) for one in read.parameters if one.place == "path"}
    copies: list[CachedResponse] = [
        one for one in response_cache.copies(connection, read) if dict(one.params) == wanted
    ]
    data = object_or_none(copies[0].data) if copies else None
    return None if data is None else CachedState(data, copies[0].is_fresh(read, time.time()))


def _brief(row: Row) -> Row:
    """Return the plain fields of an object, and the name of its task."""
    told = {name: value for name, value in row.items() if not isinstance(value, dict | list)}
    task = object_in(row.get("task"))
    return {**told, "task_name": task.get("name")} if task else told

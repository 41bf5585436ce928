"""Write-through: after a write, the cached responses say what upstream would say now, without asking it.

A copy that the write surely changed is revised from what was sent and answered. Every other copy that the contract
names in `makes_stale` is marked stale: still shown, but no longer fresh.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dashboard.credentials.models import Connection
from dashboard.gateway.cache import response_cache, time_block_updates
from dashboard.gateway.cache.completed_write import CompletedWrite
from dashboard.gateway.cache.response_cache import CachedResponse
from dashboard.upstream.contract import operation
from dashboard.upstream.documents import object_in, object_or_none, objects_in
from dashboard.upstream.records.decoding import page_number

Reviser = Callable[[CachedResponse, CompletedWrite], CachedResponse | None]  # None: this copy is stale
WORKSPACE_FIELDS = {"hide_start_end_times", "disable_approvals", "disable_expenses", "disable_timesheet_view"}


def apply(connection: Connection, done: CompletedWrite) -> None:
    """Bring the cached responses of `connection` up to date with a write that upstream did."""
    if done.operation.id in time_block_updates.WRITES:
        time_block_updates.apply(connection, done)
        return
    for name in done.operation.makes_stale:
        revise = REVISERS.get((done.operation.id, name))
        if revise is None:
            response_cache.mark_stale(connection, operation(name), done.at)
        else:
            response_cache.revise(connection, operation(name), _revised_or_stale(revise, done))


def mark_stale(connection: Connection, done: CompletedWrite) -> None:
    """Mark all that a write may have changed, when it is unknown whether upstream did it."""
    for name in done.operation.makes_stale:
        response_cache.mark_stale(connection, operation(name), done.at)


def _revised_or_stale(revise: Reviser, done: CompletedWrite) -> Callable[[CachedResponse], CachedResponse]:
    return lambda copy: revise(copy, done) or copy.as_stale(done.at)


# ------------------------------------------------------------------ objects
def _merged(copy: CachedResponse, done: CompletedWrite) -> CachedResponse | None:
    """Put the fields that were sent into the cached object; anything but two objects makes it stale."""
    known, sent = object_or_none(copy.data), object_or_none(done.body)
    if known is None or sent is None:
        return None
    data = {**known, **sent}
    if "alpha_features" in sent:
        data["alpha_features"] = _merged_features(known.get("alpha_features"), sent["alpha_features"])
    return replace(copy, data=data)


def _merged_features(old: Any, sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Switch the features that were sent, by their code; the others stay as they are."""
    switched = {str(feature.get("code")): feature for feature in sent}
    features = [{**feature, **switched.pop(str(feature.get("code")), {})} for feature in objects_in(old)]
    return [*features, *switched.values()]


def _merged_same_client(copy: CachedResponse, done: CompletedWrite) -> CachedResponse | None:
    return _merged(copy, done) if copy.params == {"client": done.params.get("client")} else None


def _answered(copy: CachedResponse, done: CompletedWrite) -> CachedResponse | None:
    """Put what was answered into the cached object of the same address."""
    known, answered = object_or_none(copy.data), object_or_none(done.answer)
    if known is None or answered is None:
        return None
    shown = known.keys() | object_in(done.body).keys()
    return replace(copy, data={**known, **{name: value for name, value in answered.items() if name in shown}})


def _replaced(copy: CachedResponse, done: CompletedWrite) -> CachedResponse | None:
    """Take the answer for the whole object, as `PATCH /users/me/settings` gives it (facts.md, section 4)."""
    answered = object_in(done.answer)
    return replace(copy, data=answered) if answered else None


def _answered_workspace(copy: CachedResponse, done: CompletedWrite) -> CachedResponse | None:
    return _answered(copy, done) if copy.params == done.params else copy


def _workspace_row(copy: CachedResponse, done: CompletedWrite) -> CachedResponse | None:
    """Write the settings that the list of workspaces shows into its row."""
    shown = {name: value for name, value in object_in(done.body).items() if name in WORKSPACE_FIELDS}
    rows = [{**row, **shown} if row.get("id") == done.params["workspace_id"] else row for row in objects_in(copy.data)]
    return replace(copy, data=rows)


# ------------------------------------------------------------------ statuses
def _status_rows(copy: CachedResponse, rows: list[dict[str, Any]]) -> CachedResponse:
    return replace(copy, data={**copy.data, "data": sorted(rows, key=_position)})


def _position(row: dict[str, Any]) -> int:
    """Return where a status is in its list; 0 where nobody knows."""
    position = row.get("position")
    return position if type(position) is int else 0


def _is_whole_list(copy: CachedResponse, done: CompletedWrite) -> bool:
    """Whether a copy is the unfiltered, complete list by position of the workspace that was written to."""
    page, params = object_in(copy.data), copy.params
    plain = not {"name", "type"} & params.keys() and params.get("order_by") in (None, "position", ["position"])
    complete = (
        "data" in page
        and len(objects_in(page["data"])) < (page_number(page, "per_page") or 0)
        and params.get("page", 1) == 1
    )
    return plain and complete and params.get("workspace_id") == done.params["workspace_id"]


def _with_status(copy: CachedResponse, done: CompletedWrite) -> CachedResponse | None:
    """Put the answered status in its place. Where it pushes others aside, the list is stale."""
    answered = object_in(done.answer)
    if not answered or not _is_whole_list(copy, done):
        return copy if copy.params.get("workspace_id") != done.params["workspace_id"] else None
    rows = objects_in(copy.data["data"])
    others = [row for row in rows if row.get("id") != answered.get("id")]
    old: dict[str, Any] = next((row for row in rows if row.get("id") == answered.get("id")), {})
    revised = _status_rows(copy, [*others, answered])
    moved = old.get("position") != answered.get("position")
    pushes = moved and any(_position(row) >= _position(answered) for row in others)
    return revised.as_stale(done.at) if pushes or (moved and old) else revised


def _without_status(copy: CachedResponse, done: CompletedWrite) -> CachedResponse | None:
    if not _is_whole_list(copy, done):
        return copy if copy.params.get("workspace_id") != done.params["workspace_id"] else None
    rows = objects_in(copy.data["data"])
    others = [row for row in rows if row.get("id") != done.params["status_id"]]
    position = next((_position(row) for row in rows if row.get("id") == done.params["status_id"]), 0)
    last = all(_position(row) <= position for row in others)
    revised = _status_rows(copy, others)
    return revised if last else revised.as_stale(done.at)


def _unless_pushed(copy: CachedResponse, done: CompletedWrite) -> CachedResponse | None:
    """Mark a single status stale that the new one may have pushed to another position."""
    return copy if _position(object_in(copy.data)) < _position(object_in(done.answer)) else None


def _same_status(copy: CachedResponse, done: CompletedWrite) -> CachedResponse | None:
    return _answered(copy, done) if copy.params == done.params else copy


REVISERS: dict[tuple[str, str], Reviser] = {
    ("track.update_preferences", "track.get_preferences"): _merged,
    ("track.update_client_preferences", "track.get_client_preferences"): _merged_same_client,
    ("track.update_workspace_preferences", "track.get_workspace_preferences"): _answered_workspace,
    ("track.update_workspace_preferences", "track.list_workspaces"): _workspace_row,
    ("track.update_me", "track.get_me"): _answered,
    ("focus.update_settings", "focus.get_settings"): _replaced,
    ("focus.create_status", "focus.list_statuses"): _with_status,
    ("focus.create_status", "focus.get_status"): _unless_pushed,
    ("focus.update_status", "focus.list_statuses"): _with_status,
    ("focus.update_status", "focus.get_status"): _same_status,
    ("focus.delete_status", "focus.list_statuses"): _without_status,
}

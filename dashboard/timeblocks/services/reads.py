"""What the calendar reads: the place, a week of blocks in one request, one block, tasks, and who is who."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Kind, Outcome
from dashboard.credentials.references import Reference, reference_of
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.gateway.cache import response_cache
from dashboard.gateway.cache.response_cache import CachedResponse
from dashboard.timeblocks.services import clock
from dashboard.timeblocks.services.address import View, week_start
from dashboard.timeblocks.services.blocks import Block, Task, block_of, blocks_of, task_of
from dashboard.upstream import timestamps
from dashboard.upstream.contract import operation
from dashboard.upstream.errors import Unreadable, UpstreamError
from dashboard.web import times
from dashboard.workspaces.services import FocusWorkspace, WorkspaceUnknown, focus_workspace

MONDAY = 1
OWN_FOR, UNKNOWN_FOR = 24 * 3600, 60  # seconds that one's own number, or that nobody knows it yet, is remembered
TASKS_AT_ONCE = 100  # the most that Focus gives in one page
ONE_BLOCK = ("focus.stream_time_blocks", "focus.get_time_block")  # the reads that tell of a block
LEAD = timedelta(days=1)  # before a week: what runs into it is there even if Focus lists by start alone
FRESH = timedelta(seconds=operation("focus.stream_time_blocks").fresh_for)


@dataclass(frozen=True, slots=True)
class DaysOfBlocks:
    """The blocks of a view, and how they came."""

    blocks: list[Block]
    at: datetime | None
    unreadable: int = 0  # rows of the answer that are no block one could draw
    is_stale: bool = False
    problem: UpstreamError | None = None


def zone_of(user: User, view: View | None = None) -> ZoneInfo:
    """Return the zone of a view: the one in its address, else the member's own at Toggl."""
    return ZoneInfo(view.zone) if view and view.zone else times.zone_of(user)


def first_weekday_of(user: User) -> int:
    """Return the member's first day of the week, 0 for Sunday."""
    return MONDAY if user.first_day_of_week is None else user.first_day_of_week


def ensure_settings(user: User) -> None:
    """Ask Focus once for the settings of a member whose zone nobody knows: without it no block can be placed."""
    if not user.timezone:
        try:
            gateway.read(user, "focus.get_settings")
        except UpstreamError:
            return


def settings_of(user: User) -> dict[str, Any]:
    """Return the member's Focus settings from the copy, however old, else with one request; {} where there are none."""
    copy = gateway.peek(user, "focus.get_settings")
    try:
        data = copy.data if copy else gateway.read(user, "focus.get_settings").data
    except UpstreamError:
        return {}
    return data if isinstance(data, dict) else {}


def place_of(user: User, workspace_id: int | None = None) -> FocusWorkspace:
    """Return the workspace of a view; one that nobody knows is the connection's own.

    Raises NotConnected and WorkspaceUnknown.
    """
    try:
        return focus_workspace(user, workspace_id)
    except WorkspaceUnknown:
        return focus_workspace(user)


def read_days(
    *,
    user: User,
    workspace: FocusWorkspace,
    days: Sequence[date],
    zone: ZoneInfo,
    refresh: bool = False,
    ask: bool = True,
) -> DaysOfBlocks:
    """Return the blocks of some days: one request for each week that is not kept. Raises UpstreamError."""
    starts = sorted({week_start(day, first_weekday_of(user)) for day in days})
    answers = [_week(user, workspace, start, zone, refresh=refresh, ask=ask) for start in starts]
    rows: dict[Any, Any] = {}
    for answer in answers:
        for row in answer.data or []:
            rows[row.get("id") if isinstance(row, dict) else id(row)] = row
    blocks, unreadable = blocks_of(list(rows.values()))
    return DaysOfBlocks(
        [block for block in blocks if not block.deleted_at and not block.archived_at],
        min(answer.at for answer in answers),
        unreadable,
        any(answer.is_stale for answer in answers),
        next((answer.problem for answer in answers if answer.problem), None),
    )


def _week(user: User, workspace: FocusWorkspace, start: date, zone: ZoneInfo, *, refresh: bool, ask: bool) -> Answer:
    params: dict[str, Any] = {**workspace.params, **week_range(start, zone)}
    if not ask and (copy := gateway.peek(user, "focus.stream_time_blocks", **params)):
        return copy
    return gateway.read(user, "focus.stream_time_blocks", refresh=refresh, **params)


def week_range(start: date, zone: ZoneInfo) -> dict[str, str]:
    """Return the range of a week as Focus wants it."""
    first, last = clock.first_moment(zone, start - LEAD), clock.first_moment(zone, start + timedelta(days=7))
    return {"date_from": timestamps.text_of(first), "date_to": timestamps.text_of(last)}


# ------------------------------------------------------------------ one block
def find_block(*, user: User, workspace: FocusWorkspace, task_id: int, block_id: int, fresh: bool = False) -> Block:
    """Return one block, from any kept copy (a young one with `fresh`), else with one request. Raises UpstreamError.

    Where its week is known but old, the request is for the week: the page is drawn from that too.
    """
    if copy := kept_block(user, workspace, block_id, young=fresh):
        return copy
    if fresh and (week := _newest(user, workspace, block_id, "focus.stream_time_blocks")):
        answer = gateway.read(user, "focus.stream_time_blocks", refresh=True, **week[0].params)
        if answer.problem:
            raise answer.problem
        if copy := kept_block(user, workspace, block_id, young=True):
            return copy
    return read_block(user=user, workspace=workspace, task_id=task_id, block_id=block_id, refresh=fresh)


def read_block(*, user: User, workspace: FocusWorkspace, task_id: int, block_id: int, refresh: bool = True) -> Block:
    """Return one block as Focus says it is now: one request. Raises UpstreamError."""
    params = {**workspace.params, "task_id": task_id, "time_block_id": block_id}
    answer = gateway.read(user, "focus.get_time_block", refresh=refresh, **params)
    if answer.problem:
        raise answer.problem
    block = block_of(answer.data, known_tasks(user))
    if block is None:
        raise Unreadable(service="focus", operation_id="focus.get_time_block")
    return block


def kept_block(user: User, workspace: FocusWorkspace, block_id: int, *, young: bool = False) -> Block | None:
    """Return what the newest kept copy says of a block; `young` wants one that is as good as asking."""
    found = [_newest(user, workspace, block_id, name, young=young) for name in ONE_BLOCK]
    best = max(filter(None, found), key=lambda one: one[0].at, default=None)
    return block_of(best[1], known_tasks(user)) if best else None


def _newest(
    user: User, workspace: FocusWorkspace, block_id: int, name: str, *, young: bool = False
) -> tuple[CachedResponse, dict[str, Any]] | None:
    """Return the newest kept copy of a read that holds a block, and what it says of it."""
    reference = reference_of(user.pk, "focus")
    found = []
    for copy in response_cache.copies(reference, operation(name)) if reference else []:
        if copy.params.get("workspace_id") == workspace.workspace_id and (
            not young or _is_young(copy.time, copy.is_stale)
        ):
            rows = copy.data if isinstance(copy.data, list) else [copy.data]
            found += [(copy, row) for row in rows if isinstance(row, dict) and row.get("id") == block_id]
    return max(found, key=lambda one: one[0].at, default=None)


def _is_young(at: datetime, is_stale: bool) -> bool:  # noqa: FBT001 - two facts of a copy
    return not is_stale and timezone.now() - at < FRESH


# ------------------------------------------------------------------ tasks
def known_tasks(user: User) -> dict[int, Task]:
    """Return every task that some kept copy names, by its number. Costs nothing."""
    reference = reference_of(user.pk, "focus")
    if reference is None:
        return {}
    found = {task.id: task for task in _tasks_of_blocks(reference)}
    for copy in response_cache.copies(reference, operation("focus.list_tasks")):
        found |= {task.id: task for task in tasks_of(copy.data)}
    return found


def named(user: User, block: Block) -> Block:
    """Return a block with its task as kept copies know it; the answers to writes name none."""
    return replace(block, task=known_tasks(user).get(block.task_id, block.task))


def known_statuses(user: User) -> list[tuple[int, str]]:
    """Return the statuses that kept copies name, by name: those of tasks and of the page of statuses. Costs nothing."""
    found: dict[int, str] = dict(gateway.names(user).get("status_id", {}))
    for task in known_tasks(user).values():
        if task.status_id:
            found[task.status_id] = f"{task.emoji} {task.status}".strip()
    return sorted(found.items(), key=lambda one: one[1].casefold())


def _tasks_of_blocks(reference: Reference) -> Iterable[Task]:
    seen: set[Any] = set()
    for copy in response_cache.copies(reference, operation("focus.stream_time_blocks")):
        for row in copy.data or []:
            if isinstance(row, dict) and row.get("task") and row.get("task_id") not in seen:
                seen.add(row.get("task_id"))
                yield task_of(row["task"], row.get("task_id") or 0)


def tasks_of(data: Any) -> list[Task]:
    """Return the tasks of a page of them."""
    rows = data.get("data") if isinstance(data, dict) else None
    return [task_of(row, row["id"]) for row in rows or [] if isinstance(row, dict) and isinstance(row.get("id"), int)]


def search_tasks(*, user: User, workspace: FocusWorkspace, words: str) -> list[Task]:
    """Ask Focus for tasks by a part of their, their project's or their client's name: one request, kept."""
    answer = gateway.read(user, "focus.list_tasks", **workspace.params, name=words, page=1, per_page=TASKS_AT_ONCE)
    return tasks_of(answer.data)


def open_tasks(*, user: User, workspace: FocusWorkspace) -> tuple[list[Task], Answer]:
    """Return the tasks of the workspace, the latest first: one request, kept for an hour. Raises UpstreamError."""
    params = {
        **workspace.params,
        "page": 1,
        "per_page": TASKS_AT_ONCE,
        "order_by": ["-last_activity"],
        "archived": False,
    }
    answer = gateway.read(user, "focus.list_tasks", **params)
    return tasks_of(answer.data), answer


# ------------------------------------------------------------------ who
def own_focus_id(user: User) -> int | None:
    """Return the member's own number in Focus, learnt from a block that Focus made for them; None until then.

    Focus names it nowhere else, and Track's number is another one. A replaced key may be somebody else's, so only what
    was made with the present one counts.
    """
    reference = reference_of(user.pk, "focus")
    name = f"timeblocks.own.{reference.pk.hex}.{reference.generation}" if reference else ""
    known: int | None = caches["kept"].get(name) if name else None
    if known is None:
        known = _number_in_history(user) or 0
        if name:
            caches["kept"].set(name, known, OWN_FOR if known else UNKNOWN_FOR)
    return known or None


def forget_unknown_focus_id(user: User) -> None:
    """Look into history again: a block was just made, so it may tell the member's number."""
    reference = reference_of(user.pk, "focus")
    name = f"timeblocks.own.{reference.pk.hex}.{reference.generation}" if reference else ""
    if name and not caches["kept"].get(name):
        caches["kept"].delete(name)


def _number_in_history(user: User) -> int | None:
    history = audit.history_of(user)
    since = (
        history.filter(kind__in=[Kind.CONNECTED, Kind.REPLACED], service="focus").values_list("id", flat=True).first()
    )
    made = history.filter(
        kind=Kind.WRITE_OUTCOME,
        operation="focus.create_time_block",
        outcome=Outcome.DONE,
        after__isnull=False,
        id__gt=since or 0,
    )
    after = made.values_list("after", flat=True).first()
    number = after.get("toggl_user_id") if isinstance(after, dict) else None
    return number if isinstance(number, int) else None


def now() -> int:
    """Return the present instant."""
    return int(datetime.now(UTC).timestamp())

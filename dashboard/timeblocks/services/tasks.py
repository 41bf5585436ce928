"""The tasks and statuses that the calendar knows: from cached responses for nothing, from Focus with one request."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.timeblocks.services.blocks import Task, task_of
from dashboard.upstream.records.base import Rows
from dashboard.upstream.records.reads import TASKS, TIME_BLOCKS
from dashboard.upstream.records.tasks import Task as TaskRecord
from dashboard.workspaces.services import FocusWorkspace

AT_ONCE = 100  # the most that Focus gives in one page


def known_tasks(user: User) -> dict[int, Task]:
    """Return every task that some cached response names, by its id. Costs no request."""
    found: dict[int, TaskRecord] = {}
    for week in gateway.peek_all(user, TIME_BLOCKS):
        found |= {block.task_id: block.task for block in week.data if block.task and block.task_id not in found}
    for page in gateway.peek_all(user, TASKS):
        found |= {task.id: task for task in page.data}
    return {id_: task_of(task, id_) for id_, task in found.items()}


def known_statuses(user: User, tasks: Iterable[Task]) -> list[tuple[int, str]]:
    """Return the statuses that cached responses name, by name: those of tasks and of the page of statuses."""
    found: dict[int, str] = dict(gateway.names(user).get("status_id", {}))
    found |= {task.status_id: f"{task.emoji} {task.status}".strip() for task in tasks if task.status_id}
    return sorted(found.items(), key=lambda row: row[1].casefold())


def search_tasks(user: User, workspace: FocusWorkspace, words: str) -> list[Task]:
    """Ask Focus for tasks by a part of their, their project's or their client's name: one request, kept."""
    return tasks_of(gateway.read(user, TASKS, **workspace.params, name=words, page=1, per_page=AT_ONCE).data)


def open_tasks(
    user: User, workspace: FocusWorkspace, *, page: int = 1, refresh: bool = False
) -> Answer[Rows[TaskRecord]]:
    """Return a page of the tasks that are not archived, the latest first: one request, kept for an hour.

    Raises UpstreamError.
    """
    params = {**workspace.params, "page": page, "per_page": AT_ONCE, "order_by": ["-last_activity"], "archived": False}
    return gateway.read(user, TASKS, refresh=refresh, **params)


def tasks_of(rows: Iterable[TaskRecord]) -> list[Task]:
    """Return the tasks of a page as the calendar shows them."""
    return [task_of(row, row.id) for row in rows]

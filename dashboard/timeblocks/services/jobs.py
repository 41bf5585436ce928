"""Several blocks at once: one request for many where Focus has one, else one each, with a pause when the quota ends.

A job is plain data in the member's session, so that it can be looked at, resumed and dropped from any page and by any
process. Its name begins the keys of its writes, which makes them one step of Undo; a step that is sent twice is one
write.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import caches
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dashboard.audit.models import Outcome
from dashboard.gateway.notices import Notice
from dashboard.timeblocks.services import failures, writes
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.timeblocks.services.writes import BlockWriteResult
from dashboard.upstream.errors import PaceExceeded

SESSION = "calendar.job"
AT_ONCE = 500  # blocks in one bulk request; their numbers have to fit into an address
STOP_LASTS = 600  # seconds that a wish to stop is kept for a step under way
OTHER = "other"  # of what fails because it is somebody else's: trying again is no use
SHOWN = 50  # failures that are listed
BULK = {"shift", "complete", "reopen", "delete"}

LABELS: dict[str, str | Promise] = {
    "shift": gettext_lazy("Moving"),
    "complete": gettext_lazy("Completing"),
    "reopen": gettext_lazy("Reopening"),
    "archive": gettext_lazy("Archiving"),
    "unarchive": gettext_lazy("Unarchiving"),
    "delete": gettext_lazy("Deleting"),
    "restore": gettext_lazy("Restoring"),
    "undo": gettext_lazy("Undoing"),
}

Item = dict[str, Any]  # id, task, name; what is sent and what was there before: body, was; or write, to undo


@dataclass(slots=True)
class Job:
    """What is to be done to some blocks, and how far it is. Each part of `todo` is one request."""

    name: str
    action: str
    todo: list[list[Item]]
    total: int
    done: int = 0
    failed: list[Item] = field(default_factory=list)  # each with `why`
    stop: dict[str, Any] | None = None  # why it pauses, in words
    label: str = ""  # what is undone
    halves: bool = False  # a part that is refused as a whole is tried in halves
    force: bool = False  # of an undo: also where somebody changed a block since
    sent: int = 0  # requests, for the keys

    @property
    def is_running(self) -> bool:
        """Whether there is more to do and nothing against it."""
        return bool(self.todo) and not self.stop

    @property
    def cost(self) -> int:
        """How many requests the rest takes."""
        return sum(part[0].get("cost", 1) for part in self.todo)


def parts(items: Iterable[Item], action: str) -> list[list[Item]]:
    """Cut blocks into what one request each can do."""
    listed, size = list(items), AT_ONCE if action in BULK else 1
    return [listed[i : i + size] for i in range(0, len(listed), size)]


# ------------------------------------------------------------------ kept
def load(session: SessionBase) -> Job | None:
    """Return the job of this session, if there is one."""
    data = session.get(SESSION)
    try:
        return Job(**data) if data else None
    except TypeError:  # it was begun by another version of Tandem
        return None


def save(session: SessionBase, job: Job | None) -> None:
    """Keep a job for the next request; one that is over without failures is forgotten."""
    if job and (job.todo or job.failed):
        session[SESSION] = asdict(job)
    else:
        session.pop(SESSION, None)


def ask_to_stop(job: Job) -> None:
    """Let the step that is under way in another request be the last."""
    caches["default"].set(f"calendar.stop.{job.name}", 1, STOP_LASTS)


def resume(job: Job, *, failed: bool, halves: bool = False) -> None:
    """Go on after a pause; with `failed` also put back what failed, in one piece or, at a refusal, in `halves`."""
    caches["default"].delete(f"calendar.stop.{job.name}")
    job.stop = None
    if failed:
        again = [{key: item[key] for key in item if key != "why"} for item in _retriable(job)]
        job.failed = [item for item in job.failed if item["code"] == OTHER]
        job.todo += parts(again, job.action)
        job.total, job.done, job.halves = sum(_size(part) for part in job.todo), 0, halves


def progress(job: Job) -> dict[str, Any]:
    """Return what the page says of a job."""
    again = _retriable(job)
    tries, halves = len(parts(again, job.action)), 2 * math.ceil(math.log2(max(2, len(again))))
    can_halve = job.action in BULK and len(again) > 1 and not job.halves and not job.todo
    return {
        "doing": str(LABELS[job.action]),
        "done": job.done,
        "total": job.total,
        "is_running": job.is_running,
        "stop": job.stop,
        "rest": _requests(job.cost) if job.todo else "",
        "failed": job.failed[:SHOWN],
        "others": max(0, len(job.failed) - SHOWN),
        "count": len(job.failed),
        "retry": _requests(tries) if again and not job.todo else "",
        "halves": _requests(halves) if can_halve else "",
    }


def _retriable(job: Job) -> list[Item]:
    return [item for item in job.failed if item["code"] != OTHER]


def _requests(count: int) -> str:
    return ngettext("%(n)d request", "%(n)d requests", count) % {"n": count}


def _size(part: list[Item]) -> int:
    return int(part[0].get("cost", len(part)))


# ------------------------------------------------------------------ run
def run(calendar: CalendarContext, job: Job, *, seconds: float) -> None:
    """Do parts of a job until `seconds` are over, at least one. The job says what happened."""
    ends = time.monotonic() + seconds
    while job.is_running:
        result = _send(calendar, job, job.todo[0])
        if isinstance(result.problem, PaceExceeded):
            return  # too many at once: the next request of the page goes on
        job.sent += 1
        _record(calendar, job, result)
        if caches["default"].get(f"calendar.stop.{job.name}") and job.todo:
            job.stop = {"code": "stopped", "title": _("Stopped"), "text": ""}
        if time.monotonic() >= ends:
            return


def _send(calendar: CalendarContext, job: Job, part: list[Item]) -> BlockWriteResult:
    key, item = f"{job.name}.{job.sent}", part[0]
    if job.action == "undo":
        return writes.undo_part(calendar, UUID(item["write"]), key=job.name, force=job.force)
    if job.action == "delete":
        return writes.delete_many(calendar, [each["was"] for each in part], key=key)
    if job.action in BULK:
        rows = [({"id": each["id"], **each["body"]}, {"id": each["id"], **each["was"]}) for each in part]
        return writes.change_many(calendar, rows, key=key)
    return writes.set_state_of(calendar, item["task"], item["id"], job.action, before=item["was"], key=key)


def _record(calendar: CalendarContext, job: Job, result: BlockWriteResult) -> None:
    """Note in the job what became of its first part."""
    part = job.todo[0]
    if result.outcome == "partly" and result.problem is None:
        job.done += 1
        part[0]["cost"] -= 1
        return
    is_unknown = result.outcome == Outcome.UNKNOWN
    if result.problem and result.problem.keeps_copies and not is_unknown:  # the quota or the service ended
        job.stop = _stop(failures.failure_of(calendar, result))
        return
    job.todo.pop(0)
    if result.is_done:
        job.done += _size(part)
    elif job.halves and len(part) > 1 and result.outcome == Outcome.REFUSED:
        middle = len(part) // 2
        job.todo[:0] = [part[:middle], part[middle:]]
    else:
        if result.outcome == "differs":
            result = BlockWriteResult(Outcome.REFUSED, mistake=_("Somebody changed it since."))
        failure = failures.failure_of(calendar, result)
        job.failed += [{**item, "why": _reason(failure), "code": failure.code} for item in part]
        job.stop = _stop(failure) if is_unknown and job.todo else None


def _stop(notice: Notice) -> dict[str, Any]:
    return {"code": notice.code, "title": notice.title, "text": notice.text}


def _reason(failure: Notice) -> str:
    words = failure.text if failure.code in {"refused", "differs"} else failure.title
    return f"{words} ({failure.quote})" if failure.quote else words

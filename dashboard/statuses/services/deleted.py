"""Deleted statuses, which Focus does not list: those in history, and those that vanished from a later list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.cache import caches
from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.audit.services import Change, changes
from dashboard.credentials.references import reference_of
from dashboard.statuses.services.reads import StatusList
from dashboard.upstream import timestamps

DELETE, RESTORE = "focus.delete_status", "focus.restore_status"
REMEMBERED_FOR = 90 * 24 * 3600  # seconds
MOST = 1_000  # rows of history that are looked through

Listed = dict[int, tuple[str, str, str]]  # emoji, name, and since when it is missed (empty: it is there)


@dataclass(frozen=True, slots=True)
class DeletedStatus:
    """A status that is gone and may be restored."""

    id: int
    emoji: str
    name: str
    at: datetime | None  # when it was deleted, or first missed
    by: str = ""  # who deleted it through Tandem; empty: not through Tandem
    is_certain: bool = True  # False: the deletion was sent and no answer came


def deleted_statuses(user: User, workspace_id: int, statuses: StatusList) -> list[DeletedStatus]:
    """Return every deleted status that is known of, newest first; those in the list are alive.

    What other members deleted through Tandem is told to everybody whom Focus shows this workspace.
    """
    deleted = {
        status_id: DeletedStatus(status_id, emoji, name, timestamps.stored(missed_since))
        for status_id, (emoji, name, missed_since) in _listed(_key(user, workspace_id)).items()
        if missed_since
    }
    deleted |= {row.id: DeletedStatus(row.id, row.emoji, row.name, row.deleted_at) for row in statuses.deleted}
    deleted |= _deleted_here(workspace_id)
    for status_id in statuses.ids:
        deleted.pop(status_id, None)
    return sorted(deleted.values(), key=lambda status: status.at or datetime.min.replace(tzinfo=UTC), reverse=True)


def remember_listed(user: User, workspace_id: int, statuses: StatusList) -> None:
    """Remember what a whole, fresh list holds, so that what vanishes from a later one can be named."""
    key = _key(user, workspace_id)
    if not key or statuses.problem or not statuses.is_whole or not statuses.at:
        return
    before, now = _listed(key), timezone.now().isoformat()
    listed: Listed = {status.id: (status.emoji, status.name, "") for status in statuses.rows}
    missed = {
        status_id: (emoji, name, missed_since or now)
        for status_id, (emoji, name, missed_since) in before.items()
        if status_id not in listed
    }
    if missed | listed != before:
        rows = [[status_id, *words] for status_id, words in (missed | listed).items()]
        caches["kept"].set(key, rows, REMEMBERED_FOR)


def _listed(key: str) -> Listed:
    rows = caches["kept"].get(key) or [] if key else []
    return {status_id: (emoji, name, missed_since) for status_id, emoji, name, missed_since in rows}


def _key(user: User, workspace_id: int) -> str:
    """Name what this connection was shown; a replaced key starts anew, as cached responses do."""
    reference = reference_of(user.pk, "focus")
    return f"statuses.listed.{reference.pk.hex}.{reference.generation}.{workspace_id}" if reference else ""


def _deleted_here(workspace_id: int) -> dict[int, DeletedStatus]:
    """Return what was deleted through Tandem in this workspace and not restored since."""
    deleted: dict[int, DeletedStatus] = {}
    rows = Entry.objects.filter(
        kind=Kind.WRITE_INTENT, operation__in=(DELETE, RESTORE), target__workspace_id=workspace_id
    )
    for change in reversed(changes(rows.order_by("-id")[:MOST])):
        status_id: int = change.entry.target["status_id"]
        if change.entry.operation == DELETE and change.result != Outcome.REFUSED:
            deleted[status_id] = _deleted_by(change, status_id)
        elif change.entry.operation == RESTORE and change.result == Outcome.DONE:
            deleted.pop(status_id, None)
    return deleted


def _deleted_by(change: Change, status_id: int) -> DeletedStatus:
    before = change.entry.before or {}
    return DeletedStatus(
        status_id,
        emoji=before.get("emoji") or "",
        name=before.get("name") or "",
        at=change.entry.at,
        by=change.entry.actor_name,
        is_certain=change.result == Outcome.DONE,
    )

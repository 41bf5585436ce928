"""What Tandem has learnt of statuses that Focus does not list: which were deleted, which refuse to be changed.

Deleted ones come from history, and from comparing each list with the ones before it: nothing lists them at Focus.
Which statuses are built in is learnt from Focus's refusals; nothing else tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.audit.services import Change, changes
from dashboard.credentials.references import reference_of
from dashboard.statuses.services.order_plan import Way
from dashboard.statuses.services.reads import Listing, Status, status_of
from dashboard.upstream import timestamps
from dashboard.upstream.errors import Forbidden, UpstreamError

Refusable = Literal["update", "delete"]
Seen = dict[int, tuple[Status, datetime | None]]  # since when it is missed

DELETE, RESTORE = "focus.delete_status", "focus.restore_status"
CREATE, UPDATE = "focus.create_status", "focus.update_status"
REMEMBERED_FOR = 90 * 24 * 3600  # seconds
TIMES = ("created_at", "updated_at", "deleted_at")  # of a status
MOST = 1_000  # rows of history that are looked through


@dataclass(frozen=True, slots=True)
class Deleted:
    """One status that is gone and may be restored."""

    status: Status
    by: str  # who deleted it through Tandem; empty: not through Tandem
    at: datetime | None  # when, or when it was missed first
    is_sure: bool = True  # False: the deletion was sent and no answer came


@dataclass(frozen=True, slots=True)
class Refusals:
    """What Focus has refused to do with each status, in its own words."""

    update: dict[int, str]
    delete: dict[int, str]

    def built_in(self, status_id: int) -> str:
        """Return why a status carries a lock, or an empty string."""
        return self.delete.get(status_id) or self.update.get(status_id, "")


def deleted(*, user: User, workspace_id: int, listing: Listing) -> list[Deleted]:
    """Return every deleted status that is known of, newest first; those in the list are alive.

    What other members deleted through Tandem is told to everybody whom Focus shows this workspace.
    """
    found = {one.status.id: one for one in _vanished(user, workspace_id)}
    found |= {one.id: Deleted(one, "", one.deleted_at) for one in listing.deleted}
    for one in _deleted_here(workspace_id):
        found[one.status.id] = one
    for alive in listing.ids:
        found.pop(alive, None)
    return sorted(found.values(), key=lambda one: one.at or datetime.min.replace(tzinfo=UTC), reverse=True)


def remember(*, user: User, workspace_id: int, listing: Listing) -> None:
    """Note which statuses a whole, fresh list holds, so that the ones that vanish from later lists can be named."""
    name = _seen_name(user, workspace_id)
    if not name or listing.problem or not listing.is_whole or not listing.at:
        return
    now = timezone.now()
    seen = _seen(name)
    alive = set(listing.ids)
    kept: Seen = {id_: (one, missed or now) for id_, (one, missed) in seen.items() if id_ not in alive}
    fresh: Seen = {one.id: (one, None) for one in listing.rows}
    if kept | fresh != seen:
        _keep_seen(name, kept | fresh)


def refusals(*, user: User, workspace_id: int) -> Refusals:
    """Return what is learnt about the statuses of a workspace; it is the same for everybody in it.

    Focus's sentences are kept for a while. What this person was refused stays known from their history.
    """
    learnt = {**_refused_to(user, workspace_id), **_learnt(workspace_id)}
    return Refusals(
        {id_: words for (verb, id_), words in learnt.items() if verb == "update"},
        {id_: words for (verb, id_), words in learnt.items() if verb == "delete"},
    )


def learn_refusal(
    *, workspace_id: int, status_id: int, verb: Refusable, problem: UpstreamError | None, done: bool
) -> None:
    """Note that Focus refused this as for a built-in status, or that it does it after all."""
    learnt = _learnt(workspace_id)
    if done:
        if learnt.pop((verb, status_id), None) is None:
            return
    elif isinstance(problem, Forbidden) and "default status" in problem.upstream_message.lower():
        learnt[verb, status_id] = problem.upstream_message
    else:
        return
    rows = [[*of, words] for of, words in learnt.items()]
    caches["kept"].set(_refused_name(workspace_id), rows, REMEMBERED_FOR)


def way(*, workspace_id: int) -> Way:
    """Return how positions were last seen to behave at Focus; shifting until something else was seen."""
    found: Way = caches["kept"].get(f"statuses.way.{workspace_id}") or "shift"
    return found


def learn_way(*, workspace_id: int, way: Way) -> None:
    """Note how positions behave."""
    caches["kept"].set(f"statuses.way.{workspace_id}", way, REMEMBERED_FOR)


def used_emoji(*, user: User) -> list[str]:
    """Return the emoji that this person gave to statuses, newest first."""
    rows = Entry.objects.filter(actor_id=user.pk, kind=Kind.WRITE_INTENT, operation__in=(CREATE, UPDATE))
    bodies = rows.order_by("-id").values_list("after", flat=True)[:50]
    return [str(body["emoji"]) for body in bodies if isinstance(body, dict) and body.get("emoji")]


def history(*, user: User, workspace_id: int, status_id: int) -> list[Change]:
    """Return what this person did with a status through Tandem, newest first."""
    rows = Entry.objects.filter(
        actor_id=user.pk, target__workspace_id=workspace_id, target__status_id=status_id, kind=Kind.WRITE_INTENT
    )
    return changes(rows.order_by("-id")[:50])


def _refused_to(user: User, workspace_id: int) -> dict[tuple[str, int], str]:
    """Return what Focus forbade this person, where it was the last that they tried of its kind."""
    rows = Entry.objects.filter(
        actor_id=user.pk,
        kind=Kind.WRITE_OUTCOME,
        operation__in=(DELETE, UPDATE),
        target__workspace_id=workspace_id,
        outcome__in=(Outcome.DONE, Outcome.REFUSED),
    )
    learnt: dict[tuple[str, int], str] = {}
    for operation, target, detail in rows.order_by("id").values_list("operation", "target", "detail")[:MOST]:
        of = ("delete" if operation == DELETE else "update", int(target.get("status_id") or 0))
        learnt.pop(of, None)
        if detail == Forbidden.code:
            learnt[of] = _("Focus did not allow it the last time")
    return learnt


def _deleted_here(workspace_id: int) -> Iterable[Deleted]:
    """Everything that was deleted through Tandem in this workspace and not restored since."""
    found: dict[int, Deleted] = {}
    rows = Entry.objects.filter(
        kind=Kind.WRITE_INTENT, operation__in=(DELETE, RESTORE), target__workspace_id=workspace_id
    )
    for change in reversed(changes(rows.order_by("-id")[:MOST])):
        status_id = change.entry.target.get("status_id")
        if change.result == Outcome.REFUSED or not isinstance(status_id, int):
            continue
        if change.entry.operation == DELETE:
            found[status_id] = _from_history(change, status_id)
        elif change.result == Outcome.DONE:
            found.pop(status_id, None)
    return found.values()


def _from_history(change: Change, status_id: int) -> Deleted:
    before: dict[str, Any] = change.entry.before if isinstance(change.entry.before, dict) else {}
    status = status_of({**before, "id": status_id})
    assert status is not None
    return Deleted(status, change.entry.actor_name, change.entry.at, is_sure=change.result == Outcome.DONE)


def _vanished(user: User, workspace_id: int) -> list[Deleted]:
    name = _seen_name(user, workspace_id)
    seen = _seen(name) if name else {}
    return [Deleted(replace(one, deleted_at=missed), "", missed) for one, missed in seen.values() if missed]


# ------------------------------------------------------------------ kept as plain data
def _learnt(workspace_id: int) -> dict[tuple[str, int], str]:
    """Return the refusals that were learnt, by what was refused for which status."""
    return {(verb, id_): words for verb, id_, words in caches["kept"].get(_refused_name(workspace_id)) or []}


def _seen(name: str) -> Seen:
    rows = caches["kept"].get(name) or []
    return {
        row["id"]: (Status(**row | {at: timestamps.parse(row[at]) for at in TIMES}), timestamps.parse(missed))
        for row, missed in rows
    }


def _keep_seen(name: str, seen: Seen) -> None:
    rows = [
        [asdict(one) | {at: _written(getattr(one, at)) for at in TIMES}, _written(missed)]
        for one, missed in seen.values()
    ]
    caches["kept"].set(name, rows, REMEMBERED_FOR)


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _seen_name(user: User, workspace_id: int) -> str:
    """Name what this connection has seen; a replaced key starts anew, as kept copies do."""
    reference = reference_of(user.pk, "focus")
    return f"statuses.seen.{reference.pk.hex}.{reference.generation}.{workspace_id}" if reference else ""


def _refused_name(workspace_id: int) -> str:
    return f"statuses.refused.{workspace_id}"

"""What the pages do with statuses: create, edit, delete, restore, and give a task another one.

Focus has no way to change one field: a PUT sends emoji, name and position together. So an edit looks at the list first,
sends what it did not change as it stands now, and stops where somebody else changed the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypedDict, cast
from uuid import UUID

from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.audit.models import Outcome
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Written
from dashboard.gateway.notices import sentence_of_field
from dashboard.statuses.services import emojis, learned
from dashboard.statuses.services import reads as lists
from dashboard.statuses.services.reads import Listing, Status
from dashboard.upstream.contract import ContractError
from dashboard.upstream.contract.problems import FieldProblem
from dashboard.upstream.errors import Gone, InvalidRequest, QuotaReserved, UpstreamError

LONGEST_NAME = 1_000  # characters; Focus names no limit, so only what is surely a mistake is refused here
CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


class Of(TypedDict):
    """Which status."""

    workspace_id: int
    status_id: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A form about one status, as it was typed."""

    emoji: str
    name: str
    position: str = ""  # of a new one; empty is the end
    twice: bool = False  # a second status of the same name is meant


@dataclass(frozen=True, slots=True)
class Result:
    """How a write ended."""

    outcome: str  # done, refused, unknown; unchanged: nothing was sent; conflict: somebody else was faster
    status: Status | None = None  # what was written
    before: Status | None = None
    mistakes: Mapping[str, str] = field(default_factory=dict)
    problem: UpstreamError | None = None

    @property
    def is_done(self) -> bool:
        """Whether Focus did it."""
        return self.outcome == Outcome.DONE


def create(*, user: User, workspace_id: int, draft: Draft, listing: Listing, key: str) -> Result:
    """Create a status at its place: 1 request. A wrong text costs none."""
    mistakes = _mistakes(draft, listing)
    rank, wrong = _rank(draft.position, len(listing.rows))
    if wrong:
        mistakes["position"] = wrong
    if mistakes:
        return Result(Outcome.REFUSED, mistakes=mistakes)
    body = {"emoji": draft.emoji.strip(), "name": draft.name.strip(), "position": _position_at(listing, rank)}
    written = _write(user, learned.CREATE, body, key=key, workspace_id=workspace_id)
    return replace(_result(written), status=lists.status_of(written.data))


def edit(*, user: User, workspace_id: int, was: Status, draft: Draft, key: str, undoes: UUID | None = None) -> Result:
    """Change emoji and name: 1 request to look and 1 to write. A wrong text costs none, nor does no change.

    `undoes`, here and below, names the write in history that this one takes back.
    """
    emoji, name = draft.emoji.strip(), draft.name.strip()
    changed = {one for one, new in (("emoji", emoji), ("name", name)) if new != getattr(was, one)}
    if not changed:
        return Result("unchanged", status=was)
    cached = lists.peek(user=user, workspace_id=workspace_id)
    if mistakes := _mistakes(draft, cached, was=was):
        return Result(Outcome.REFUSED, mistakes=mistakes)
    try:
        now = _looked_at(user, workspace_id).find(was.id)
    except UpstreamError as error:
        return Result(Outcome.REFUSED, problem=error)
    wanted = Status(**{**_fields(now or was), **{one: {"emoji": emoji, "name": name}[one] for one in changed}})
    if stop := _stop(was, now, wanted, changed):
        return stop
    assert now is not None
    return put(user=user, workspace_id=workspace_id, before=now, status=wanted, key=key, undoes=undoes)


def _looked_at(user: User, workspace_id: int) -> Listing:
    """Return the list as it is now. Raises UpstreamError; a copy is enough only where the last requests are kept."""
    found = lists.read(user=user, workspace_id=workspace_id, refresh=True)
    if found.problem and not isinstance(found.problem, QuotaReserved):
        raise found.problem
    return found


def _fields(status: Status) -> dict[str, Any]:
    return {one.name: getattr(status, one.name) for one in fields(status)}


def _stop(was: Status, now: Status | None, wanted: Status, changed: set[str]) -> Result | None:
    """Return how an edit ends without being sent: the status is gone, is so already, or was changed meanwhile."""
    if now is None:
        return Result(Outcome.REFUSED, problem=Gone(service="focus", operation_id=learned.UPDATE))
    if wanted.body == now.body:
        return Result(Outcome.DONE, status=now, before=now)
    if any(getattr(now, one) != getattr(was, one) for one in changed):
        return Result("conflict", status=now, before=was)
    return None


def put(
    *, user: User, workspace_id: int, before: Status, status: Status, key: str, undoes: UUID | None = None
) -> Result:
    """Send emoji, name and position of a status: 1 request."""
    of: Of = {"workspace_id": workspace_id, "status_id": status.id}
    written = _write(user, learned.UPDATE, status.body, key=key, before=before.body, undoes=undoes, **of)
    learned.learn_refusal(**of, verb="update", problem=written.problem, done=written.is_done)
    return replace(_result(written), status=lists.status_of(written.data) or status, before=before)


def delete(*, user: User, workspace_id: int, status: Status, key: str, undoes: UUID | None = None) -> Result:
    """Delete a status: 1 request. What it was is kept in history, for restoring it."""
    of: Of = {"workspace_id": workspace_id, "status_id": status.id}
    before = {**status.body, "type": status.type}
    written = _write(user, learned.DELETE, key=key, before=before, undoes=undoes, **of)
    learned.learn_refusal(**of, verb="delete", problem=written.problem, done=written.is_done)
    return replace(_result(written), status=status)


def restore(*, user: User, workspace_id: int, status_id: int, key: str, undoes: UUID | None = None) -> Result:
    """Bring a deleted status back: 1 request. One that the list shows alive costs none."""
    copy = lists.peek(user=user, workspace_id=workspace_id)
    if copy and not copy.is_stale and (alive := copy.find(status_id)):
        return Result("unchanged", status=alive)
    of: Of = {"workspace_id": workspace_id, "status_id": status_id}
    return _result(_write(user, learned.RESTORE, key=key, undoes=undoes, **of))


def give(
    *,
    user: User,
    place: tuple[int, int],
    task_id: int,
    status_id: int,
    before: int | None,
    key: str,
    undoes: UUID | None = None,
) -> Result:
    """Give a task another status: 1 request. `place` is organisation and workspace, `before` the status it had."""
    organization_id, workspace_id = place
    written = _write(
        user,
        "focus.update_task",
        {"status_id": status_id},
        key=key,
        before={"status_id": before} if before else None,
        undoes=undoes,
        organization_id=organization_id,
        workspace_id=workspace_id,
        task_id=task_id,
    )
    return _result(written)


def _write(
    user: User,
    operation: str,
    body: Any = None,
    *,
    key: str,
    before: Any = None,
    undoes: UUID | None = None,
    **params: int,
) -> Written:
    """Write once; what was never sent comes back as a refusal. A repeated form is the first one's outcome."""
    try:
        return gateway.write(
            user, operation, body, idempotency_key=key, before=before, undoes=undoes, **cast("dict[str, Any]", params)
        )
    except ContractError as error:
        first = error.problems[0]
        problem = InvalidRequest(service="focus", field=first.field, upstream_message=_said(first))
        return Written(None, Outcome.REFUSED, problem=problem)
    except UpstreamError as error:
        return Written(None, Outcome.REFUSED, problem=error)


def _said(problem: FieldProblem) -> str:
    return f"{problem.field}: {sentence_of_field(problem)}"


def _result(written: Written) -> Result:
    problem = written.problem
    if isinstance(problem, InvalidRequest) and problem.field in {"name", "emoji", "position"}:
        mistakes = {str(problem.field): problem.upstream_message or str(problem.message)}
        return Result(written.outcome, mistakes=mistakes, problem=problem)
    return Result(written.outcome, problem=problem)


# ------------------------------------------------------------------ what people type
def _mistakes(draft: Draft, listing: Listing | None, was: Status | None = None) -> dict[str, str]:
    """Return what is wrong with emoji and name. What the status already has may stay, whatever it is."""
    found: dict[str, str] = {}
    if was is None or draft.emoji.strip() != was.emoji:
        _note(found, "emoji", lambda: emojis.checked(draft.emoji))
    if was is None or draft.name.strip() != was.name:
        _note(found, "name", lambda: _checked_name(draft, listing, was))
    return found


def _note(found: dict[str, str], name: str, check: Callable[[], object]) -> None:
    try:
        check()
    except ValueError as mistake:
        found[name] = str(mistake)


def _checked_name(draft: Draft, listing: Listing | None, was: Status | None) -> None:
    name = draft.name.strip()
    if not name:
        raise ValueError(_("Type a name."))
    if len(name) > LONGEST_NAME:
        raise ValueError(_("This is longer than %(limit)s characters.") % {"limit": LONGEST_NAME})
    if CONTROLS.search(name):
        raise ValueError(_("This holds a character that cannot be saved. Type it instead of pasting it."))
    others = [one for one in (listing.rows if listing else ()) if was is None or one.id != was.id]
    if not draft.twice and any(one.name.casefold() == name.casefold() for one in others):
        raise ValueError(_("There is a status of this name already."))


def _rank(text: str, count: int) -> tuple[int, str]:
    """Return the place that was typed, 1 to one after the last, and what is wrong with it."""
    text = text.strip()
    if not text:
        return count + 1, ""
    limits = {"low": 1, "high": count + 1}
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) or not 1 <= int(text) <= count + 1:
        return 0, _("Type a whole number from %(low)s to %(high)s.") % limits
    return int(text), ""


def _position_at(listing: Listing, rank: int) -> int:
    """Return the position that stands for a place: that of the status that is there now, or after the last."""
    if rank <= len(listing.rows):
        return max(listing.rows[rank - 1].position, 1)
    return max((one.position for one in listing.rows), default=0) + 1

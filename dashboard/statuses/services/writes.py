"""What the pages do with statuses: create, edit, delete, restore, and assign one to a task.

Focus cannot change one field: a PUT sends emoji, name and position together. So an edit looks at the list first, sends
what it did not change as it is now, and stops where somebody else changed the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import structs

from dashboard.accounts.models import User
from dashboard.audit.models import Outcome
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Written
from dashboard.gateway.notices import sentence_of_field
from dashboard.statuses.services.emojis import InvalidEmoji, valid_emoji
from dashboard.statuses.services.reads import StatusList, peek_list, read_current_list
from dashboard.statuses.services.refusals import learn_refusal
from dashboard.upstream.contract import ContractError
from dashboard.upstream.errors import Gone, InvalidRequest, UpstreamError
from dashboard.upstream.records.base import Undecodable
from dashboard.upstream.records.reads import STATUS
from dashboard.upstream.records.statuses import Status
from dashboard.workspaces.services import FocusWorkspace

CREATE, UPDATE, DELETE = "focus.create_status", "focus.update_status", "focus.delete_status"
RESTORE, ASSIGN = "focus.restore_status", "focus.update_task"
LONGEST_NAME = 1_000  # characters; Focus names no limit, so only what is surely a mistake is refused here
CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
FIELDS = {"emoji", "name", "position"}


@dataclass(frozen=True, slots=True)
class StatusDraft:
    """A form about one status, as it was typed, without spaces around emoji and name."""

    emoji: str = ""
    name: str = ""
    position: str = ""  # of a new one; empty is the end
    allows_duplicate: bool = False  # a second status of the same name is meant


@dataclass(frozen=True, slots=True)
class StatusWrite:
    """How a write ended."""

    outcome: str  # done, refused, unknown; unchanged: nothing was sent; conflict: somebody else was faster
    status: Status | None = None  # what was written, or what somebody else wrote
    write_id: UUID | None = None
    mistakes: Mapping[str, str] = field(default_factory=dict)
    problem: UpstreamError | None = None

    @property
    def is_done(self) -> bool:
        """Whether Focus did it."""
        return self.outcome == Outcome.DONE


def create(user: User, workspace_id: int, draft: StatusDraft, statuses: StatusList, key: str) -> StatusWrite:
    """Create a status at its position: 1 request. A wrong text costs none."""
    mistakes = _mistakes(draft, statuses)
    rank, wrong_position = _rank(draft.position, len(statuses.rows))
    if wrong_position:
        mistakes["position"] = wrong_position
    if mistakes:
        return StatusWrite(Outcome.REFUSED, mistakes=mistakes)
    body = {"emoji": draft.emoji, "name": draft.name, "position": _position_at(statuses, rank)}
    written = _write(user, CREATE, body, key=key, workspace_id=workspace_id)
    return _ended(written, _answered(written))


def edit(user: User, workspace_id: int, was: Status, draft: StatusDraft, key: str) -> StatusWrite:
    """Change emoji and name: 1 request to look and 1 to write. A wrong text costs none, nor does no change."""
    changes = {
        name: new
        for name, old, new in (("emoji", was.emoji, draft.emoji), ("name", was.name, draft.name))
        if old != new
    }
    if not changes:
        return StatusWrite("unchanged", status=was)
    if mistakes := _mistakes(draft, peek_list(user, workspace_id), was=was):
        return StatusWrite(Outcome.REFUSED, mistakes=mistakes)
    try:
        now = _current(user, workspace_id, was.id)
    except UpstreamError as problem:
        return StatusWrite(Outcome.REFUSED, problem=problem)
    wanted = structs.replace(now, **changes)
    if wanted == now:
        return StatusWrite(Outcome.DONE, status=now)
    if any(getattr(now, name) != getattr(was, name) for name in changes):
        return StatusWrite("conflict", status=now)
    return put(user, workspace_id, before=now, status=wanted, key=key)


def put(
    user: User, workspace_id: int, *, before: Status, status: Status, key: str, undoes: UUID | None = None
) -> StatusWrite:
    """Send emoji, name and position of a status: 1 request. `undoes` names the write that this one undoes."""
    target = {"workspace_id": workspace_id, "status_id": status.id}
    written = _write(user, UPDATE, _body(status), key=key, before=_body(before), undoes=undoes, **target)
    learn_refusal(workspace_id, status.id, "update", written.problem, done=written.is_done)
    return _ended(written, _answered(written) or status)


def delete(user: User, workspace_id: int, status: Status, key: str) -> StatusWrite:
    """Delete a status: 1 request. What it was is kept in history, for restoring it."""
    target = {"workspace_id": workspace_id, "status_id": status.id}
    written = _write(user, DELETE, key=key, before={**_body(status), "type": status.type}, **target)
    learn_refusal(workspace_id, status.id, "delete", written.problem, done=written.is_done)
    return _ended(written, status)


def restore(user: User, workspace_id: int, status_id: int, key: str) -> StatusWrite:
    """Bring a deleted status back: 1 request. One that the list shows alive costs none."""
    kept = peek_list(user, workspace_id)
    if kept and not kept.is_stale and (alive := kept.find(status_id)):
        return StatusWrite("unchanged", status=alive)
    return _ended(_write(user, RESTORE, key=key, workspace_id=workspace_id, status_id=status_id))


def assign(
    user: User, workspace: FocusWorkspace, *, task_id: int, status_id: int, before: int | None, key: str
) -> StatusWrite:
    """Give a task another status: 1 request. `before` is the status that it had."""
    was = {"status_id": before} if before else None
    return _ended(
        _write(user, ASSIGN, {"status_id": status_id}, key=key, before=was, **workspace.params, task_id=task_id)
    )


def _current(user: User, workspace_id: int, status_id: int) -> Status:
    """Ask Focus for a status by its list: 1 request. Raises UpstreamError, Gone where it is not there."""
    status = read_current_list(user, workspace_id).find(status_id)
    if status is None:
        raise Gone(service="focus", operation_id=UPDATE)
    return status


def _body(status: Status) -> dict[str, Any]:
    """Return what a PUT sends; Focus wants all three at once."""
    return {"emoji": status.emoji, "name": status.name, "position": status.position}


def _write(user: User, operation_id: str, body: Any = None, *, key: str, **more: Any) -> Written:
    """Write once; what was never sent comes back as a refusal. A repeated form is the first one's outcome."""
    try:
        return gateway.write(user, operation_id, body, idempotency_key=key, **more)
    except ContractError as error:
        first = error.problems[0]
        problem: UpstreamError = InvalidRequest(
            service="focus", field=first.field, upstream_message=f"{first.field}: {sentence_of_field(first)}"
        )
    except UpstreamError as error:
        problem = error
    return Written(None, Outcome.REFUSED, problem=problem)


def _answered(written: Written) -> Status | None:
    """Return the status as Focus answered a write; None where it answered nothing that can be read."""
    try:
        return STATUS.decode(written.data)
    except Undecodable:
        return None


def _ended(written: Written, status: Status | None = None) -> StatusWrite:
    problem, mistakes = written.problem, {}
    if isinstance(problem, InvalidRequest) and problem.field in FIELDS:
        mistakes = {str(problem.field): problem.upstream_message or str(problem.message)}
    return StatusWrite(written.outcome, status, written.write_id, mistakes, problem)


# ------------------------------------------------------------------ what people type
def _mistakes(draft: StatusDraft, statuses: StatusList | None, was: Status | None = None) -> dict[str, str]:
    """Return what is wrong with emoji and name. What the status already has may stay, whatever it is."""
    mistakes: dict[str, str] = {}
    if was is None or draft.emoji != was.emoji:
        try:
            valid_emoji(draft.emoji)
        except InvalidEmoji as invalid:
            mistakes["emoji"] = str(invalid)
    if was is None or draft.name != was.name:
        others = [status.name for status in statuses.rows if not was or status.id != was.id] if statuses else []
        if wrong := _wrong_name(draft.name, [] if draft.allows_duplicate else others):
            mistakes["name"] = wrong
    return mistakes


def _wrong_name(name: str, others: list[str]) -> str:
    if not name:
        return _("Type a name.")
    if len(name) > LONGEST_NAME:
        return _("This is longer than %(limit)s characters.") % {"limit": LONGEST_NAME}
    if CONTROLS.search(name):
        return _("This holds a character that cannot be saved. Type it instead of pasting it.")
    if name.casefold() in (other.casefold() for other in others):
        return _("There is a status of this name already.")
    return ""


def _rank(text: str, count: int) -> tuple[int, str]:
    """Return the rank that was typed, 1 to one after the last, and what is wrong with it."""
    text = text.strip()
    if not text:
        return count + 1, ""
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) or not 1 <= int(text) <= count + 1:
        return 0, _("Type a whole number from %(low)s to %(high)s.") % {"low": 1, "high": count + 1}
    return int(text), ""


def _position_at(statuses: StatusList, rank: int) -> int:
    """Return the position for a rank: that of the status that has it now, or one after the last."""
    if rank <= len(statuses.rows):
        return max(statuses.rows[rank - 1].position, 1)
    return max((status.position for status in statuses.rows), default=0) + 1

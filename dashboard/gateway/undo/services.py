"""Undo: what takes a write back is looked up, compared with what is there now, and sent, once.

It stands here because more than one slice offers it: history of every change, the calendar of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import cached_property

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.audit.services import Change
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Written
from dashboard.gateway.undo import compare
from dashboard.gateway.undo.compare import NOT_NEEDED, Comparison
from dashboard.gateway.undo.inverse import Inverse, Irreversible, Step, inverse_of
from dashboard.gateway.undo.stacks import UndoGroup
from dashboard.upstream.errors import UpstreamError

DIES_AFTER = timedelta(seconds=60)  # a write that has no outcome after so long was cut off


class NoSuchChange(LookupError):
    """No change of this person has this number."""


@dataclass(frozen=True, slots=True)
class Undone:
    """How an undo ended.

    `outcome` is done, refused, unknown or partly; or, with nothing sent: already (undone before), back (it is as it was
    before), conflict (somebody changed it since; `comparison` says what), impossible (`reason`), or blind (the look
    before it failed with `problem`).
    """

    change: Change
    outcome: str
    inverse: Inverse | None = None
    comparison: Comparison = NOT_NEEDED
    problem: UpstreamError | None = None
    reason: str = ""
    written: tuple[Written, ...] = ()
    cost: int = 0

    @property
    def is_done(self) -> bool:
        """Whether everything is as it was before the change."""
        return self.outcome in {"done", "back", "already"}


@dataclass(frozen=True)
class Offer:
    """Whether a change can be undone, and at what cost."""

    change: Change

    @cached_property
    def _found(self) -> Inverse | str:
        try:
            return inverse_of(self.change)
        except Irreversible as irreversible:
            return irreversible.reason

    @property
    def inverse(self) -> Inverse | None:
        """What takes it back, if anything does."""
        return self._found if isinstance(self._found, Inverse) else None

    @property
    def why_not(self) -> str:
        """Why it cannot be undone, or an empty string."""
        return "" if isinstance(self._found, Inverse) else self._found

    @property
    def cost(self) -> int:
        """How many requests it takes at least."""
        return self.inverse.cost if self.inverse else 0

    @property
    def may_look(self) -> bool:
        """Whether a request for looking first may come on top."""
        return self.inverse is not None and compare.needs_look(self.change)

    @property
    def stays(self) -> tuple[str, ...]:
        """The fields that cannot be put back."""
        return self.inverse.stays if self.inverse else ()


def can_undo(change: Change) -> Offer:
    """Say whether a change can be undone, from its rows alone: cheap enough for every line of a list."""
    return Offer(change)


def change_of(user: User, write_id: UUID) -> Change:
    """Return one change of this person's. Raises NoSuchChange."""
    found = audit.changes(audit.changes_of(user).filter(write_id=write_id)[:1])
    if not found:
        raise NoSuchChange(str(write_id))
    return found[0]


def changes_of_form(user: User, change: Change) -> list[Change]:
    """Return everything that was done by the form that made a change, the first first."""
    form, dot, _part = (change.entry.idempotency_key or "").partition(".")
    if not dot:
        return [change]
    done = audit.changes_of(user, result=Outcome.DONE).filter(idempotency_key__startswith=f"{form}.")
    return audit.changes(done.order_by("id"))


def undo(
    user: User,
    write_id: UUID,
    *,
    confirmed: bool = False,
    always: bool = False,
    at_most: int | None = None,
    group: str = "",
) -> Undone:
    """Take a change back: a look first where somebody may have changed it since, then one write for each part.

    `confirmed`: the person has seen that it differs, or that nobody can look, and wants it all the same.
    `always`: it is sent even where all is as before, so that history has it. `at_most`: that many requests now, another
    call goes on. `group` begins the keys of writes that belong together. Sent twice it is done once. Raises
    NoSuchChange.
    """
    change = change_of(user, write_id)
    offer = can_undo(change)
    if offer.inverse is None:
        return Undone(change, "already" if change.undone_by else "impossible", reason=offer.why_not)
    try:
        found = compare.compared(user, change, offer.inverse, ask=not confirmed)
    except UpstreamError as problem:
        return Undone(change, "blind", offer.inverse, problem=problem)
    comparison = found or Comparison("unseen")
    if comparison.state == "as_before" and not always:
        return Undone(change, "back", offer.inverse, comparison)
    if comparison.state in {"different", "unseen", "gone"} and not confirmed:
        return Undone(change, "conflict", offer.inverse, comparison)
    return _sent(user, change, offer.inverse, comparison, at_most, group)


def undo_group(user: User, group: UndoGroup, *, confirmed: bool = False, key: str) -> Undone | None:
    """Undo several changes as one, the latest first, until one does not succeed; return how the last one ended.

    Each is sent even where all is as before, so that history has it. `key` is that of the form: sent twice it is done
    once. None for a group without changes.
    """
    undone = None
    for entry in group.entries:
        undone = undo(user, entry.write_id, confirmed=confirmed, always=True, group=key)
        if not undone.is_done:
            break
    return undone


def _sent(
    user: User, change: Change, inverse: Inverse, comparison: Comparison, at_most: int | None, group: str
) -> Undone:
    written: list[Written] = []
    problem: UpstreamError | None = None
    for step in inverse.steps[:at_most]:
        try:
            one = _write(user, change, step, comparison, group)
        except UpstreamError as error:
            problem = error
            break
        written.append(one)
        if not one.is_done:
            problem = one.problem
            break
    done = [one for one in written if one.is_done]
    outcome = "done" if len(done) == len(inverse.steps) else "partly" if done else _how(written)
    return Undone(change, outcome, inverse, comparison, problem, "", tuple(written), sum(one.cost for one in written))


def _how(written: list[Written]) -> str:
    return written[-1].outcome if written else str(Outcome.REFUSED)


def _write(user: User, change: Change, step: Step, comparison: Comparison, group: str) -> Written:
    entry = change.entry
    return gateway.write(
        user,
        step.operation,
        _body(change, step, comparison),
        idempotency_key=_key(entry, step, group),
        before=_before(change, step, comparison),
        undoes=entry.write_id,
        **step.params,
    )


def _body(change: Change, step: Step, comparison: Comparison) -> Any:
    """Return what to send: fields that the write did not change stay as they are now."""
    kept = compare.unchanged(change, step)
    if not kept or not comparison.now:
        return step.body
    return {**step.body, **{name: value for name, value in comparison.now.items() if name in kept}}


def _before(change: Change, step: Step, comparison: Comparison) -> Any:
    """Return what an undo replaces, so that it can be undone too."""
    if step.body is not None:
        return comparison.now or compare.written_by(change)
    if change.entry.after is None:
        return None  # the gateway looks into its copies
    written = compare.written_by(change)
    return _named(written, change.entry.target)


def _named(written: Any, target: dict[str, Any]) -> Any:
    """Return what is about to be deleted, with the task that a later restore needs."""
    rows = written if isinstance(written, list) else [written]
    named = [{**({"task_id": target["task_id"]} if "task_id" in target else {}), **row} for row in rows]
    return named if isinstance(written, list) else named[0]


def _key(entry: Entry, step: Step, group: str) -> str:
    """Return the same key for a double click, and another one once an earlier try has surely ended without success."""
    part = next((str(step.params[name]) for name in ("time_block_id",) if name in step.params), "")
    old = timezone.now() - DIES_AFTER
    tries = [
        one
        for one in audit.attempts_to_undo(entry.write_id)
        if str(one.target.get("time_block_id", "")) == part and (one.at < old or _has_ended(one))
    ]
    number = f"{part}-{len(tries)}"
    return f"{group}.{entry.write_id.hex[:18]}-{number}" if group else f"undo-{entry.write_id.hex}-{number}"


def _has_ended(attempt: Entry) -> bool:
    return Entry.objects.filter(write_id=attempt.write_id, kind=Kind.WRITE_OUTCOME).exclude(outcome="done").exists()

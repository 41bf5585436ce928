"""The only writer of history, and how history is read.

A write to Track or Focus is two rows with one `write_id`: what was about to be sent, and how it ended. An intent
without an outcome is a write whose process died: its outcome is unknown, and readers say so.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from dashboard.audit import unrecorded
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.web.origin import current


class RepeatedWrite(Exception):
    """The same form was sent before; `intent` is the row of its first sending."""

    def __init__(self, intent: Entry) -> None:
        super().__init__("this form was sent before")
        self.intent = intent


ENDINGS = (Kind.WRITE_OUTCOME, Kind.WRITE_CHECKED)  # rows that tell how the write of another row ended


@dataclass(frozen=True, slots=True)
class Change:
    """One line of history as people read it: an intent with its outcome, or a row that stands alone."""

    entry: Entry
    outcome: Entry | None
    checked: Entry | None = None  # what a later look found, where the outcome was unknown
    undone_by: tuple[Entry, ...] = ()  # the writes that surely took this one back, or a part of it; oldest first

    @property
    def result(self) -> str:
        """How it ended; a write that has no outcome row is honestly unknown."""
        if self.entry.kind != Kind.WRITE_INTENT:
            return str(Outcome.DONE)
        found = self.checked or self.outcome
        return found.outcome if found else str(Outcome.UNKNOWN)


def record(kind: Kind | str, *, actor: AbstractBaseUser | None, **fields: Any) -> Entry:
    """Add one row of history. `fields` are those of `Entry`; never pass a secret."""
    return _added(kind=kind, **_who(actor), **fields)


def record_anyway(kind: Kind | str, *, actor: AbstractBaseUser | None, **fields: Any) -> None:
    """Add one row of history for what takes a right away: where none can be added, that happens all the same.

    It is then kept aside, and joined to history as soon as that works again.
    """
    told = _told(kind=str(kind), **_who(actor), **fields)
    try:
        with transaction.atomic():
            Entry.objects.create(**told)
            unrecorded.join()
    except DatabaseError as problem:
        unrecorded.keep(told, problem)


def _who(actor: AbstractBaseUser | None) -> dict[str, Any]:
    return {"actor_id": actor.pk if actor else None, "actor_name": str(actor) if actor else ""}


def _added(**fields: Any) -> Entry:
    return Entry.objects.create(**_told(**fields))


def _told(**fields: Any) -> dict[str, Any]:
    """Return the fields of a row, with the request and the address that it comes from."""
    origin = current()
    told = {name: _storable(value) for name, value in fields.items()}
    return {"request_id": origin.request_id, "address": origin.address, **told}


def _storable(value: Any) -> Any:
    """Return the value without NUL, which Toggl may send and PostgreSQL does not store, in text or in JSON."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {_storable(key): _storable(one) for key, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list | tuple) else value


def intend(*, actor: AbstractBaseUser, idempotency_key: str | None, **fields: Any) -> Entry:
    """Add the row that says a write is about to be sent.

    Raises RepeatedWrite when this person used `idempotency_key` before; then nothing may be sent.
    """
    try:
        with transaction.atomic():
            return record(Kind.WRITE_INTENT, actor=actor, idempotency_key=idempotency_key or None, **fields)
    except IntegrityError:
        if first := repeated(actor, idempotency_key):
            raise RepeatedWrite(first) from None
        raise


def conclude(intent: Entry, outcome: Outcome, *, after: Any = None, detail: str = "") -> Entry:
    """Add the row that says how the write of `intent` ended."""
    return _about(intent, Kind.WRITE_OUTCOME, after=after, outcome=outcome, detail=detail)


def check(intent: Entry, outcome: Outcome) -> Entry:
    """Add the row that says what a look at the service found about a write whose outcome was unknown."""
    return _about(intent, Kind.WRITE_CHECKED, outcome=outcome)


def _about(intent: Entry, kind: Kind, **told: Any) -> Entry:
    """Add a row about the write of `intent`, of the same person."""
    same = ("actor_id", "actor_name", "write_id", "service", "operation", "target")
    return _added(kind=kind, **{name: getattr(intent, name) for name in same}, **told)


def repeated(actor: AbstractBaseUser, idempotency_key: str | None) -> Entry | None:
    """Return the intent that this person sent with this key before, if any."""
    if not idempotency_key:
        return None
    return Entry.objects.filter(actor_id=actor.pk, idempotency_key=idempotency_key).first()


def outcome_of(write_id: uuid.UUID) -> Entry | None:
    """Return the row that says how a write ended, or None while (or for ever when) it has none.

    What a later look found counts, where the outcome was unknown.
    """
    return Entry.objects.filter(write_id=write_id, kind__in=ENDINGS).order_by("-id").first()


def changes(entries: QuerySet[Entry] | Iterable[Entry]) -> list[Change]:
    """Join rows (a page of them, newest first) with how they ended and what took them back, in four queries."""
    rows = [row for row in entries if row.kind not in ENDINGS]
    ids = [row.write_id for row in rows if row.kind == Kind.WRITE_INTENT]
    ended = Entry.objects.filter(kind__in=ENDINGS, write_id__in=ids).order_by("id") if ids else ()
    endings = {(row.write_id, row.kind): row for row in ended}
    undone = _undone(ids) if ids else {}
    return [
        Change(
            row,
            endings.get((row.write_id, Kind.WRITE_OUTCOME)),
            endings.get((row.write_id, Kind.WRITE_CHECKED)),
            tuple(undone.get(row.write_id, ())),
        )
        for row in rows
    ]


def _undone(ids: list[uuid.UUID]) -> dict[uuid.UUID, list[Entry]]:
    undoing = Entry.objects.filter(undoes__in=ids, kind=Kind.WRITE_INTENT).order_by("id")
    found: dict[uuid.UUID, list[Entry]] = {}
    for row in of_result(undoing, Outcome.DONE):
        if row.undoes:
            found.setdefault(row.undoes, []).append(row)
    return found


def history_of(user: AbstractBaseUser) -> QuerySet[Entry]:
    """Everything this person did, newest first."""
    return Entry.objects.filter(actor_id=user.pk).order_by("-id")


def changes_of(user: AbstractBaseUser, *, result: str = "") -> QuerySet[Entry]:
    """The rows that stand for a change of this person's, newest first; those of one `result` or all."""
    return of_result(history_of(user).exclude(kind__in=ENDINGS), result)


def changes_of_team(*, result: str = "") -> QuerySet[Entry]:
    """The rows that stand for a change of anybody's, of those who left too, newest first; for admins."""
    return of_result(Entry.objects.exclude(kind__in=ENDINGS).order_by("-id"), result)


def newest(actor_id: int | None) -> int:
    """Return the number of the newest row of this person's, or of everybody's; 0 before the first.

    Whatever is made of history alone stays true until this moves. Written out: pages ask it to be quick.
    """
    whose, values = ("WHERE actor_id = %s", [actor_id]) if actor_id is not None else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(id) FROM {Entry._meta.db_table} {whose}", values)  # noqa: S608, SLF001
        return int(cursor.fetchone()[0] or 0)


def latest_write(user: AbstractBaseUser, ending: str, name: str, number: int) -> uuid.UUID | None:
    """Return this person's newest write about the thing that `name` numbers, its making included, if there is one.

    `ending` is how its operations end, such as _status.
    """
    about = Q(kind=Kind.WRITE_INTENT, **{f"target__{name}": number}) | Q(kind=Kind.WRITE_OUTCOME, after__id=number)
    row = history_of(user).filter(about, operation__endswith=ending).first()
    return row.write_id if row else None


def attempts_to_undo(write_id: uuid.UUID) -> QuerySet[Entry]:
    """The writes that were to take this one back, oldest first."""
    return Entry.objects.filter(undoes=write_id, kind=Kind.WRITE_INTENT).order_by("id")


def of_result(entries: QuerySet[Entry], result: str) -> QuerySet[Entry]:
    """Keep the rows of one result, done, refused or unknown; all of them where it is empty."""
    if not result:
        return entries
    ending = Entry.objects.filter(write_id=OuterRef("write_id")).values("outcome")
    checked, ended = (ending.filter(kind=kind).order_by("-id")[:1] for kind in reversed(ENDINGS))
    found = Coalesce(Subquery(checked), Subquery(ended), Value(str(Outcome.UNKNOWN)), output_field=CharField())
    done = Value(str(Outcome.DONE))
    return entries.annotate(result=Case(When(kind=Kind.WRITE_INTENT, then=found), default=done)).filter(result=result)

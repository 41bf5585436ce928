"""What the pages of history show of a change: its sentence, its fields, how it ended, what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.audit.services import Change
from dashboard.gateway.undo import reasons
from dashboard.gateway.undo.compare import Difference
from dashboard.history import services, verify_unknown, words
from dashboard.history.services import Offer
from dashboard.upstream.documents import number_in, object_in, objects_in
from dashboard.web import times

TONES = {Outcome.DONE: "good", Outcome.REFUSED: "bad", Outcome.UNKNOWN: "warn"}
MOST = 100  # fields of one change that a page shows
FEW = 4  # fields of one change that a list shows
NAMING = ("status_id", "task_id")  # of a target, what the thing is called by
MISSING = object()

Names = Mapping[str, Mapping[Any, str]]  # what things are called, by the field that numbers them


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a change. `raw` are the values as Toggl spells them; MISSING where there is none."""

    name: str
    label: str
    before: str
    after: str
    item: Any = None
    raw: tuple[Any, Any] = (MISSING, MISSING)

    @property
    def knows_before(self) -> bool:
        """Whether history holds what was there."""
        return self.raw[0] is not MISSING

    @property
    def knows_after(self) -> bool:
        """Whether something was written."""
        return self.raw[1] is not MISSING


@dataclass(frozen=True)
class HistoryLine:
    """One change as a page shows it."""

    change: Change
    person: User
    names: Names = field(default_factory=dict)

    @property
    def entry(self) -> Entry:
        """The row that tells of it."""
        return self.change.entry

    @cached_property
    def sentence(self) -> str:
        """What was done."""
        return words.sentence(self.entry)

    @property
    def day(self) -> str:
        """The day on which it was done, in the person's zone and format."""
        return times.date(self.entry.at, self.person)

    @property
    def about(self) -> str:
        """What the thing is called that it was about, where cached responses know its number."""
        numbered = ((name, self.entry.target.get(name)) for name in NAMING)
        return next((found for name, number in numbered if (found := _name(self.names, name, number))), "")

    @property
    def service(self) -> str:
        """The service that was asked, or an empty string."""
        return str(words.SERVICES.get(self.entry.service, ""))

    @property
    def is_own(self) -> bool:
        """Whether the viewer did it: only then can it be opened and undone."""
        return self.entry.actor_id == self.person.pk

    @property
    def is_undo(self) -> bool:
        """Whether it took another change back."""
        return self.entry.undoes is not None

    @property
    def is_write(self) -> bool:
        """Whether Toggl was asked to change something."""
        return self.entry.kind == Kind.WRITE_INTENT

    @property
    def is_access(self) -> bool:
        """Whether it is a sign-in or sign-out, which has no outcome and cannot be undone."""
        return self.entry.kind in {Kind.SIGNED_IN, Kind.SIGNED_OUT}

    @property
    def result(self) -> str:
        """How it ended, in a word."""
        return str(Outcome(self.change.result).label)

    @property
    def tone(self) -> str:
        """The tone of the result's badge."""
        return TONES[Outcome(self.change.result)]

    @cached_property
    def offer(self) -> Offer:
        """Whether and how it can be undone."""
        return services.can_undo(self.change)

    @property
    def undone(self) -> Entry | None:
        """The last write that took it back, once all of it is."""
        return self.change.undone_by[-1] if self.change.undone_by and not self.offer.inverse else None

    @property
    def can_check(self) -> bool:
        """Whether one read can tell if it arrived."""
        return verify_unknown.can_look(self.change)

    @property
    def note(self) -> str:
        """What an undo does not bring back, or an empty string."""
        return str(reasons.NOTES.get(self.entry.operation, "")) if self.offer.inverse else ""

    @property
    def read(self) -> str:
        """What a look would ask, in the vendor's words."""
        return verify_unknown.what_is_read(self.change).summary if self.can_check else ""

    @property
    def problem(self) -> str:
        """Why it was refused or is not known, in a sentence."""
        return words.problem(self.change.outcome.detail if self.change.outcome else "", self.entry.service)

    @cached_property
    def fields(self) -> list[FieldLine]:
        """Every field before and after; at most as many as a page can show."""
        return field_lines(self.entry, self.person, self.names)[:MOST]

    @property
    def first_fields(self) -> list[FieldLine]:
        """The fields that a list shows."""
        return self.fields[:FEW]

    @property
    def more_fields(self) -> int:
        """How many a list leaves to the page of the change."""
        return max(0, len(self.fields) - FEW)


def field_lines(entry: Entry, person: User, names: Names | None = None) -> list[FieldLine]:
    """Return every field of a change, before and after."""
    lines = _lines(entry, person)
    return [_named(line, names) for line in lines] if names else lines


def _named(line: FieldLine, names: Names) -> FieldLine:
    """Put the name of a thing in place of its number, where it is known."""
    before, after = (_name(names, line.name, raw) for raw in line.raw)
    return replace(line, before=before or line.before, after=after or line.after)


def _name(names: Names, field_name: str, value: Any) -> str:
    return names.get(field_name, {}).get(number_in(value), "")


def _lines(entry: Entry, person: User) -> list[FieldLine]:
    after = object_in(entry.after)
    if rows := objects_in(after.get("time_blocks", entry.after)):
        before = {row.get("id"): row for row in objects_in(entry.before)}
        return [
            line
            for number, row in enumerate(rows, start=1)
            for line in _object(entry, before.get(row.get("id")), row, person, row.get("id", number))
        ]
    if entry.after is not None:
        return _object(entry, entry.before, after, person)
    if rows := objects_in(entry.before):
        return [line for row in rows for line in _gone(entry, row, person, row.get("id"))]
    return _gone(entry, object_in(entry.before), person)


def _object(entry: Entry, before: Any, after: dict[str, Any], person: User, item: Any = None) -> list[FieldLine]:
    was = object_in(before)
    if "completed" in after and "completed" not in was and "completed_at" in was:
        was = {**was, "completed": bool(was["completed_at"])}
    found = [
        _line(entry, name, was.get(name, MISSING), value, person, item) for name, value in after.items() if name != "id"
    ]
    return sorted(found, key=lambda line: line.label)  # PostgreSQL does not keep the order in which they were sent


SHOWN_OF_WHAT_IS_GONE = ("task_name", "task_id", "name", "emoji", "position", "start", "duration", "completed_at")


def _gone(entry: Entry, row: dict[str, Any], person: User, item: Any = None) -> list[FieldLine]:
    """Return what was deleted, archived or brought back, as it was."""
    names = [name for name in SHOWN_OF_WHAT_IS_GONE if row.get(name) is not None]
    if "task_name" in names and "task_id" in names:
        names.remove("task_id")
    return [_line(entry, name, row[name], MISSING, person, item) for name in names]


def _line(entry: Entry, name: str, before: Any, after: Any, person: User, item: Any) -> FieldLine:
    was, became = (
        "" if one is MISSING else words.readable(entry.operation, name, one, person) for one in (before, after)
    )
    return FieldLine(name, words.label(entry.operation, name), was, became, item, (before, after))


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One field that somebody changed since, in words."""

    label: str
    name: str
    before: str
    written: str
    now: str
    item: Any


def difference_lines(line: HistoryLine, differences: tuple[Difference, ...]) -> list[DifferenceLine]:
    """Return what a comparison found, in words."""
    entry, person = line.entry, line.person

    def said(name: str, value: Any) -> str:
        return _name(line.names, name, value) or words.readable(entry.operation, name, value, person)

    return [
        DifferenceLine(
            label=words.label(entry.operation, one.field),
            name=one.field,
            before=said(one.field, one.before),
            written=said(one.field, one.written),
            now=said(one.field, one.now),
            item=one.item,
        )
        for one in differences
    ]


def labels(entry: Entry, names: tuple[str, ...]) -> str:
    """Return the labels of fields, as a list in one line."""
    return ", ".join(words.label(entry.operation, name) for name in names) or _("nothing")

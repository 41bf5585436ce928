"""The list of a member's changes: filtered, searched, one page at a time, and as a download."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Kind
from dashboard.audit.services import Change
from dashboard.gateway import services as gateway
from dashboard.history import words
from dashboard.history.view_models import MISSING, FieldLine, HistoryLine, field_lines
from dashboard.upstream.documents import object_in, objects_in
from dashboard.web import downloads

PER_PAGE = 20
LATEST = 5  # changes that the first page shows
CHUNK = 200  # rows that a download or a search holds at a time
COLUMNS = (
    "at", "actor", "service", "operation", "what", "target", "field", "label", "item", "before", "after", "result",
    "detail", "change", "undoes", "request", "address",
)  # fmt: skip

ACCESS = (Kind.SIGNED_IN, Kind.SIGNED_OUT)  # no changes: shown only where somebody asks for them
# The groups that a member filters by: what the operation's name ends with.
GROUPS: dict[str, tuple[str, ...]] = {
    "preferences": ("track.update_preferences", "track.update_client_preferences"),
    "workspace": ("track.update_workspace_preferences",),
    "settings": ("focus.update_settings",),
    "profile": ("track.update_me", "track.close_account", "_lost_password"),
    "blocks": ("_time_block", "_time_blocks"),
    "statuses": ("_status",),
    "tasks": ("focus.update_task",),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a member filters by; empty is everything. Days are whole days in their zone."""

    service: str = ""
    group: str = ""
    result: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    whose: str = ""  # "team" is everybody's, for admins; else one's own

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self == Wanted()


def page(user: User, wanted: Wanted, number: str) -> tuple[Page[Any], list[HistoryLine]]:
    """Return one page of changes and its lines; a number beyond the end is the last page."""
    entries = found(user, wanted)
    rows: Any = _searched(entries, wanted.text, user) if wanted.text.strip() else entries
    one = Paginator(rows, PER_PAGE).get_page(number)
    return one, as_lines(user, audit.changes(list(one.object_list)))


def latest(user: User) -> list[HistoryLine]:
    """Return the last changes of this person."""
    return as_lines(user, audit.changes(list(audit.changes_of(user).exclude(kind__in=ACCESS)[:LATEST])))


def as_lines(user: User, found: list[Change]) -> list[HistoryLine]:
    """Return changes as a page shows them, with the names of things where cached responses know them."""
    numbered = any(names_a_thing(change.entry.after) or names_a_thing(change.entry.target) for change in found)
    names = gateway.names(user) if numbered else {}
    return [HistoryLine(change, user, names) for change in found]


def names_a_thing(after: Any) -> bool:
    """Whether a change sets a field that numbers something."""
    fields = {name for row in (object_in(after), *objects_in(after)) for name in row}
    return any(name.endswith("_id") or name == "time_blocks" for name in fields)


def found(user: User, wanted: Wanted) -> QuerySet[Entry]:
    """Return the rows that the filters leave, newest first; the text is looked for elsewhere."""
    if wanted.whose == "team" and user.is_admin:
        entries = audit.changes_of_team(result=wanted.result)
    else:
        entries = audit.changes_of(user, result=wanted.result)
    if wanted.service:
        entries = entries.filter(service=wanted.service)
    if wanted.group == "access":
        return _between(entries.filter(kind__in=ACCESS), wanted)
    entries = entries.exclude(kind__in=ACCESS)
    if wanted.group == "tandem":
        entries = entries.exclude(kind=Kind.WRITE_INTENT)
    elif wanted.group:
        endings = (Q(operation__endswith=ending) for ending in GROUPS.get(wanted.group, ()))
        entries = entries.filter(reduce(or_, endings, Q(pk=None)))
    return _between(entries, wanted)


def _between(entries: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
    if wanted.since:
        entries = entries.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        entries = entries.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return entries


def changes(user: User, wanted: Wanted) -> Iterator[Change]:
    """Go through everything that is wanted, a chunk at a time."""
    left: Any = found(user, wanted).iterator(CHUNK)
    if wanted.text.strip():
        left = iter(_searched(left, wanted.text, user))
    while chunk := list(islice(left, CHUNK)):
        yield from audit.changes(chunk)


def as_csv(user: User, wanted: Wanted) -> Iterator[str]:
    """Return the lines of a CSV file, one for each field; values as Toggl spells them."""
    return downloads.csv_lines(COLUMNS, ([row[name] for name in COLUMNS] for row in rows(user, wanted)))


def as_json(user: User, wanted: Wanted) -> Iterator[str]:
    """Return a JSON array with the same rows, in pieces."""
    return downloads.json_lines(rows(user, wanted))


def rows(user: User, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Return what a download says of each field of each change."""
    for change in changes(user, wanted):
        entry = change.entry
        whole = {
            "at": entry.at.isoformat(timespec="seconds"),
            "actor": entry.actor_name,
            "service": entry.service,
            "operation": entry.operation or entry.kind,
            "what": words.sentence(entry),
            "target": _value(entry.target) if entry.target else "",
            "result": change.result,
            "detail": change.outcome.detail if change.outcome else entry.detail,
            "change": str(entry.write_id),
            "undoes": str(entry.undoes or ""),
            "request": entry.request_id,
            "address": entry.address,
        }
        lines = field_lines(entry, user)
        for line in lines:
            yield {**whole, **_field(line)}
        if not lines:
            yield {**whole, **dict.fromkeys(("field", "label", "item", "before", "after"), "")}


def _field(line: FieldLine) -> dict[str, Any]:
    before, after = ("" if one is MISSING else _value(one) for one in line.raw)
    return {
        "field": line.name,
        "label": line.label,
        "item": "" if line.item is None else str(line.item),
        "before": before,
        "after": after,
    }


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _searched(entries: Any, text: str, user: User) -> list[Entry]:
    """Return the rows that hold every word of `text` in what a page shows of them, or in the vendor's own names."""
    wanted = text.casefold().split()
    return [entry for entry in entries if _holds(_haystack(entry, user), wanted)]


def _holds(haystack: str, wanted: list[str]) -> bool:
    return all(word in haystack for word in wanted)


def _haystack(entry: Entry, user: User) -> str:
    parts = [words.sentence(entry), entry.operation, entry.detail, str(entry.write_id), entry.actor_name]
    parts += [f"{name} {value}" for name, value in entry.target.items()]
    for line in field_lines(entry, user):
        parts += [line.name, line.label, line.before, line.after]
    return " ".join(parts).casefold()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

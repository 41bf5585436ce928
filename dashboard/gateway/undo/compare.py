"""Is a value still what was written? Looked up before an undo, so that nobody's later change is overwritten unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dashboard.accounts.models import User
from dashboard.audit.services import Change
from dashboard.gateway import services as gateway
from dashboard.gateway.cache.cached_state import among, replaces_whole
from dashboard.gateway.undo.inverse import INSTRUCTIONS, Inverse, Step
from dashboard.upstream import timestamps
from dashboard.upstream.contract import Operation, operation
from dashboard.upstream.documents import list_in, object_in, objects_in
from dashboard.upstream.errors import Gone

MOMENTS = frozenset({"start"})
LOOKS = {"{time_block_id}": "focus.get_time_block", "{status_id}": "focus.get_status"}
A_PAGE = 100  # rows; the most that Focus gives at once

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not what was written: what an undo would set, what was written, what is there now."""

    field: str
    before: Any
    written: Any
    now: Any
    item: Any = None  # the number of the thing, where a write was about many


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a look found. `now` is kept with the undo, so that it can be undone in turn."""

    state: str  # as_written, as_before, different, gone, unseen, or not_needed
    differences: tuple[Difference, ...] = ()
    now: Any = None


NOT_NEEDED = Comparison("not_needed")


def needs_look(change: Change) -> bool:
    """Whether an undo could overwrite somebody's later change. A switch, such as archived, overwrites nothing."""
    return change.entry.after is not None


def compared(user: User, change: Change, inverse: Inverse, *, ask: bool) -> Comparison | None:
    """Compare from fresh copies, else (`ask`) with one request; None where copies do not know and nobody is asked.

    Raises UpstreamError where the look failed.
    """
    if not needs_look(change):
        return NOT_NEEDED
    step = inverse.steps[0]
    seen = gateway.cached_state_of(user, step.operation, step.body, **step.params)
    if seen is None or not seen.is_fresh:
        if not ask:
            return None
        try:
            look(user, step, change)
        except Gone:
            return Comparison("as_before" if step.body is None else "gone")
        seen = gateway.cached_state_of(user, step.operation, step.body, **step.params)
    return judged(change, step, seen.data if seen else None)


def read_for(step: Step) -> Operation:
    """Return the read that shows the thing which a step is about."""
    op = operation(step.operation)
    name = next((read for part, read in LOOKS.items() if part in op.path), None)
    return operation(name or str((op.undo or {}).get("read", "focus.list_time_blocks")))


def look(user: User, step: Step, change: Change) -> None:
    """Spend one request, after which the cached responses know the thing. Raises UpstreamError."""
    op = read_for(step)
    known = {one.name for one in op.parameters if one.place == "path"}
    params = {key: value for key, value in step.params.items() if key in known}
    if op.id == "focus.list_time_blocks":
        params |= _range(change)
    elif op.id == "focus.list_tasks":  # what was written a moment ago comes first
        params |= {"order_by": ["-updated_at"], "per_page": A_PAGE}
    answer = gateway.read_json(user, op.id, refresh=True, **params)
    if answer.problem:
        raise answer.problem


def _range(change: Change) -> Row:
    """Return the time in which blocks have to be looked for."""
    entry, moments = change.entry, []
    for rows in (entry.before, entry.after, change.outcome.after if change.outcome else None):
        listed = objects_in(object_in(rows).get("time_blocks", rows))
        moments += [moment for row in listed if (moment := timestamps.parse(row.get("start")))]
    moments = moments or [entry.at]
    return {
        "date_from": min(moments) - timedelta(days=1),
        "date_to": max(moments) + timedelta(days=1),
        "per_page": A_PAGE,
    }


def judged(change: Change, step: Step, now: Any) -> Comparison:
    """Compare what is there now with what was written and with what was there before."""
    written, before = written_by(change), step.body
    if isinstance(now, dict):
        written = {name: value for name, value in (written or {}).items() if name not in unchanged(change, step)}
    if isinstance(written, list) or isinstance(now, list):
        rows = {id_: row for id_, row in _by_id(now).items() if not row.get("deleted_at")}
        return _many(_by_id(written), _by_id(before), rows)
    if now is None:
        return Comparison("unseen")
    if now.get("deleted_at"):
        return Comparison("as_before" if before is None else "gone")
    return _one(written or {}, before, now)


def unchanged(change: Change, step: Step) -> set[str]:
    """Return the fields that a write only repeated, because it replaces the whole thing."""
    written, before = written_by(change), step.body
    if not isinstance(written, dict) or not isinstance(before, dict) or not replaces_whole(operation(step.operation)):
        return set()
    return {name for name, value in written.items() if name in before and same(name, value, before[name])}


def written_by(change: Change) -> Any:
    """Return what the service holds after a write: what was sent, or what it answered for that."""
    after, answer = change.entry.after, change.outcome.after if change.outcome else None
    after = list_in(object_in(after).get("time_blocks")) or after
    if isinstance(after, list):
        answers = list_in(answer) if len(list_in(answer)) == len(after) else [{}] * len(after)
        return [{**sent, **_told(sent, answered)} for sent, answered in zip(after, answers, strict=True)]
    return {**after, **_told(after, answer)} if isinstance(after, dict) else after


def _told(sent: Row, answered: Any) -> Row:
    known = object_in(answered)
    return {**among(known, sent), **({"id": known["id"]} if "id" in known else {})}


def _one(written: Row, before: Any, now: Row) -> Comparison:
    found = among(now, written)
    # Where a new thing stands shifts with its neighbours, and nothing of anybody's is lost with its place.
    passed = INSTRUCTIONS | {"id"} | ({"position"} if before is None else set())
    names = [name for name in written if name not in passed and _is_shown(name, now, found)]
    kept = {name: value for name, value in among(now, {**written, **(before or {})}).items() if name != "id"}
    kept |= {name: found.get(name) for name in names}
    if all(same(name, written[name], found.get(name)) for name in names):
        return Comparison("as_written", now=kept)
    wanted = object_in(before)
    there = [name for name in names if name in wanted]
    if there and all(same(name, wanted[name], found.get(name)) for name in there):
        return Comparison("as_before", now=kept)
    differences = tuple(
        Difference(name, wanted.get(name), written[name], found.get(name))
        for name in names
        if not same(name, written[name], found.get(name))
    )
    return Comparison("different", differences, kept)


def _many(written: dict[Any, Row], before: dict[Any, Row], now: dict[Any, Row]) -> Comparison:
    if not written.keys() <= now.keys():
        return Comparison("as_before" if not before and not now else "unseen")
    single = {id_: _one(row, before.get(id_), now[id_]) for id_, row in written.items()}
    kept = [{"id": id_, **(one.now or {})} for id_, one in single.items()]
    states = {one.state for one in single.values()}
    differences = tuple(
        Difference(diff.field, diff.before, diff.written, diff.now, id_)
        for id_, one in single.items()
        for diff in one.differences
    )
    state = states.pop() if len(states) == 1 else "different"
    return Comparison(state, differences, kept)


def same(name: str, one: Any, other: Any) -> bool:
    """Whether two values of a field are the same to Toggl, however they are spelled."""
    if name in MOMENTS:
        return one == other or (timestamps.parse(one) or one) == timestamps.parse(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return all(same(key, value, other.get(key)) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        if name == "alpha_features":
            return _codes(one).items() <= _codes(other).items()
        return len(one) == len(other) and all(same("", *pair) for pair in zip(one, other, strict=True))
    return type(one) is type(other) and one == other if isinstance(one, bool) else one == other


def _is_shown(name: str, now: Row, found: Row) -> bool:
    """Whether a look tells of a field: settings leave out what is not set, rows what they never show."""
    return name in found or "id" not in now


def _by_id(rows: Any) -> dict[Any, Row]:
    return {row["id"]: row for row in objects_in(rows) if "id" in row}


def _codes(features: Iterable[Mapping[str, Any]]) -> dict[Any, Any]:
    return {feature.get("code"): bool(feature.get("enabled")) for feature in features}

"""What takes a write back, built from the contract's `undo` and the rows of history alone.

Nothing here asks anybody, so a list can tell of each row whether it can be undone, and why not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.audit.models import Kind, Outcome
from dashboard.audit.services import Change
from dashboard.gateway.cache.cached_state import among, replaces_whole
from dashboard.gateway.undo import reasons
from dashboard.upstream.contract import ContractError, Operation, operation
from dashboard.upstream.contract.wire import MASK
from dashboard.upstream.documents import list_in, object_in, object_or_none, objects_in

INSTRUCTIONS = frozenset({"outbound_sync"})  # sent with a block, but no value of it (facts.md, section 4)

Body = dict[str, Any]


class Irreversible(Exception):
    """A write that cannot be undone. `reason` is a translated sentence."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = str(reason)


@dataclass(frozen=True, slots=True)
class Step:
    """One call that takes a write, or a part of it, back."""

    operation: str
    params: Mapping[str, Any]
    body: Any = None


@dataclass(frozen=True, slots=True)
class Inverse:
    """All that takes a write back. `stays` are fields that Toggl has no way to put back."""

    steps: tuple[Step, ...]
    stays: tuple[str, ...] = ()

    @property
    def cost(self) -> int:
        """How many requests it takes, without the look before."""
        return len(self.steps)


def inverse_of(change: Change) -> Inverse:
    """Return the inverse of a change, without what is undone already. Raises Irreversible with the reason."""
    operation_of(change)
    _refuse_unsure(change)
    whole = built(change)
    done = {_name(row.operation, row.target) for row in change.undone_by}
    steps = tuple(step for step in whole.steps if _name(step.operation, step.params) not in done)
    if not steps:
        raise Irreversible(_("It was undone already."))
    return Inverse(steps, whole.stays)


def built(change: Change) -> Inverse:
    """Return what would take a write back if it happened. Raises Irreversible."""
    op = operation_of(change)
    undo = op.undo or {}
    found = [_step(op, operation(undo["operation"]), undo, change, before) for before in _each(undo, change)]
    for step, _stays in found:
        _checked(step)
    return Inverse(tuple(step for step, _stays in found), found[0][1])


def operation_of(change: Change) -> Operation:
    """Return the operation of a write that the contract can undo. Raises Irreversible."""
    entry = change.entry
    if entry.kind != Kind.WRITE_INTENT:
        raise Irreversible(reasons.of_kind(entry.kind))
    try:
        op = operation(entry.operation)
    except KeyError:
        raise Irreversible(_("This version of Tandem does not know it any more.")) from None
    if op.undo is None:
        raise Irreversible(reasons.of_operation(op.id))
    return op


def _refuse_unsure(change: Change) -> None:
    if change.result == Outcome.REFUSED:
        raise Irreversible(_("It did not happen, so there is nothing to undo."))
    if change.result == Outcome.UNKNOWN:
        raise Irreversible(_("Nobody knows yet whether it happened. Check first."))


def _each(undo: Mapping[str, Any], change: Change) -> list[Any]:
    """Return what was there before, once for each thing where each is undone by a call of its own."""
    before = change.entry.before
    if "each" not in undo:
        return [before]
    if not list_in(before):
        raise Irreversible(reasons.NOT_SEEN)
    return list_in(before)


def _step(
    op: Operation, made: Operation, undo: Mapping[str, Any], change: Change, before: Any
) -> tuple[Step, tuple[str, ...]]:
    entry = change.entry
    answer = change.outcome.after if change.outcome else None
    sources = {"params": entry.target, "body": entry.after, "answer": answer, "before": before}
    known = {one.name for one in made.parameters}
    params = {name: value for name, value in entry.target.items() if name in known}
    for name, references in undo.get("params", {}).items():
        params[name] = _found(references, sources)
    if undo.get("body") != "before":
        return Step(made.id, params), ()
    if whole := _whole(undo, entry.after, before):
        return Step(undo["unset"], params, whole), ()
    body, stays = _body(op, made, entry.after, before)
    return Step(made.id, params, body), stays


def _whole(undo: Mapping[str, Any], after: Any, before: Any) -> Body | None:
    """Return all that the thing was, where a field has to become unset and its other fields are known as well."""
    before, after = object_or_none(before), object_or_none(after)
    if "unset" not in undo or before is None or after is None:
        return None
    schema = operation(undo["unset"]).body_schema or {}
    gone = [name for name in after if name in before and before[name] is None]
    known = {name: before[name] for name in schema["properties"] if before.get(name) is not None}
    complete = not set(schema["required"]) - known.keys() and not after.keys() - schema["properties"].keys()
    return known if gone and complete else None


def _found(references: str | list[str], sources: Mapping[str, Any]) -> Any:
    """Return the first of the named values that is there; of a list of things the value of each."""
    for reference in [references] if isinstance(references, str) else references:
        source, _dot, name = reference.partition(".")
        data = sources[source]
        rows = list_in(data)
        if rows and all(name in object_in(row) for row in rows):
            return [row[name] for row in rows]
        if (value := object_in(data).get(name)) is not None:
            return value
    raise Irreversible(reasons.NOT_NAMED)


def _body(op: Operation, made: Operation, after: Any, before: Any) -> tuple[Any, tuple[str, ...]]:
    """Return what to send, and the fields that cannot be put back."""
    schema = made.body_schema or {}
    if not isinstance(after, list):
        return _object(op, schema, after, before)
    rows = {row.get("id"): row for row in objects_in(before)}
    items, stays = [], set()
    for item in after:
        try:
            body, missing = _object(op, schema["items"], item, rows.get(item.get("id")))
        except Irreversible:
            stays |= item.keys() - {"id"}
            continue
        items.append({"id": item["id"], **body})
        stays |= set(missing)
    if not items:
        raise Irreversible(reasons.NOT_SEEN)
    return items, tuple(sorted(stays))


def _object(op: Operation, schema: Mapping[str, Any], after: Any, before: Any) -> tuple[Body, tuple[str, ...]]:
    before, after = object_or_none(before), object_or_none(after)
    if before is None or after is None:
        raise Irreversible(reasons.NOT_SEEN)
    properties = schema.get("properties", {})
    sent = properties if replaces_whole(op) else after
    secret = {name for name in after if name in op.secret_body_fields or after[name] == MASK}
    values = {name: value for name, value in among(before, {**sent, **after}).items() if name in properties}
    body = {name: value for name, value in values.items() if name not in secret | INSTRUCTIONS}
    body = {name: value for name, value in body.items() if value is not None or _may_be_null(properties[name])}
    stays = after.keys() - body.keys() - INSTRUCTIONS - {"id"}
    if not body or body == {"id": body.get("id")}:
        raise Irreversible(_why_nothing(after, before, secret))
    needed = {name: after[name] for name in schema.get("required", ()) if name not in body and name in after}
    told = {name: after[name] for name in INSTRUCTIONS & after.keys() & properties.keys()}
    return {**needed, **body, **told}, tuple(sorted(stays))


def _why_nothing(after: Body, before: Body, secret: set[str]) -> str | Promise:
    if secret:
        return reasons.SECRET
    return reasons.UNSET if after.keys() & before.keys() else reasons.NOT_SEEN


def _may_be_null(schema: Mapping[str, Any]) -> bool:
    types = schema.get("type")
    return types is None or types == "null" or (isinstance(types, list) and "null" in types)


def _checked(step: Step) -> None:
    try:
        operation(step.operation).call(step.params, step.body)
    except ContractError as error:
        raise Irreversible(_REFUSED % {"fields": ", ".join(problem.field for problem in error.problems)}) from None


def _name(operation_id: str, params: Mapping[str, Any]) -> tuple[str, ...]:
    return (operation_id, *(f"{name}={params[name]}" for name in sorted(params)))


_REFUSED = gettext_lazy("What was there before cannot be sent as it is: %(fields)s.")

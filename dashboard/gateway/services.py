"""The one door to Track and Focus: read, write, probe.

A read returns a fresh cached response, else makes one call that all who ask meanwhile share. When the
quota is spent or the upstream is down it gives the last good copy and says so. A write is sent once and never again
by itself; history knows of it before it leaves.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import DatabaseError

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Outcome
from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection
from dashboard.credentials.references import Reference, reference_of
from dashboard.gateway import account_sync, formats, pending_replacements, request_executor
from dashboard.gateway.answers import Answer, ProbedAccount, Written
from dashboard.gateway.cache import cached_state, response_cache, updates
from dashboard.gateway.cache.completed_write import CompletedWrite
from dashboard.gateway.cache.response_cache import CachedResponse
from dashboard.gateway.limits import quota_ledger, rate_limits, single_flight
from dashboard.gateway.limits.quota_ledger import Level
from dashboard.upstream.authorization import Authorization
from dashboard.upstream.contract import Call, Operation, operation, operations
from dashboard.upstream.documents import object_in
from dashboard.upstream.errors import NotConnected, NotRecorded, Unreadable, UpstreamError, error_of
from dashboard.upstream.records.account import Account, FocusSettings
from dashboard.upstream.records.base import Undecodable
from dashboard.upstream.records.decoding import one_or_none
from dashboard.upstream.records.reads import Read
from dashboard.upstream.secret import Secret
from dashboard.web.telemetry import metrics

log = structlog.get_logger(__name__)

T = TypeVar("T")

WAIT_FOR_DUPLICATE = 10.0  # seconds that a repeated form waits for the outcome of its first sending
PROBES = 10  # tests of unsaved credentials that one person may make in ten minutes
PROBE_WINDOW = 600  # seconds


def fresh_json(user_id: int, operation_id: str, params: Mapping[str, Any]) -> tuple[Answer[bytes], Level | None] | None:
    """Return the cached response while it is fresh, with what is left of the quota, by the person's number alone.

    Its data are the bytes of JSON as they are kept. None where upstream has to be asked. Raises ContractError, and
    NotConnected.
    """
    op = operation(operation_id)
    op.call(params)
    reference = _reference(user_id, op)
    copy = response_cache.load_text(response_cache.key(reference, op, params))
    if copy is None or not copy.is_fresh(op, time.time()):
        return None
    metrics.reads.labels(op.id, "kept").inc()
    return Answer(copy.data, copy.time), _level(reference, op, params)


def level(user_id: int, operation_id: str, params: Mapping[str, Any]) -> Level | None:
    """Return what is left in the bucket that this operation spends; None where nothing is known of it."""
    op = operation(operation_id)
    reference = reference_of(user_id, op.service)
    return _level(reference, op, params) if reference else None


def read(user: User, wanted: Read[T], *, refresh: bool = False, token_id: str = "", **params: Any) -> Answer[T]:
    """Return what a read answers for this member, as records. `refresh` asks upstream even if the copy is fresh.

    `token_id` names the access token that asks, if one does: it may use half of the quota. A copy that does not decode
    is none. Raises ContractError for parameters that the contract refuses, and UpstreamError when there is not even a
    copy.
    """
    op, asked_at = operation(wanted.operation_id), time.time()
    call = op.call(params)
    if not refresh:
        copy = response_cache.load(response_cache.key(_reference(user.pk, op), op, params))
        if copy and copy.is_fresh(op, asked_at) and (answer := _decoded(wanted, copy)):
            metrics.reads.labels(op.id, "kept").inc()
            return answer
    return _asked(user, wanted, call, params, asked_at, token_id)


def read_json(
    user: User, operation_id: str, *, refresh: bool = False, token_id: str = "", **params: Any
) -> Answer[Any]:
    """Return what a read answers as plain data, for whoever passes it on. Otherwise the same as `read`."""
    return read(user, Read(operation_id, _as_it_came), refresh=refresh, token_id=token_id, **params)


@contextmanager
def stream(user: User, operation_id: str, *, token_id: str = "", **params: Any) -> Iterator[Iterator[Any]]:
    """Give the items of a streamed read one by one, cleaned of secrets and not kept.

    Raises ContractError, and UpstreamError, also while iterating: what came before was given out by then.
    """
    op = operation(operation_id)
    call = op.call(params)
    with request_executor.stream(_connection(user, op), call, params, token_id) as items:
        yield items


def peek(user: User, wanted: Read[T], **params: Any) -> Answer[T] | None:
    """Return the cached response, however old, without ever asking upstream; None where none decodes."""
    return peek_many(user, [(wanted, params)])[0]


def peek_many(user: User, wanted: Sequence[tuple[Read[T], Mapping[str, Any]]]) -> list[Answer[T] | None]:
    """Return several cached responses of one service, however old, with one look at the cache; None for a miss."""
    reference = reference_of(user.pk, wanted[0][0].service) if wanted else None
    if reference is None:
        return [None for _each in wanted]
    names = [response_cache.key(reference, operation(read.operation_id), params) for read, params in wanted]
    found = response_cache.load_many(names)
    copies = [found.get(name) for name in names]
    return [_decoded(read, copy) if copy else None for (read, _params), copy in zip(wanted, copies, strict=True)]


def peek_json(user: User, operation_id: str, **params: Any) -> Answer[Any] | None:
    """Return the cached response as plain data, however old, for whoever compares or passes on JSON."""
    return peek(user, Read(operation_id, _as_it_came), **params)


def peek_all_json(user: User, operation_id: str) -> list[Answer[Any]]:
    """Return every cached response of a read as plain data."""
    return peek_all(user, Read(operation_id, _as_it_came))


def peek_all(user: User, wanted: Read[T]) -> list[Answer[T]]:
    """Return every cached response of a read, however old and whatever its `params`, without a request."""
    reference = reference_of(user.pk, operation(wanted.operation_id).service)
    found = response_cache.decoded(reference, wanted) if reference else []
    return [Answer(data, copy.time, is_stale=copy.is_stale, params=copy.params) for copy, data in found]


def write(
    user: User,
    operation_id: str,
    body: Any = None,
    *,
    idempotency_key: str = "",
    before: Any = None,
    undoes: UUID | None = None,
    token_id: str = "",
    **params: Any,
) -> Written:
    """Send one write, once. `before` is what the member saw, kept for Undo (else what a cached response knows).

    `undoes` names the write that this one undoes.

    Raises ContractError (nothing was sent, nothing noted) and, for what was never sent, UpstreamError. How a sent
    write ended is in the result: done, refused with the problem, or unknown.
    """
    op = operation(operation_id)
    call = op.call(params, body)
    connection = _connection(user, op)
    if first := audit.repeated(user, idempotency_key):
        return _outcome_of_duplicate(first)
    try:
        intent = audit.intend(
            actor=user,
            idempotency_key=idempotency_key,
            service=op.service,
            operation=op.id,
            target=op.redacted_params(params),
            before=cached_state.before(connection, op, params, op.canonical_body(body)) if before is None else before,
            undoes=undoes,
            after=op.redacted_body(op.canonical_body(body)),
        )
    except audit.RepeatedWrite as repeat:
        return _outcome_of_duplicate(repeat.intent)
    except DatabaseError as problem:
        log.warning("write_not_recorded", operation=op.id, reason=type(problem).__name__)
        raise NotRecorded(service=op.service, operation_id=op.id) from None
    return _send_write(user, connection, call, intent, body, params, token_id)


def cached_state_of(user: User, operation_id: str, body: Any = None, **params: Any) -> cached_state.CachedState | None:
    """Return what this write would be about, as cached responses show it, without a request; None where none does.

    Raises NotConnected.
    """
    op = operation(operation_id)
    return cached_state.state_of(_connection(user, op), op, params, op.canonical_body(body))


def names(user: User) -> dict[str, dict[Any, str]]:
    """Return what cached responses call things, by the field that numbers them, without a request."""
    found: dict[str, dict[Any, str]] = {}
    for service in ("track", "focus"):
        if reference := reference_of(user.pk, service):
            found |= cached_state.names(reference)
    return found


def probe(user: User, authorization: Authorization) -> ProbedAccount:
    """Find out who a credential belongs to before it is saved: one request. Raises UpstreamError."""
    service = authorization.service
    rate_limits.spend(f"probes:{user.pk}", most=PROBES, window=PROBE_WINDOW)
    op = operation("track.get_me" if service == "track" else "focus.get_settings")
    reply = request_executor.acquire_and_send(
        request_executor.Sender(f"probe.{user.pk}.{service}", "me"), op.call({}), authorization
    )
    data = op.canonical(reply.data)
    at, kept = datetime.now(UTC), op.without_secrets(data)
    if service == "focus":
        settings = one_or_none(FocusSettings, data) or FocusSettings()
        workspace_id = settings.current_workspace_id
        return ProbedAccount(str(workspace_id or ""), "", authorization.email, None, None, workspace_id, kept, at)
    me, token = one_or_none(Account, data) or Account(), data.get("api_token")
    return ProbedAccount(
        account_id=str(me.id or ""),
        name=me.fullname,
        email=me.email or authorization.email,
        api_token=Secret(str(token)) if token else None,
        organization_id=None,
        workspace_id=me.default_workspace_id,
        data=kept,
        at=at,
    )


def adopt(connection: Connection, account: ProbedAccount) -> None:
    """Keep what the probe of a now saved connection answered, so that its first page does not pay again."""
    op = operation("track.get_me" if connection.service == "track" else "focus.get_settings")
    response_cache.store(connection, op, {}, account.data, account.at.timestamp(), account.at.timestamp())
    formats.sync_formats(connection.user, op.id, account.data)


def forget(connection: Connection) -> None:
    """Drop the cached responses and the ledger of a connection that is gone, and its pending replacement."""
    pending_replacements.discard(connection)
    response_cache.forget(connection, operations())
    quota_ledger.forget(connection.pk.hex)


def meter(user: User) -> dict[str, list[quota_ledger.Level]]:
    """Return what is left in each bucket of each connection, without a request."""
    return levels_of(credentials.connections_of(user))


def levels_of(connections: Mapping[str, Connection]) -> dict[str, list[quota_ledger.Level]]:
    """Return what is left in each bucket of these connections, without a request."""
    return {service: quota_ledger.levels(connection.pk.hex) for service, connection in connections.items()}


def _level(reference: Reference, op: Operation, params: Mapping[str, Any]) -> Level | None:
    if op.bucket is None:
        return None
    return quota_ledger.level(reference.pk.hex, request_executor.bucket_name(reference, op, params))


def _reference(user_id: int, op: Operation) -> Reference:
    reference = reference_of(user_id, op.service)
    if reference is None:
        raise NotConnected(service=op.service, operation_id=op.id)
    return reference


def _connection(user: User, op: Operation) -> Connection:
    connection = credentials.connection_of(user, op.service)
    if connection is None:
        raise NotConnected(service=op.service, operation_id=op.id)
    return connection


def _as_it_came(data: Any) -> Any:
    return data


def _decoded(what: Read[T], copy: CachedResponse) -> Answer[T] | None:
    """Return a cached response as records; None for one that does not decode, which is no copy."""
    try:
        return Answer(what.decode(copy.data), copy.time, is_stale=copy.is_stale)
    except Undecodable:
        return None


def _asked(
    user: User, what: Read[T], call: Call, params: Mapping[str, Any], asked_at: float, token_id: str
) -> Answer[T]:
    """Ask upstream, together with all who ask the same; fall back to the last good copy."""
    connection = _connection(user, call.operation)
    name = response_cache.key(connection, call.operation, params)

    def fetch() -> CachedResponse:
        last = response_cache.load(name)
        if last and last.at >= asked_at and not last.is_stale:
            return last  # brought by somebody else since we looked: a slow thread does not pay again
        found = _fetch(connection, what, call, params, token_id)
        formats.sync_formats(user, call.operation.id, found.data, before=last.data if last else None)
        account_sync.sync_account(connection, call.operation.id, found.data)
        return found

    try:
        found = single_flight.join(name, fetch, since=asked_at)
    except UpstreamError as error:
        copy = response_cache.load(name) if error.keeps_copies else None
        last_good = _decoded(what, copy) if copy else None
        if last_good is None:
            raise
        metrics.reads.labels(call.operation.id, "last_good").inc()
        return replace(last_good, problem=error)
    metrics.reads.labels(call.operation.id, "upstream").inc()
    return Answer(_data_of(what, found.data), found.time, cost=1)


def _data_of(what: Read[T], data: Any) -> T:
    try:
        return what.decode(data)
    except Undecodable:
        service = operation(what.operation_id).service
        raise Unreadable(service=service, operation_id=what.operation_id, detail="not as the contract says") from None


def _fetch(
    connection: Connection, what: Read[Any], call: Call, params: Mapping[str, Any], token_id: str
) -> CachedResponse:
    """Ask upstream and keep the answer, unless it does not decode: then the last good copy stays."""
    op, since = call.operation, time.time()
    if op.stream:
        with request_executor.stream(connection, call, params, token_id) as items:
            data: Any = op.canonical(list(items))
    else:
        data = op.without_secrets(op.canonical(request_executor.send(connection, call, params, token_id).data))
    _data_of(what, data)
    return response_cache.store(connection, op, params, data, time.time(), since)


def _send_write(
    user: User, connection: Connection, call: Call, intent: Entry, body: Any, params: Mapping[str, Any], token_id: str
) -> Written:
    op = call.operation
    try:
        reply = request_executor.send(connection, call, params, token_id)
    except UpstreamError as error:
        outcome = Outcome.UNKNOWN if error.sent else Outcome.REFUSED
        _conclude(intent, outcome, detail=error.code)
        if error.sent:
            updates.mark_stale(connection, CompletedWrite(op, params, None, None, time.time()))
        return Written(intent.write_id, outcome, problem=error, cost=1 if error.sent else 0)
    answer = op.without_secrets(op.canonical(reply.data))
    _conclude(intent, Outcome.DONE, after=_told(op, op.canonical_body(body), answer))
    updates.apply(connection, CompletedWrite(op, params, op.canonical_body(body), answer, time.time()))
    formats.sync_formats(user, op.id, answer)
    account_sync.sync_account(connection, op.id, answer)
    return Written(intent.write_id, Outcome.DONE, answer, cost=1)


def _told(op: Operation, body: Any, answer: Any) -> Any:
    """Return what history keeps of an answer: what made something new is needed to undo it, else what was sent."""
    if any("answer." in str(source) for source in ((op.undo or {}).get("params") or {}).values()):
        return answer
    sent, answered = object_in(body), object_in(answer)
    told = {name: answered[name] for name in sent if name in answered and name not in op.secret_body_fields}
    return told or None if op.undo else None


def _conclude(intent: Entry, outcome: Outcome, **told: Any) -> None:
    """Write how it ended. Where that fails the intent is alone, which readers show as unknown."""
    try:
        audit.conclude(intent, outcome, **told)
    except DatabaseError as problem:
        log.warning("outcome_not_recorded", write_id=str(intent.write_id), reason=type(problem).__name__)


def _outcome_of_duplicate(intent: Entry) -> Written:
    """Wait for the first sending of the same form and give its outcome: a double click is one write."""
    deadline = time.monotonic() + WAIT_FOR_DUPLICATE
    while (outcome := audit.outcome_of(intent.write_id)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    if outcome is None:
        return Written(intent.write_id, Outcome.UNKNOWN, repeated=True)
    problem = error_of(outcome.detail, service=intent.service, operation_id=intent.operation)
    return Written(intent.write_id, outcome.outcome, problem=problem, repeated=True)

"""One call to Track or Focus: latch, breaker, ledger, pace, transport, and what the answer says of the connection."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.core.cache import caches

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection, State
from dashboard.credentials.references import Reference
from dashboard.gateway.limits import quota_ledger
from dashboard.gateway.limits.upstreams import breaker, upstream
from dashboard.gateway.response_scrubber import scrubber_of
from dashboard.upstream.authorization import Authorization
from dashboard.upstream.contract import Call, Operation, Service, operation
from dashboard.upstream.errors import (
    BadAnswer,
    ConnectionLatched,
    CredentialRefused,
    CredentialUnreadable,
    Forbidden,
    NoAnswer,
    QuotaSpent,
    ServerFailed,
    Throttled,
    UpstreamError,
    Withheld,
)
from dashboard.upstream.quota import Quota
from dashboard.upstream.transport.client import Reply
from dashboard.vault import VaultError
from dashboard.web import origin
from dashboard.web.telemetry import metrics

CONFIRM_EVERY = 3600  # seconds between two questions whether Track really refuses a key
STATES: tuple[tuple[type[UpstreamError], State], ...] = (
    (CredentialUnreadable, State.UNREADABLE),
    (CredentialRefused, State.REFUSED),
    (QuotaSpent, State.QUOTA),
    (Throttled, State.THROTTLED),
    (ServerFailed, State.DOWN),
    (NoAnswer, State.DOWN),
    (BadAnswer, State.DOWN),
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose quota a call spends, and how to get at the secret."""

    owner: str  # the ledger's name for the connection, or for a probe
    bucket: str
    token_id: str = ""  # the access token that calls, if one does


def send(connection: Connection, call: Call, params: Mapping[str, Any], token_id: str = "") -> Reply:
    """Make one call for a connection. Raises UpstreamError; the connection's state follows what happened.

    The answer may still hold fields that are secret by name, but no echo of the credential.
    """
    if connection.state == State.REFUSED:
        raise ConnectionLatched(service=connection.service, operation_id=call.operation.id)
    try:
        authorization = _authorization(connection)
        reply = acquire_and_send(_sender(connection, call.operation, params, token_id), call, authorization)
    except Forbidden as error:
        raise (_refused_or(connection, error) if error.credential_suspect else error) from None
    except UpstreamError as error:
        _note(connection, error)
        raise
    credentials.note_state(connection, State.OK)
    return replace(reply, data=scrubber_of(authorization).scrub(reply.data, reply.raw))


@contextmanager
def stream(
    connection: Connection, call: Call, params: Mapping[str, Any], token_id: str = ""
) -> Iterator[Iterator[Any]]:
    """Open one stream for a connection; its items come cleaned of secrets. Raises UpstreamError, also while iterating.

    The ticket is settled by the head of the answer, so that a long stream holds nothing back.
    """
    if connection.state == State.REFUSED:
        raise ConnectionLatched(service=connection.service, operation_id=call.operation.id)
    try:
        authorization = _authorization(connection)
        with _paid_stream(_sender(connection, call.operation, params, token_id), call, authorization) as items:
            yield map(scrubber_of(authorization).scrub, items)
    except UpstreamError as error:
        _note(connection, error)
        raise
    credentials.note_state(connection, State.OK)


@contextmanager
def _paid_stream(sender: Sender, call: Call, authorization: Authorization) -> Iterator[Iterator[Any]]:
    service = call.operation.service
    breaker(service).check(service)
    tickets = [_acquired(sender, call)]
    try:
        with counted(call, authorization), upstream(service).stream(call, authorization) as items:
            quota_ledger.settle_response(tickets.pop(), items.quota)
            yield items
    except UpstreamError as error:
        _settle(tickets, error)
        _report_to_breaker(service, error)
        raise
    finally:
        _settle(tickets, None)
    breaker(service).note(good=True)


def acquire_and_send(sender: Sender, call: Call, authorization: Authorization) -> Reply:
    """Acquire a ticket, call once (a read perhaps twice), and settle with what was answered. Raises UpstreamError."""
    service = call.operation.service
    breaker(service).check(service)
    tickets = [_acquired(sender, call)]

    def may_retry() -> bool:
        with suppress(Withheld):
            tickets.append(_acquired(sender, call))
            metrics.upstream_calls.labels(call.operation.id, "retried").inc()
        return len(tickets) == 2

    try:
        with counted(call, authorization):
            reply = upstream(service).send(call, authorization, may_retry=may_retry)
    except UpstreamError as error:
        _settle(tickets, error)
        _report_to_breaker(service, error)
        raise
    except BaseException:
        _settle(tickets, None)
        raise
    for ticket in tickets:
        quota_ledger.settle_response(ticket, reply.quota)
    breaker(service).note(good=True)
    return reply


@contextmanager
def counted(call: Call, authorization: Authorization | None) -> Iterator[None]:
    """Count a call by how it ended; from here on no log line of this request shows the secret."""
    if authorization:
        origin.using(authorization.secret)
    started, outcome = time.perf_counter(), "broken"
    try:
        yield
        outcome = "ok"
    except UpstreamError as error:
        outcome = error.code
        raise
    finally:
        metrics.upstream_calls.labels(call.operation.id, outcome).inc()
        metrics.upstream_seconds.labels(call.operation.service).observe(time.perf_counter() - started)


def bucket_name(connection: Connection | Reference, op: Operation, params: Mapping[str, Any]) -> str:
    """Return the ledger's name for the quota that a call spends (facts.md, section 2)."""
    if op.bucket != "organization":
        return "me"
    workspace = params.get("workspace_id")
    organization = params.get("organization_id")
    if organization is None and workspace is not None and workspace == connection.workspace_id:
        organization = connection.organization_id
    if organization is None and workspace is not None:
        return f"workspace.{workspace}"
    return f"organization.{organization or connection.organization_id or 0}"


def _sender(connection: Connection, op: Operation, params: Mapping[str, Any], token_id: str = "") -> Sender:
    return Sender(connection.pk.hex, bucket_name(connection, op, params), token_id)


def _authorization(connection: Connection) -> Authorization:
    try:
        return credentials.authorization(connection)
    except VaultError:
        raise CredentialUnreadable(service=connection.service) from None


def _report_to_breaker(service: Service, error: UpstreamError) -> None:
    if not isinstance(error, Withheld):
        breaker(service).note(good=not error.is_outage)


def _acquired(sender: Sender, call: Call) -> quota_ledger.Ticket:
    op = call.operation
    return quota_ledger.acquire(
        sender.owner, sender.bucket, for_write=op.is_write, service=op.service, token_id=sender.token_id
    )


def _settle(tickets: list[quota_ledger.Ticket], error: UpstreamError | None) -> None:
    """Give tickets back: unused when nothing left this machine, else with what the answer said."""
    unused = isinstance(error, Withheld) or (isinstance(error, NoAnswer) and not error.sent)
    while tickets:
        ticket = tickets.pop()
        if unused:
            quota_ledger.release(ticket)
        else:
            quota_ledger.settle_response(ticket, _left(error), spent=isinstance(error, QuotaSpent))


def _left(error: UpstreamError | None) -> Quota | None:
    """What is left after a failure; a 402 may name its reset in the sentence alone (facts.md, section 2)."""
    if error is None or error.quota or error.resets_at is None:
        return error.quota if error else None
    return Quota(0, max(0, round((error.resets_at - datetime.now(UTC)).total_seconds())))


def _note(connection: Connection, error: UpstreamError) -> None:
    """Let the connection's state follow a failure that says something of it."""
    for kind, state in STATES:
        if isinstance(error, kind):
            credentials.note_state(connection, state, error.code)
            return
    if not isinstance(error, Withheld):
        credentials.note_state(connection, State.OK)


def _refused_or(connection: Connection, error: Forbidden) -> UpstreamError:
    """Track answers 403 to a bad key and to a forbidden operation alike: ask `GET /me/logged` which, once an hour."""
    if connection.service != "track":
        return error
    logged = operation("track.get_logged")
    if not caches["ledger"].add(f"confirmed:{connection.pk.hex}.{connection.generation}", 1, CONFIRM_EVERY):
        return error
    try:
        acquire_and_send(_sender(connection, logged, {}), logged.call({}), _authorization(connection))
    except (Forbidden, CredentialRefused):
        refused = CredentialRefused(service="track", operation_id=error.operation_id, status=403)
        _note(connection, refused)
        return refused
    except UpstreamError:
        return error
    return error

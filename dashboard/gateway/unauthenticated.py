"""Operations that need no credential (`lost_passwords`): sent without one, seldom, and never kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Outcome
from dashboard.gateway.answers import Written
from dashboard.gateway.limits import rate_limits
from dashboard.gateway.limits.upstreams import breaker, upstream
from dashboard.gateway.request_executor import counted
from dashboard.upstream.contract import Call, operation
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.transport.client import Reply

AN_HOUR = 3600
MOST = 3  # of them an hour, for each member


def send_unauthenticated(user: User, operation_id: str, body: Any = None, **params: Any) -> Written:
    """Send one such operation for a member. Raises ContractError, and Throttled after three in an hour.

    What was typed (an address, a code, a password) is in no row of history.
    """
    op = operation(operation_id)
    if op.authenticated:
        raise ValueError(f"{operation_id} needs a credential")
    call = op.call(params, body)
    rate_limits.spend(_name(user), most=MOST, window=AN_HOUR, service="track")
    if op.is_read:
        return _asked(call)
    intent = audit.intend(actor=user, idempotency_key=None, service=op.service, operation=op.id)
    asked = _asked(call)
    audit.conclude(intent, Outcome(asked.outcome), detail=asked.problem.code if asked.problem else "")
    return replace(asked, write_id=intent.write_id)


def left(user: User) -> int:
    """Return how many such operations a member may still send within the hour that their first one began."""
    return rate_limits.left(_name(user), most=MOST)


def _asked(call: Call) -> Written:
    """Send a call and say how it ended; one that asks only is not a change, so it has no row of history."""
    try:
        reply = _send(call)
    except UpstreamError as error:
        return Written(None, Outcome.UNKNOWN if error.sent else Outcome.REFUSED, problem=error)
    op = call.operation
    return Written(None, Outcome.DONE, op.without_secrets(op.canonical(reply.data)))


def _send(call: Call) -> Reply:
    service = call.operation.service
    breaker(service).check(service)
    try:
        with counted(call, None):
            reply = upstream(service).send(call, None)
    except UpstreamError as error:
        breaker(service).note(good=not error.is_outage)
        raise
    breaker(service).note(good=True)
    return reply


def _name(user: User) -> str:
    return f"anonymous:{user.pk}"

"""Operations that need no credential (`lost_passwords`): sent without one, seldom, and never kept."""

from __future__ import annotations

from typing import Any

from django.core.cache import caches

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Outcome
from dashboard.gateway.answers import Written
from dashboard.gateway.upstreams import breaker, upstream
from dashboard.upstream.contract import Call, operation
from dashboard.upstream.errors import BadAnswer, NoAnswer, ServerFailed, Throttled, UpstreamError
from dashboard.upstream.transport import Reply

AN_HOUR = 3600
MOST = 3  # of them an hour, for each member


def ask(user: User, operation_id: str, body: Any = None, **params: Any) -> Written:
    """Send one such operation for a member. Raises ContractError, and Throttled after three in an hour.

    What was typed (an address, a code, a password) is in no row of history.
    """
    op = operation(operation_id)
    if op.authenticated:
        raise ValueError(f"{operation_id} needs a credential")
    call = op.call(params, body)
    _count(user)
    intent = audit.intend(actor=user, idempotency_key=None, service=op.service, operation=op.id)
    try:
        reply = _send(call)
    except UpstreamError as error:
        outcome = Outcome.UNKNOWN if error.sent else Outcome.REFUSED
        audit.conclude(intent, outcome, detail=error.code)
        return Written(intent.write_id, outcome, problem=error)
    audit.conclude(intent, Outcome.DONE)
    return Written(intent.write_id, Outcome.DONE, op.without_secrets(op.canonical(reply.data)))


def _send(call: Call) -> Reply:
    service = call.operation.service
    breaker(service).check(service)
    try:
        reply = upstream(service).send(call, None)
    except UpstreamError as error:
        breaker(service).note(good=not isinstance(error, (NoAnswer, BadAnswer, ServerFailed)))
        raise
    breaker(service).note(good=True)
    return reply


def _count(user: User) -> None:
    cache, name = caches["default"], f"anonymous:{user.pk}"
    cache.add(name, 0, AN_HOUR)
    if cache.incr(name) > MOST:
        raise Throttled(service="track", retry_after=AN_HOUR)

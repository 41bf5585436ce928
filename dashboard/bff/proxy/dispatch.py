"""One request through the proxy, from its address to its answer."""

from __future__ import annotations

from typing import Any, TypedDict

from django.core.cache import caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dashboard.accounts.members import person
from dashboard.accounts.models import User
from dashboard.bff.proxy import callers, parsing, responses, streaming
from dashboard.bff.proxy.problems import Refused, of_contract, of_upstream
from dashboard.bff.proxy.responses import Asked
from dashboard.gateway import services as gateway
from dashboard.gateway import unauthenticated
from dashboard.gateway.answers import Written
from dashboard.upstream.contract import ContractError
from dashboard.upstream.errors import UpstreamError

REMEMBERED = 24 * 3600  # seconds that the answer to a write with an Idempotency-Key is kept


_REPEATED = {
    "refused": gettext_noop("This key was used before; that write was not done."),
    "unknown": gettext_noop(
        "This key was used before; what became of that write is unknown. Read before you send it again."
    ),
}


class Told(TypedDict, total=False):
    """What the log is told of a request; no value that the caller sent."""

    operation: str
    user: int
    token_id: str
    cache: str
    error: str


def answered(request: HttpRequest, told: Told) -> HttpResponseBase:
    """Return the answer, filling `told` as it gets known. Raises Refused."""
    op, in_path = parsing.operation_of(request)
    told["operation"] = op.id
    caller = callers.caller_of(request)
    told["user"], told["token_id"] = caller.member.pk, caller.token_id
    callers.check_scope(caller, op)
    asked = Asked(op, parsing.parameters_of(request, op, in_path), caller)
    try:
        if op.is_read and op.authenticated:
            return _read(request, asked)
        return _write(request, asked)
    except ContractError as error:
        raise of_contract(error) from None
    except UpstreamError as error:
        raise of_upstream(error, is_write=op.is_write) from None


def _read(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """Answer from a fresh kept copy without touching the member's row; else ask."""
    op, params, caller = asked.op, asked.params, asked.caller
    if op.stream:
        return streaming.open_stream(asked, person(caller.member), lambda: _check_again(request, asked))
    refresh = parsing.wants_fresh(request)
    if not refresh and (found := gateway.fresh(caller.member.pk, op.id, params)):
        return responses.of_read(asked, *found)
    answer = gateway.read(person(caller.member), op.id, refresh=refresh, token_id=caller.token_id, **params)
    if refresh and answer.problem:
        raise answer.problem
    return responses.of_read(asked, answer, asked.level())


def _check_again(request: HttpRequest, asked: Asked) -> None:
    """Raise Refused where the caller might not ask for this any more. Costs what the first look cost, nothing above."""
    callers.check_scope(callers.caller_of(request), asked.op)


def _write(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """Send a write once; the same Idempotency-Key again is answered as the first time, and not sent."""
    op, body = asked.op, parsing.body_of(request)
    callers.check_control(asked.caller, op, body, request)
    user = User.objects.get(pk=asked.caller.member.pk)
    key = parsing.idempotency_key_of(request, op, asked.params) if op.is_write else ""
    if not op.authenticated:
        return responses.of_write(
            asked, _outcome(unauthenticated.send_unauthenticated(user, op.id, body, **asked.params))
        )
    written = gateway.write(user, op.id, body, idempotency_key=key, token_id=asked.caller.token_id, **asked.params)
    name = f"answered.{user.pk}.{written.write_id}"
    if written.repeated:
        return responses.of_write(asked, _remembered(written, name), repeated=True)
    data = _outcome(written)
    if key:
        caches["kept"].set(name, data, REMEMBERED)
    return responses.of_write(asked, data)


def _outcome(written: Written) -> Any:
    """Return what a write was answered. Raises the problem of one that was refused or whose outcome is unknown."""
    if written.problem:
        raise written.problem
    return written.data


def _remembered(written: Written, name: str) -> Any:
    if written.outcome == "done":
        return caches["kept"].get(name)
    message = _(_REPEATED.get(written.outcome, _REPEATED["unknown"]))
    raise Refused(409, f"repeated_{written.outcome}", message)

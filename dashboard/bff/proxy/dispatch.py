"""A request through the proxy: parse it, authenticate the caller, read or write, respond."""

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
from dashboard.bff.proxy.problems import ProxyError, from_contract_error, from_upstream_error
from dashboard.bff.proxy.responses import ProxyRequest
from dashboard.gateway import services as gateway
from dashboard.gateway import unauthenticated
from dashboard.gateway.answers import Written
from dashboard.upstream.contract import ContractError
from dashboard.upstream.errors import UpstreamError

RESPONSE_KEPT_FOR = 24 * 3600  # seconds that the answer to a write with an Idempotency-Key is kept
_REPEATED = {
    "refused": gettext_noop("This key was used before; that write was not done."),
    "unknown": gettext_noop(
        "This key was used before; what became of that write is unknown. Read before you send it again."
    ),
}


class LogFields(TypedDict, total=False):
    """What is logged of a request: no value that the caller sent."""

    operation: str
    user: int
    token_id: str
    cache: str
    error: str


def dispatch(request: HttpRequest, log_fields: LogFields) -> HttpResponseBase:
    """Return the response, filling in `log_fields` on the way. Raises ProxyError."""
    op, in_path = parsing.parse_operation(request)
    log_fields["operation"] = op.id
    caller = callers.authenticate(request)
    log_fields["user"], log_fields["token_id"] = caller.member.pk, caller.token_id
    callers.check_scope(caller, op)
    call = ProxyRequest(op, parsing.parse_parameters(request, op, in_path), caller)
    try:
        if op.is_read and op.authenticated:
            return _read(request, call)
        return _write(request, call)
    except ContractError as error:
        raise from_contract_error(error) from None
    except UpstreamError as error:
        raise from_upstream_error(error, is_write=op.is_write) from None


def _read(request: HttpRequest, call: ProxyRequest) -> HttpResponseBase:
    """Answer from a fresh cached response without loading the member's row; otherwise ask upstream."""
    op, params, caller = call.op, call.params, call.caller
    if op.stream:
        return streaming.stream_response(call, person(caller.member), lambda: _recheck(request, call))
    refresh = parsing.bypasses_cache(request)
    if not refresh and (found := gateway.fresh_json(caller.member.pk, op.id, params)):
        return responses.read_response(call, *found)
    answer = gateway.read_json(person(caller.member), op.id, refresh=refresh, token_id=caller.token_id, **params)
    if refresh and answer.problem:
        raise answer.problem
    return responses.read_response(call, answer, call.level())


def _recheck(request: HttpRequest, call: ProxyRequest) -> None:
    """Raise ProxyError when the caller has lost access since. Sends nothing upstream."""
    callers.check_scope(callers.authenticate(request), call.op)


def _write(request: HttpRequest, call: ProxyRequest) -> HttpResponseBase:
    """Send a write once: the same Idempotency-Key again gets the first response and sends nothing."""
    op, body = call.op, parsing.parse_body(request)
    callers.check_account_control(call.caller, op, body, request)
    user = User.objects.get(pk=call.caller.member.pk)
    key = parsing.parse_idempotency_key(request, op, call.params) if op.is_write else ""
    if not op.authenticated:
        return responses.write_response(
            call, _outcome(unauthenticated.send_unauthenticated(user, op.id, body, **call.params))
        )
    written = gateway.write(user, op.id, body, idempotency_key=key, token_id=call.caller.token_id, **call.params)
    name = f"answered.{user.pk}.{written.write_id}"
    if written.repeated:
        return responses.write_response(call, _first_response(written, name), repeated=True)
    data = _outcome(written)
    if key:
        caches["kept"].set(name, data, RESPONSE_KEPT_FOR)
    return responses.write_response(call, data)


def _outcome(written: Written) -> Any:
    """Return the data of a write. Raises its error when it was refused or its outcome is unknown."""
    if written.problem:
        raise written.problem
    return written.data


def _first_response(written: Written, name: str) -> Any:
    if written.outcome == "done":
        return caches["kept"].get(name)
    message = _(_REPEATED.get(written.outcome, _REPEATED["unknown"]))
    raise ProxyError(409, f"repeated_{written.outcome}", message)

"""Responses of the proxy: Toggl's own JSON, a short list of headers, and how old the data is."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from dashboard.bff.proxy.callers import Caller
from dashboard.bff.proxy.problems import ProxyError
from dashboard.bff.proxy.serialization import is_serialized_anew, serialize
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.gateway.limits.quota_ledger import Level
from dashboard.upstream.contract import Operation
from dashboard.upstream.quota import REMAINING, RESETS_IN

JSON = "application/json"
NULL = b"null"  # a cached response without data
PRIVATE_HEADERS = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class ProxyRequest:
    """A parsed request of an authorized caller."""

    op: Operation
    params: Mapping[str, Any]
    caller: Caller

    def level(self) -> Level | None:
        """Return what is left in the bucket that this request draws from."""
        return gateway.level(self.caller.member.pk, self.op.id, self.params)


def read_response(call: ProxyRequest, answer: Answer[Any], level: Level | None) -> HttpResponse:
    """Return the response to a read, with its age and cache status (RFC 9111 and RFC 9211)."""
    headers = _headers(level)
    age = max(0, int(time.time() - answer.at.timestamp()))
    headers["Age"] = str(age)
    headers["Cache-Status"] = _cache_status(call.op, answer, age)
    return _response(call.op, 200, answer.data, headers)


def write_response(call: ProxyRequest, data: Any, *, repeated: bool = False) -> HttpResponse:
    """Return the response to a write, with its documented status."""
    headers = _headers(call.level())
    if repeated:
        headers["Idempotency-Replayed"] = "true"
    return _response(call.op, success_status(call.op, has_data=data is not None), data, headers)


def error_response(problem: ProxyError, request_id: str) -> HttpResponse:
    """Return the response that every error gets."""
    body = _encode(problem.body(request_id)).encode()
    return HttpResponse(body, content_type=JSON, status=problem.status, headers=PRIVATE_HEADERS | problem.headers)


def add_request_id(response: HttpResponseBase, request_id: str) -> HttpResponseBase:
    """Add the request's id, as in the log."""
    response.headers["X-Request-ID"] = request_id
    return response


def success_status(op: Operation, *, has_data: bool) -> int:
    """Return the documented status of success; of several, the one that fits the data."""
    fitting = [status for status in op.statuses if status < 300 and (status != 204 or not has_data)]
    empty = [status for status in fitting if status == 204]
    return (empty if empty and not has_data else fitting or [200])[0]


def to_json(data: Any) -> str:
    """Return data as compact JSON."""
    return _encode(data)


def stream_headers(call: ProxyRequest) -> dict[str, str]:
    """Return the headers of a streamed response."""
    return _headers(call.level()) | {"Cache-Status": "Tandem; fwd=bypass", "Age": "0"}


def _response(op: Operation, status: int, data: Any, headers: dict[str, str]) -> HttpResponse:
    is_empty = data is None or data == NULL
    if is_empty and (status == 204 or not _has_body(op, status)):
        return HttpResponse(b"", status=status, content_type=JSON, headers=headers)
    return HttpResponse(_body(op, data), status=status, content_type=JSON, headers=headers)


def _body(op: Operation, data: Any) -> bytes:
    """Return the body; bytes are JSON already and pass unchanged, unless they have to be serialized anew."""
    if isinstance(data, bytes):
        if not is_serialized_anew(op):
            return data
        data = json.loads(data)
    return _encode(serialize(op, data)).encode()


def _has_body(op: Operation, status: int) -> bool:
    """Whether the contract describes a body; some responses may be anything or nothing."""
    return bool(op.answer_schemas.get(status, {}).keys() - {"description"})


def _headers(level: Level | None) -> dict[str, str]:
    if level is None or level.resets_at is None:
        return dict(PRIVATE_HEADERS)
    resets_in = max(0, round(level.resets_at.timestamp() - time.time()))
    return {**PRIVATE_HEADERS, REMAINING: str(level.remaining), RESETS_IN: str(resets_in)}


def _cache_status(op: Operation, answer: Answer[Any], age: int) -> str:
    """Say where the data comes from; `ttl` is how long it stays fresh, negative when stale."""
    if answer.problem:
        return f"Tandem; hit; ttl={op.fresh_for - age}; detail={answer.problem.code}"
    return "Tandem; fwd=miss" if answer.cost else f"Tandem; hit; ttl={op.fresh_for - age}"

"""What goes out: the vendor's own spelling, a short list of headers, and how old the answer is."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from dashboard.bff.proxy.callers import Caller
from dashboard.bff.proxy.problems import Refused
from dashboard.bff.proxy.serialization import is_respelled, spelled
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import Answer
from dashboard.gateway.limits.quota_ledger import Level
from dashboard.upstream.contract import Operation
from dashboard.upstream.quota import REMAINING, RESETS_IN

JSON = "application/json"
NULL = b"null"  # as a kept copy says that there is nothing
AT_HOME = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that is allowed."""

    op: Operation
    params: Mapping[str, Any]
    caller: Caller

    def level(self) -> Level | None:
        """Return what is left in the bucket that this spends."""
        return gateway.level(self.caller.member.pk, self.op.id, self.params)


def of_read(asked: Asked, answer: Answer, level: Level | None) -> HttpResponse:
    """Return what a read brought, with its age and whether it was kept (RFC 9111 and RFC 9211)."""
    headers = _headers(level)
    age = max(0, int(time.time() - answer.at.timestamp()))
    headers["Age"] = str(age)
    headers["Cache-Status"] = _cache_status(asked.op, answer, age)
    return _response(asked.op, 200, answer.data, headers)


def of_write(asked: Asked, data: Any, *, repeated: bool = False) -> HttpResponse:
    """Return what a write was answered, with the status that the reference names for it."""
    headers = _headers(asked.level())
    if repeated:
        headers["Idempotency-Replayed"] = "true"
    return _response(asked.op, success_of(asked.op, has_data=data is not None), data, headers)


def of_problem(problem: Refused, request_id: str) -> HttpResponse:
    """Return the one shape of everything that went wrong."""
    body = _encode(problem.body(request_id)).encode()
    return HttpResponse(body, content_type=JSON, status=problem.status, headers=AT_HOME | problem.headers)


def stamp(response: HttpResponseBase, request_id: str) -> HttpResponseBase:
    """Name the request in the answer, as the log does."""
    response.headers["X-Request-ID"] = request_id
    return response


def success_of(op: Operation, *, has_data: bool) -> int:
    """Return the documented status of success; with several, the one that fits what came."""
    fitting = [status for status in op.statuses if status < 300 and (status != 204 or not has_data)]
    empty = [status for status in fitting if status == 204]
    return (empty if empty and not has_data else fitting or [200])[0]


def encoded(data: Any) -> str:
    """Return data as compact JSON."""
    return _encode(data)


def stream_headers(asked: Asked) -> dict[str, str]:
    """Return the headers of an answer that comes in pieces."""
    return _headers(asked.level()) | {"Cache-Status": "Tandem; fwd=bypass", "Age": "0"}


def _response(op: Operation, status: int, data: Any, headers: dict[str, str]) -> HttpResponse:
    is_nothing = data is None or data == NULL
    if is_nothing and (status == 204 or not _has_body(op, status)):
        return HttpResponse(b"", status=status, content_type=JSON, headers=headers)
    return HttpResponse(_body(op, data), status=status, content_type=JSON, headers=headers)


def _body(op: Operation, data: Any) -> bytes:
    """Return the body of an answer; `data` that are JSON already are passed on, unless they are spelled otherwise."""
    if isinstance(data, bytes):
        if not is_respelled(op):
            return data
        data = json.loads(data)
    return _encode(spelled(op, data)).encode()


def _has_body(op: Operation, status: int) -> bool:
    """Whether the contract says what the body is; some answers are known to be anything or nothing."""
    return bool(op.answer_schemas.get(status, {}).keys() - {"description"})


def _headers(level: Level | None) -> dict[str, str]:
    if level is None or level.resets_at is None:
        return dict(AT_HOME)
    resets_in = max(0, round(level.resets_at.timestamp() - time.time()))
    return {**AT_HOME, REMAINING: str(level.remaining), RESETS_IN: str(resets_in)}


def _cache_status(op: Operation, answer: Answer, age: int) -> str:
    """Say where the answer comes from; `ttl` is how long it stays fresh, negative for a last good copy."""
    if answer.problem:
        return f"Tandem; hit; ttl={op.fresh_for - age}; detail={answer.problem.code}"
    return "Tandem; fwd=miss" if answer.cost else f"Tandem; hit; ttl={op.fresh_for - age}"

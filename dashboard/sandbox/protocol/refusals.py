"""Refusals in the vendor's exact forms: Track a JSON string, Focus an object; a few are empty or bare text."""

import secrets
from typing import Any

from dashboard.sandbox.protocol.exchange import Answer, Refusal
from dashboard.sandbox.state import World
from dashboard.upstream.contract import Operation

TEXT = "text/plain; charset=utf-8"
WRONG_PASSWORD = "Incorrect username and/or password"  # noqa: S105
GO_NOT_FOUND = "404 page not found\n"  # what Go's own router answers

CODES = {
    400: "validation",
    401: "invalid_session",
    402: "payment_required",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    429: "too_many_requests",
}


def answer_to(refusal: Refusal, world: World, service: str, operation: Operation | None) -> Answer:
    """Return the answer of a refusal."""
    if service == "track":
        answer = _track(refusal, world, is_route=operation is None)
    else:
        answer = focus_error(refusal, _sentence(refusal, operation))
    answer.headers += refusal.headers
    return answer


def focus_error(refusal: Refusal, sentence: str) -> Answer:
    """Return Focus's error object."""
    data: dict[str, Any] = {
        "error": refusal.code or CODES.get(refusal.status, "internal_server_error"),
        "error_description": sentence,
        "trace_id": secrets.token_hex(16),
    }
    if refusal.values:
        data["error_values"] = refusal.values
    return Answer(refusal.status, data)


def _sentence(refusal: Refusal, operation: Operation | None) -> str:
    documented = operation.messages.get(refusal.status, ()) if operation else ()
    return refusal.message or (
        documented[0] if documented else "Not found" if refusal.status == 404 else "Invalid request"
    )


def _track(refusal: Refusal, world: World, *, is_route: bool) -> Answer:
    switches, status = world.switches, refusal.status
    if status in (401, 405):
        return Answer(status)
    if status == 404 and is_route:
        return _as(switches.not_found_body, status, GO_NOT_FOUND)
    if status == 403 and refusal.code == "credentials":
        return _as(switches.track_forbidden_body, status, WRONG_PASSWORD)
    if status == 402 and refusal.code == "quota_exceeded":
        return _as(switches.quota_body, status, refusal.message)
    return _as(switches.track_error_body, status, refusal.message)


def _as(form: str, status: int, sentence: str) -> Answer:
    if form == "json":
        return Answer(status, sentence)
    return Answer(status) if form == "empty" else Answer(status, raw=sentence.encode(), content_type=TEXT)

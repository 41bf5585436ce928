"""The answers that faults send in place of the right one."""

import gzip
import json
from functools import lru_cache
from typing import Any

from dashboard.sandbox.protocol.exchange import NOTHING, Answer, Refusal, Request
from dashboard.sandbox.protocol.faults import Fault
from dashboard.sandbox.protocol.refusals import focus_error
from dashboard.upstream.contract import Operation

TRAP = "/_sandbox/trap"
GARBAGE = b'{"id": 7, "name": \xff\xfe\x00 <<<< not JSON at all'
HTML = b"<!doctype html><title>Hotel Wi-Fi</title><h1>Please sign in to the network</h1>"
BIG, HUGE = 6_000_000, 60_000_000  # bytes: above the 5 MB that Tandem reads, and far above
STATUS_SENTENCES = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def replaced(fault: Fault, request: Request, operation: Operation | None, answer: Answer) -> Answer:
    """Return the answer as this fault changes it; faults of the connection are the server's."""
    maker = _MAKERS.get(fault.kind)
    new = maker(fault, request, operation, answer) if maker else answer
    if maker is not None:
        new.headers = [*answer.headers, *new.headers]
    new.headers += [(str(name), str(value)) for name, value in fault.options.get("headers", {}).items()]
    return new


def _status(fault: Fault, request: Request, operation: Operation | None, _answer: Answer) -> Answer:
    status = int(fault.options.get("status", 500))
    if "body" in fault.options:
        return _with_body(status, fault.options["body"])
    documented = operation.messages.get(status, ()) if operation else ()
    sentence = documented[0] if documented else STATUS_SENTENCES.get(status, f"Status {status}")
    if request.service == "track":
        return Answer(status, sentence)
    return focus_error(Refusal(status), sentence)


def _with_body(status: int, body: Any) -> Answer:
    """Send a string as it is, anything else as JSON."""
    if isinstance(body, str):
        return Answer(status, raw=body.encode())
    return Answer(status, data=body)


def _redirect(fault: Fault, _request: Request, _operation: Operation | None, _answer: Answer) -> Answer:
    location = str(fault.options.get("location", TRAP))
    return Answer(int(fault.options.get("status", 302)), headers=[("Location", location)])


def _oversized(fault: Fault, _request: Request, _operation: Operation | None, answer: Answer) -> Answer:
    size = int(fault.options.get("bytes", BIG))
    return Answer(_good(fault, answer), raw=b'["' + b"x" * (size - 4) + b'"]')


def _bomb(fault: Fault, _request: Request, _operation: Operation | None, answer: Answer) -> Answer:
    body = _packed(int(fault.options.get("bytes", HUGE)))
    return Answer(_good(fault, answer), raw=body, headers=[("Content-Encoding", "gzip")])


def _garbage(fault: Fault, _request: Request, _operation: Operation | None, answer: Answer) -> Answer:
    return Answer(_good(fault, answer), raw=GARBAGE)


def _html(fault: Fault, _request: Request, _operation: Operation | None, answer: Answer) -> Answer:
    body = str(fault.options["body"]).encode() if "body" in fault.options else HTML
    return Answer(_good(fault, answer), raw=body, content_type="text/html; charset=utf-8")


def _empty(fault: Fault, _request: Request, _operation: Operation | None, answer: Answer) -> Answer:
    return Answer(_good(fault, answer))


def _half(_fault: Fault, _request: Request, _operation: Operation | None, answer: Answer) -> Answer:
    """Return an answer with a body, so that half of it can be left out."""
    if answer.pieces is not None:
        return answer
    body = answer.raw or (json.dumps(answer.data).encode() if answer.data is not NOTHING else b"")
    status = 200 if answer.status == 204 else answer.status
    return Answer(status, raw=body if len(body) > 2 else b'{"id": 1, "name": "half of this is missing"}')


def _good(fault: Fault, answer: Answer) -> int:
    """Return the right status, if it may have a body, else 200."""
    status = int(fault.options.get("status", answer.status))
    return 200 if status == 204 else status


@lru_cache(maxsize=2)
def _packed(size: int) -> bytes:
    return gzip.compress(b'["' + b" " * (size - 4) + b'"]', compresslevel=9)


_MAKERS = {
    "status": _status,
    "redirect": _redirect,
    "oversized": _oversized,
    "bomb": _bomb,
    "garbage": _garbage,
    "html": _html,
    "empty": _empty,
    "half": _half,
}

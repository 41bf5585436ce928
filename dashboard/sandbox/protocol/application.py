"""The sandbox as a plain WSGI application: both services at one address, and the control API."""

import json
import secrets
import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

# The modules of operations register their handlers.
from dashboard.sandbox.focus import block_writes, blocks, settings, statuses, stream, tasks  # noqa: F401
from dashboard.sandbox.protocol import control_api
from dashboard.sandbox.protocol.authentication import account_for
from dashboard.sandbox.protocol.exchange import NOTHING, Answer, Exchange, Refusal, Request
from dashboard.sandbox.protocol.faults import WIRE_KINDS, Fault
from dashboard.sandbox.protocol.metering import headers_for, meter
from dashboard.sandbox.protocol.refusals import answer_to
from dashboard.sandbox.protocol.registry import HANDLERS
from dashboard.sandbox.protocol.replacements import replaced
from dashboard.sandbox.state import Account, Row, World
from dashboard.sandbox.track import directory, lost_passwords, me, preferences  # noqa: F401
from dashboard.upstream import contract

Start = Callable[[str, list[tuple[str, str]]], Any]

CONTROL = "/_sandbox/"
LONGEST_BODY = 10_000_000
ALIASES = {"/api/v9/workspaces": "/api/v9/me/workspaces"}  # undocumented, and used by public clients
OPEN = frozenset({"track.get_location"})  # answers without a credential although it takes one

_ANSWER_HEADERS = (
    ("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
)


class Application:
    """WSGI: `application(environ, start_response)`. Faults of the connection need the sandbox's own server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Return one request."""
        request = _request(environ)
        with self.world.lock:
            if request.path.startswith(CONTROL):
                answer, fault = control_api.answer(self.world, request), None
            else:
                answer, fault = self._service(request)
        if fault is not None and fault.kind in WIRE_KINDS:
            wire = environ.get("sandbox.wire")
            if wire is None:
                answer = Answer(501, raw=b"This fault needs the sandbox's own server.", content_type="text/plain")
            else:
                wire.append(fault)
        return _send(answer, start)

    def _service(self, request: Request) -> tuple[Answer, Fault | None]:
        operation, params, problem = _route(request)
        name = operation.id if operation else "unknown"
        entry = self._log(request, operation, name)
        fault = self.world.faults.take(name)
        if fault is not None and not fault.acts:
            answer = replaced(fault, request, operation, Answer())
        else:
            answer = self._answer(request, operation, params, problem, entry)
            if fault is not None:
                answer = replaced(fault, request, operation, answer)
        entry["status"] = answer.status
        return answer, fault

    def _answer(
        self,
        request: Request,
        operation: contract.Operation | None,
        params: dict[str, str],
        problem: Refusal | None,
        entry: Row,
    ) -> Answer:
        account: Account | None = None
        try:
            if operation is None:
                raise problem or Refusal(404)
            account = self._account(request, operation)
            entry["person"] = account.name if account else None
            if account:
                meter(self.world, account, operation, params, request)
                _refuse_suspended(account, operation)
            exchange = Exchange(self.world, account or _nobody(self.world), operation, params, request)
            answer = HANDLERS[operation.id](exchange)
        except Refusal as refusal:
            answer = answer_to(refusal, self.world, request.service, operation)
        if account and operation:
            answer.headers += headers_for(self.world, account, operation, params)
        return answer

    def _account(self, request: Request, operation: contract.Operation) -> Account | None:
        if not operation.authenticated or (operation.id in OPEN and request.authorization is None):
            return None
        return account_for(self.world, request.service, request.authorization)

    def _log(self, request: Request, operation: contract.Operation | None, name: str) -> Row:
        entry: Row = {
            "at": self.world.clock.now().isoformat(),
            "service": request.service,
            "operation": name,
            "method": request.method,
            "path": request.path,
            "query": request.query_string,
            "body": _logged_body(request, operation),
            "person": None,
            "status": None,
        }
        self.world.log.append(entry)
        self.world.changed.notify_all()
        return entry


def _request(environ: dict[str, Any]) -> Request:
    length = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_BODY)
    query = environ.get("QUERY_STRING", "")
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
        query=parse_qs(query, keep_blank_values=True),
        query_string=query,
        body=environ["wsgi.input"].read(length) if length else b"",
        authorization=environ.get("HTTP_AUTHORIZATION"),
        address=environ.get("REMOTE_ADDR", ""),
    )


def _route(request: Request) -> tuple[contract.Operation | None, dict[str, str], Refusal | None]:
    service: contract.Service = "track" if request.service == "track" else "focus"
    try:
        operation, params = contract.match(service, request.method, ALIASES.get(request.path, request.path))
    except contract.MethodNotAllowed as error:
        return None, {}, Refusal(405, headers=(("Allow", ", ".join(error.allowed)),))
    except contract.UnknownPath:
        return None, {}, Refusal(404, code="not_found")
    return operation, {name: str(value) for name, value in params.items()}, None


def _refuse_suspended(account: Account, operation: contract.Operation) -> None:
    if account.standing[operation.service] == "suspended":
        sentences = operation.messages.get(403) or ("User does not have access to this resource.",)
        raise Refusal(403, sentences[0], code="forbidden")


def _nobody(world: World) -> Account:
    """Return a placeholder account for operations that need none; their handlers ignore it."""
    return next(iter(world.state.accounts.values()))


def _logged_body(request: Request, operation: contract.Operation | None) -> Any:
    """Return the decoded body without its secret fields."""
    if not request.body:
        return None
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        return request.body[:2000].decode("utf-8", "replace")
    if operation is None or not isinstance(data, dict):
        return data
    return {name: "********" if name in operation.secret_body_fields else value for name, value in data.items()}


def _send(answer: Answer, start: Start) -> Iterable[bytes]:
    body = b"" if answer.data is NOTHING else json.dumps(answer.data, ensure_ascii=False).encode()
    if answer.raw is not None:
        body = answer.raw
    headers = [*_ANSWER_HEADERS, ("X-Request-Id", secrets.token_hex(16)), *answer.headers]
    headers.append(("X-Toggl-Request-Id", str(uuid.uuid4())))
    if answer.status == 200:
        headers.append(("X-Service-Level", "GREEN"))
    if body or answer.pieces is not None:
        headers.append(("Content-Type", answer.content_type))
    if answer.pieces is None and answer.status != 204:
        headers.append(("Content-Length", str(len(body))))
    start(f"{answer.status} {_phrase(answer.status)}", headers)
    return [body] if answer.pieces is None else answer.pieces


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"

"""The published OpenAPI 3.1 document, generated from the contract: /bff/openapi.json."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from dashboard.bff.docs.schemas import Publisher
from dashboard.bff.proxy.problems import STATUSES
from dashboard.upstream import contract
from dashboard.upstream.contract import Operation, Service
from dashboard.upstream.contract.problems import Schema
from dashboard.upstream.quota import REMAINING, RESETS_IN

METHODS = ("get", "post", "put", "patch", "delete")
TITLES = {"track": "Toggl Track", "focus": "Toggl Focus"}
DESCRIPTION = """\
Toggl Track's and Toggl Focus's own addresses, methods, queries and bodies, behind one prefix. A program for Toggl works
here by changing its base address and its token.

Answers are kept for a while and then cost no request: `Age` and `Cache-Status` say so, `Cache-Control: no-cache` asks
afresh. Field names are those that travel (`BeginningOfWeek`); those that the reference prints (`beginningOfWeek`) are
accepted too. Secret fields (`api_token`, `ical_url`, `intercom_hash`) are never in an answer. Every refusal has one
shape, `Problem`.
"""
_MEANINGS = {
    400: "The request is not what the operation takes.",
    401: "No token, or one that is unknown, expired or revoked, or whose owner may not come in.",
    402: "The hourly quota is used up, or the plan lacks the feature.",
    403: "The token's scope, another site, a missing confirmation, or a right that is lacking upstream.",
    404: "There is no such address, or no such thing.",
    405: "The address does not take this method.",
    409: "The service is not connected, or its credential is refused or unreadable.",
    413: "The body is too big.",
    415: "The body is not JSON.",
    429: "Too fast, or the token's half of the quota is used up.",
    500: "Something broke.",
    502: "Upstream cannot be reached, or answers something unreadable.",
    503: "Tandem cannot reach its database; nothing was sent.",
    504: "Upstream does not answer in time.",
}
_PROBLEM: Schema = {
    "type": "object",
    "required": ["error", "message", "details", "request_id"],
    "properties": {
        "error": {"type": "string", "description": "A stable code."},
        "message": {"type": "string", "description": "A sentence; of upstream's own where it refused."},
        "details": {
            "type": "array",
            "items": {"type": "string"},
            "description": "What is wrong where: `time_blocks[3].start: …`.",
        },
        "request_id": {"type": "string", "description": "As in the log, and in X-Request-ID."},
        "retry_after": {"type": "integer", "description": "Seconds."},
        "quota": {
            "type": "object",
            "required": ["remaining", "resets_in"],
            "properties": {"remaining": {"type": "integer"}, "resets_in": {"type": "integer"}},
        },
    },
}
_HEADERS = {
    REMAINING: {"description": "Requests left in the bucket.", "schema": {"type": "integer"}},
    RESETS_IN: {"description": "Seconds until the bucket is full again.", "schema": {"type": "integer"}},
    "Age": {"description": "Seconds since upstream said this.", "schema": {"type": "integer"}},
    "Cache-Status": {"description": "Whether the answer was kept (RFC 9211).", "schema": {"type": "string"}},
}
_PARAMETERS = {
    "Fresh": {
        "name": "Cache-Control",
        "in": "header",
        "description": "`no-cache` asks upstream even where a fresh copy is kept.",
        "schema": {"type": "string", "examples": ["no-cache"]},
    },
    "Once": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same write with the same key is sent once, and answered as the first time.",
        "schema": {"type": "string", "maxLength": 64},
    },
    "Confirm": {
        "name": "X-Tandem-Confirm",
        "in": "header",
        "required": True,
        "description": "The member's e-mail.",
        "schema": {"type": "string", "format": "email"},
    },
}
_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An access token of Tandem's."},
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-session", "description": "A signed-in browser."},
    "basic": {"type": "http", "scheme": "basic", "description": "The access token as name, `api_token` as password."},
}


@cache
def document() -> Schema:
    """Return the whole document; shared, so never change it."""
    schemas: Schema = {"Problem": _PROBLEM}
    paths: Schema = {}
    tags: list[Schema] = []
    for service in contract.SERVICES:
        source = contract.document(service)
        publisher = Publisher(service, source, frozenset(source["x-tandem"]["secret_answer_fields"]))
        for path, item in source["paths"].items():
            paths[f"/bff/{service}{path}"] = _item(service, item, publisher)
        tags += [{**tag, "name": _tag(service, tag["name"])} for tag in source["tags"]]
        schemas |= publisher.found
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tandem", "version": "1", "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"basic": []}],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": _PARAMETERS,
            "headers": _HEADERS,
            "securitySchemes": _SECURITY,
            "responses": {str(status): _error_response(_MEANINGS[status]) for status in STATUSES},
        },
    }


@cache
def as_bytes() -> tuple[bytes, str]:
    """Return the document as JSON, and its entity tag."""
    text = json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()
    return text, f'"{hashlib.blake2b(text, digest_size=12).hexdigest()}"'


def _item(service: Service, item: Schema, publisher: Publisher) -> Schema:
    return {
        method: _operation(service, item[method], [*item.get("parameters", []), *item[method].get("parameters", [])],
                           publisher)
        for method in METHODS
        if method in item
    }  # fmt: skip


def _operation(service: Service, raw: Schema, parameters: list[Any], publisher: Publisher) -> Schema:
    op = contract.operation(f"{service}.{raw['operationId']}")
    published = {
        "operationId": op.id,
        "tags": [_tag(service, name) for name in raw["tags"]],
        "summary": op.summary,
        **({"description": description} if (description := _description(op, raw)) else {}),
        **({"security": [{"session": []}], "x-session-only": True} if op.controls_account is True else {}),
        **({"x-session-only": sorted(op.controls_account)} if isinstance(op.controls_account, frozenset) else {}),
        "x-quota": {"bucket": op.bucket, "requests": 1, "kept_for_seconds": op.fresh_for},
        "parameters": [*(_parameter(service, one, publisher) for one in parameters), *_proxy_parameters(op)],
        "responses": _responses(service, op, raw["responses"], publisher),
    }
    if op.body_schema is not None:
        source = _resolved(service, raw["requestBody"])
        content = {"application/json": {"schema": publisher.request(source["content"]["application/json"]["schema"])}}
        published["requestBody"] = {"required": op.body_required, "content": content}
    return published


def _description(op: Operation, raw: Schema) -> str:
    """Return the description; where the operation changes who controls the account, with who may call it."""
    proved = "only from a signed-in browser that gave its password or second factor in the last 10 minutes"
    if isinstance(op.controls_account, frozenset):
        own = f"With {' or '.join(sorted(op.controls_account))} {proved}; an access token is refused."
    else:
        own = f"{proved.capitalize()}; an access token is refused." if op.controls_account else ""
    return f"{raw.get('description', '')} {own}".strip()


def _proxy_parameters(op: Operation) -> list[dict[str, str]]:
    names = ["Confirm"] if op.id == "track.close_account" else []
    if op.authenticated:
        names.append("Fresh" if op.is_read and not op.stream else "Once" if op.is_write else "")
    return [{"$ref": f"#/components/parameters/{name}"} for name in names if name]


def _parameter(service: Service, raw: Schema, publisher: Publisher) -> Schema:
    source = _resolved(service, raw)
    plain = {key: value for key, value in source.items() if not key.startswith("x-") and key != "schema"}
    return {**plain, "schema": publisher.request(source["schema"])}


def _responses(service: Service, op: Operation, raw: Schema, publisher: Publisher) -> Schema:
    published: Schema = {}
    for status, one in raw.items():
        if status[0] == "2":
            source = _resolved(service, one)
            published[status] = _success(op, int(status), source, publisher)
    for known in STATUSES:
        published.setdefault(str(known), {"$ref": f"#/components/responses/{known}"})
    return published | {
        "4XX": _error_response("Another refusal of upstream's own."),
        "5XX": _error_response("Another failure of upstream's own."),
    }


def _success(op: Operation, status: int, source: Schema, publisher: Publisher) -> Schema:
    names = [REMAINING, RESETS_IN, *(["Age", "Cache-Status"] if op.is_read else [])]
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names if op.bucket}
    published: Schema = {"description": source["description"], **({"headers": headers} if headers else {})}
    if op.answer_schemas.get(status, {}).keys() - {"description"}:  # else anything or nothing
        schema = publisher.answer(source["content"]["application/json"]["schema"])
        published["content"] = {"application/json": {"schema": schema}}
    return published


def _resolved(service: Service, node: Schema) -> Schema:
    """Follow one reference in the contract; schemas inside keep theirs."""
    if "$ref" not in node:
        return node
    target: Any = contract.document(service)
    for step in node["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return dict(target)


def _error_response(meaning: str) -> Schema:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": meaning, "content": {"application/json": {"schema": schema}}}


def _tag(service: Service, name: str) -> str:
    return f"{TITLES[service]}: {name}"

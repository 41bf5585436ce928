"""One operation of the contract: building its call, and reading what comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import jsonschema_rs

from dashboard.upstream.contract import wire as wires
from dashboard.upstream.contract.problems import (
    NO_JSON,
    REQUIRED,
    ContractError,
    FieldProblem,
    Schema,
    problems_of,
    validator,
)
from dashboard.upstream.contract.problems import gettext_noop as _

Service = Literal["track", "focus"]
Bucket = Literal["me", "organization"]

# Keywords that say which values an answer may have. Read tolerantly, only its structure counts.
_VALUE_KEYWORDS = frozenset({
    "enum", "format", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "additionalProperties",
})  # fmt: skip


@dataclass(frozen=True, eq=False)
class Parameter:
    """One path or query parameter. `reserved` are values that would be read as another operation's address."""

    name: str
    place: Literal["path", "query"]
    required: bool
    schema: Schema
    csv: bool = False
    may_be_empty: bool = False
    newer: bool = False
    description: str = ""
    reserved: frozenset[str] = frozenset()

    @cached_property
    def _validator(self) -> jsonschema_rs.Validator:
        return validator(self.schema)

    def encode(self, value: Any) -> tuple[str, list[FieldProblem]]:
        """Return the value as it stands in an address, and what is wrong with it."""
        if self.may_be_empty and value == "":
            return "", []
        try:
            plain = wires.typed(self.schema, value)
            problems = problems_of(self._validator, self.schema, plain, self.name)
            if problems:
                return "", problems
            if isinstance(plain, str) and plain in self.reserved:
                raise wires.NotSendable(_("This value is not allowed."))
            return wires.path_text(plain) if self.place == "path" else wires.query_text(plain), []
        except wires.NotSendable as refused:
            return "", [FieldProblem(self.name, str(refused))]


@dataclass(frozen=True)
class Call:
    """A request that is ready to be sent, without a credential. `target` is the encoded path and query."""

    operation: Operation
    target: str = field(repr=False)
    body: bytes | None = field(repr=False)


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of Track or Focus, with what Tandem knows about it. `fresh_for` is in seconds, 0 for writes."""

    id: str
    service: Service
    method: str
    path: str
    summary: str
    reference: str
    bucket: Bucket | None
    authenticated: bool
    fresh_for: int
    stream: bool
    support: bool
    makes_stale: tuple[str, ...]
    undo: Mapping[str, Any] | None
    parameters: tuple[Parameter, ...]
    body_schema: Schema | None
    body_required: bool
    statuses: tuple[int, ...]
    answer_schemas: Mapping[int, Schema]
    refusal_schema: Schema
    messages: Mapping[int, tuple[str, ...]]
    secret_answer_fields: frozenset[str]
    secret_body_fields: frozenset[str]
    secret_params: frozenset[str]
    guessed: tuple[str, ...]
    controls_account: bool | frozenset[str]  # whether it changes who does; or the fields of the body that do

    @property
    def is_read(self) -> bool:
        """Whether the operation changes nothing."""
        return self.method == "GET"

    @property
    def is_write(self) -> bool:
        """Whether the operation changes something, and so is never sent twice."""
        return not self.is_read

    def changes_control(self, body: Any) -> bool:
        """Whether this call changes who controls the account at Toggl: only a person who has just proved it may."""
        if isinstance(self.controls_account, bool):
            return self.controls_account
        plain = self.canonical_body(body)
        return isinstance(plain, dict) and not self.controls_account.isdisjoint(plain)

    def __repr__(self) -> str:
        return f"<Operation {self.id}>"

    # --- the request ---

    def call(self, params: Mapping[str, Any] | None = None, body: Any = None) -> Call:
        """Check and encode a request.

        Parameters may be given as text or as Python's types (aware datetimes, lists); a query parameter that is None is
        left out. Raises ContractError with every problem found; then nothing may be sent.
        """
        params = params or {}
        target, problems = self._target(params)
        known = {parameter.name for parameter in self.parameters}
        problems += [
            FieldProblem(name[:100], _("There is no parameter of this name.")) for name in params.keys() - known
        ]
        encoded, body_problems = self._encoded_body(body)
        if problems or body_problems:
            raise ContractError((*problems, *body_problems))
        return Call(self, target, encoded)

    def _target(self, params: Mapping[str, Any]) -> tuple[str, list[FieldProblem]]:
        path, query, problems = self.path, [], []
        for parameter in self.parameters:
            value = params.get(parameter.name)
            if value is None:
                if parameter.required:
                    problems.append(FieldProblem(parameter.name, REQUIRED))
                continue
            text, wrong = parameter.encode(value)
            problems += wrong
            if parameter.place == "path":
                path = path.replace(f"{{{parameter.name}}}", text)
            else:
                query.append(f"{parameter.name}={text}")
        return path + ("?" + "&".join(query) if query else ""), problems

    def _encoded_body(self, body: Any) -> tuple[bytes | None, list[FieldProblem]]:
        if body is None:
            return None, [FieldProblem("", _("A body is required."))] if self.body_required else []
        if self.body_schema is None or self._body_validator is None:
            return None, [FieldProblem("", _("This operation takes no body."))]
        problems = self._given_twice(body)
        plain = self.canonical_body(body)
        envelope = self.body_schema.get("x-reference-envelope", "")
        problems += problems_of(self._body_validator, self.body_schema, plain, envelope)
        if problems:
            return None, problems
        try:
            text = json.dumps(self.wire(plain), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            return text.encode(), []
        except (ValueError, TypeError, RecursionError):  # NaN, lone surrogates, what JSON does not have
            return None, [FieldProblem("", NO_JSON)]

    def _given_twice(self, body: Any) -> list[FieldProblem]:
        if not isinstance(body, dict) or self.body_schema is None:
            return []
        twice = [name for wired, name in self._wire_names.items() if wired in body and name in body]
        return [FieldProblem(name, _("This is given twice, in both spellings.")) for name in twice]

    def canonical_body(self, body: Any) -> Any:
        """Return `body` in the reference's names, without its envelope."""
        if isinstance(body, dict):
            envelope = (self.body_schema or {}).get("x-reference-envelope")
            if envelope and set(body) == {envelope}:
                return body[envelope]
            return {self._wire_names.get(key, key): value for key, value in body.items()}
        return body

    def wire(self, body: Any) -> Any:
        """Return `body` with the names under which its fields travel."""
        return wires.wire(self.body_schema or {}, self.canonical_body(body))

    def redacted_body(self, body: Any) -> Any:
        """Return `body` in the reference's names with secrets masked, for history."""
        return wires.masked(self.canonical_body(body), self.secret_body_fields)

    def redacted_params(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return `params` with secrets masked, for history."""
        return {name: wires.MASK if name in self.secret_params else value for name, value in params.items()}

    # --- the answer ---

    def canonical(self, data: Any) -> Any:
        """Return an answer in the reference's names and with one form for lists; unknown fields are kept."""
        return self._canonical(data)

    def answer_problems(self, status: int, data: Any, *, strict: bool = False) -> list[str]:
        """Say in which way an answer is not what the contract says.

        Tolerant: any field may be null or new, values are not looked at. Strict is for the sandbox, which answers
        exactly as the contract is written. No text holds a value.
        """
        schema = self.answer_schemas.get(status)
        if schema is None and status in self.statuses:
            return ["a body where there is none"] if strict and data is not None else []
        schema = self.refusal_schema if schema is None else schema
        plain = self.canonical(data) if 200 <= status < 300 and not strict else data
        compiled, checked = self._answer_check(schema, strict=strict)
        return [f"{one.field or 'the answer'}: {one.message}" for one in problems_of(compiled, checked, plain)]

    def without_secrets(self, data: Any) -> Any:
        """Return an answer without its secret fields, in any spelling and at any depth."""
        return wires.without(data, self.secret_answer_fields)

    # --- compiled once ---

    @cached_property
    def _wire_names(self) -> dict[str, str]:
        return wires.wire_names(self.body_schema or {})

    @cached_property
    def _body_validator(self) -> jsonschema_rs.Validator | None:
        return validator(self.body_schema) if self.body_schema is not None else None

    @cached_property
    def _canonical(self) -> wires.Change:
        return wires.canonical(next((s for status, s in self.answer_schemas.items() if status < 300), {}))

    @cached_property
    def _answer_checks(self) -> dict[tuple[int, bool], tuple[jsonschema_rs.Validator, Schema]]:
        return {}

    def _answer_check(self, schema: Schema, *, strict: bool) -> tuple[jsonschema_rs.Validator, Schema]:
        key = id(schema), strict  # schemas live as long as the contract
        if key not in self._answer_checks:
            checked = schema if strict else tolerant(schema)
            self._answer_checks[key] = validator(checked), checked
        return self._answer_checks[key]


def tolerant(schema: Schema, *, required: bool = True) -> Schema:
    """Return a schema that asks for the structure alone: what is not required may be null, new fields may come."""
    if "x-reference-type" in schema:
        return {}
    loose = {key: value for key, value in schema.items() if key not in _VALUE_KEYWORDS and key != "patternProperties"}
    if "type" in loose and not required:
        loose["type"] = sorted({*wires.types_of(loose), "null"})
    if "items" in loose:
        loose["items"] = tolerant(loose["items"])
    if "properties" in loose:
        needed = loose.get("required", ())
        loose["properties"] = {
            name: tolerant(one, required=name in needed) for name, one in loose["properties"].items()
        }
    return loose

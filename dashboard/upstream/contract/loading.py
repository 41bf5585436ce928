"""Reads track.yaml and focus.yaml into operations, and finds the operation of an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import yaml

from dashboard.upstream.contract.operation import Operation, Parameter, Service
from dashboard.upstream.contract.problems import Schema

SERVICES: tuple[Service, ...] = get_args(Service)

_FOLDER = Path(__file__).parent
_METHODS = ("get", "post", "put", "patch", "delete")


class UnknownPath(LookupError):
    """No operation has this path."""


class MethodNotAllowed(LookupError):
    """The path is known, the method is not. `allowed` are the methods that are."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"allowed: {', '.join(allowed)}")
        self.allowed = allowed


@cache
def document(service: Service) -> dict[str, Any]:
    """Return the OpenAPI document of a service as it is written. Not to be changed; copy it first."""
    with (_FOLDER / f"{service}.yaml").open("rb") as file:
        loaded: dict[str, Any] = yaml.load(file, yaml.CSafeLoader)
    return loaded


@cache
def operations() -> Mapping[str, Operation]:
    """Return every operation of both services by its id, such as `track.get_me`."""
    return MappingProxyType({one.id: one for service in SERVICES for one in _Reader(service).operations()})


def operation(operation_id: str) -> Operation:
    """Return one operation. Raises KeyError for an id that does not exist."""
    return operations()[operation_id]


def match(service: str, method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """Find the operation of a request, and its path parameters as text, unchecked.

    `path` is decoded, as WSGI gives it, and starts with /api/. Fixed segments win over parameters. Raises UnknownPath,
    or MethodNotAllowed where only the method is wrong.
    """
    segments = tuple(path.split("/"))
    for template, by_method in _routes().get((service, len(segments)), ()):
        params = _params(template, segments)
        if params is None:
            continue
        if method not in by_method:
            raise MethodNotAllowed(tuple(sorted(by_method)))
        return by_method[method], params
    raise UnknownPath(service)


def _params(template: tuple[str, ...], segments: tuple[str, ...]) -> dict[str, str] | None:
    params = {}
    for expected, given in zip(template, segments, strict=True):
        if expected.startswith("{"):
            if not given:
                return None
            params[expected[1:-1]] = given
        elif expected != given:
            return None
    return params


_Route = tuple[tuple[str, ...], dict[str, Operation]]


@cache
def _routes() -> dict[tuple[str, int], list[_Route]]:
    """Group operations by service and number of segments, templates with fewer parameters first."""
    by_template: dict[tuple[str, tuple[str, ...]], dict[str, Operation]] = {}
    for one in operations().values():
        by_template.setdefault((one.service, tuple(one.path.split("/"))), {})[one.method] = one
    routes: dict[tuple[str, int], list[_Route]] = {}
    for (service, template), by_method in sorted(by_template.items(), key=lambda item: item[0][1].count("{")):
        routes.setdefault((service, len(template)), []).append((template, by_method))
    for group in routes.values():
        group.sort(key=lambda route: [segment.startswith("{") for segment in route[0]])
    return routes


class _Reader:
    """Turns one document into operations."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.document = document(service)
        self.tags = {tag["name"]: tag["externalDocs"]["url"] for tag in self.document["tags"]}
        self.defaults = self.document["x-tandem"]
        self.resolved: dict[str, Any] = {}

    def operations(self) -> list[Operation]:
        """Return every operation of the document, in its order."""
        found = [
            self._operation(path, method, item)
            for path, item in self.document["paths"].items()
            for method in _METHODS
            if method in item
        ]
        reads = tuple(one.id for one in found if one.is_read)
        return [replace(one, makes_stale=reads) if one.makes_stale == ("everything",) else one for one in found]

    def _operation(self, path: str, method: str, item: Schema) -> Operation:
        raw = item[method]
        tandem = raw["x-tandem"]
        responses = {int(status): self.resolve(one) for status, one in raw["responses"].items() if status != "default"}
        request = self.resolve(raw.get("requestBody", {}))
        return Operation(
            id=f"{self.service}.{raw['operationId']}",
            service=self.service,
            method=method.upper(),
            path=path,
            summary=raw["summary"],
            reference=self.tags[raw["tags"][0]],
            bucket=tandem["bucket"],
            authenticated=raw.get("security") != [],
            fresh_for=tandem.get("fresh_for", 0),
            stream=tandem.get("stream", False),
            support=tandem.get("support", False),
            makes_stale=self._stale(tandem.get("makes_stale", [])),
            undo=self._undo(tandem.get("undo")),
            parameters=self._parameters(path, [*item.get("parameters", []), *raw.get("parameters", [])]),
            body_schema=_schema(request),
            body_required=request.get("required", False),
            statuses=tuple(responses),
            answer_schemas={
                status: schema for status, one in responses.items() if (schema := _schema(one)) is not None
            },
            refusal_schema=_schema(self.resolve(raw["responses"]["default"])) or {},
            messages={status: tuple(one.get("x-messages", ())) for status, one in responses.items()},
            guessed=tuple(tandem.get("guessed", ())),
            controls_account=frozenset(named)
            if isinstance(named := tandem.get("controls_account", False), list)
            else named,
            secret_params=frozenset(tandem.get("secret_params", ())),
            **{name: self._secret(name, tandem) for name in ("secret_answer_fields", "secret_body_fields")},
        )

    def _secret(self, name: str, tandem: Schema) -> frozenset[str]:
        return frozenset(self.defaults[name]) | frozenset(tandem.get(name, ()))

    def _stale(self, names: list[str] | str) -> tuple[str, ...]:
        return (names,) if isinstance(names, str) else tuple(f"{self.service}.{name}" for name in names)

    def _undo(self, undo: Schema | None) -> Mapping[str, Any] | None:
        if undo is None:
            return None
        named = {key: f"{self.service}.{undo[key]}" for key in ("operation", "read", "unset") if key in undo}
        return MappingProxyType({**undo, **named})

    def _parameters(self, path: str, raw: list[Schema]) -> tuple[Parameter, ...]:
        return tuple(self._parameter(path, self.resolve(one)) for one in raw)

    def _parameter(self, path: str, raw: Schema) -> Parameter:
        return Parameter(
            name=raw["name"],
            place=raw["in"],
            required=raw.get("required", False),
            schema=raw["schema"],
            csv=raw["schema"].get("type") == "array",
            may_be_empty=raw.get("allowEmptyValue", False),
            newer=raw.get("x-newer", False),
            description=raw.get("description", ""),
            reserved=self._reserved(path, raw["name"]),
        )

    def _reserved(self, path: str, name: str) -> frozenset[str]:
        """Return the fixed segments that other paths have where `path` has the parameter `name`."""
        before, found, after = path.partition(f"{{{name}}}")
        others = [other for other in self.document["paths"] if other.startswith(before) and other.endswith(after)]
        middles = [other[len(before) : len(other) - len(after)] for other in others if found and other != path]
        return frozenset(middle for middle in middles if "/" not in middle)

    def resolve(self, node: Any) -> Any:
        """Return `node` with every reference replaced by what it names; the same reference gives the same object."""
        if isinstance(node, list):
            return [self.resolve(one) for one in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return {key: self.resolve(value) for key, value in node.items()}
        if reference not in self.resolved:
            target: Any = self.document
            for step in reference.removeprefix("#/").split("/"):
                target = target[step]
            self.resolved[reference] = self.resolve(target)
        return self.resolved[reference]


def _schema(message: Schema) -> Schema | None:
    """Return the schema of a request body or of a response, or None where it has no body."""
    content = message.get("content", {}).get("application/json")
    return content["schema"] if content else None

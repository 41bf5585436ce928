"""Reads request bodies as the vendor's services (written in Go) do: leniently in names, strictly in types.

Keys match whatever their case, unknown keys are ignored, null leaves a field that cannot be null as it is.
What a field's type is stands in the contract.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from dashboard.sandbox.protocol.exchange import Exchange, Refusal
from dashboard.upstream.contract import wire

Schema = Mapping[str, Any]

_JSON_KINDS = ((bool, "bool"), (int, "number"), (float, "number"), (str, "string"), (list, "array"), (dict, "object"))
_GO_KINDS = {
    "integer": "int64",
    "number": "float64",
    "string": "string",
    "boolean": "bool",
    "array": "[]",
    "object": "map",
}


class WrongType(ValueError):
    """A value of another JSON type than its field takes; the message is Go's."""


def parse(raw: bytes) -> Any:
    """Return the JSON of a body; raises ValueError when it is none."""
    return json.loads(raw, parse_constant=_refuse_constant)


def track_body(exchange: Exchange, *, missing: str = "Missing data") -> dict[str, Any]:
    """Return the known fields of a Track body; raises Refusal with Track's sentences."""
    try:
        value = parse(exchange.request.body)
        return _object(value, exchange.operation.body_schema or {}, "")
    except WrongType as error:
        raise Refusal(400, str(error)) from None
    except (ValueError, RecursionError):
        raise Refusal(400, missing) from None


def focus_body(exchange: Exchange) -> Any:
    """Return a Focus body, an object or an array as the operation takes; raises Refusal in Focus's form."""
    try:
        value = parse(exchange.request.body)
        return _value(value, exchange.operation.body_schema or {}, "")
    except WrongType as error:
        raise Refusal(400, str(error), code="invalid_request") from None
    except (ValueError, RecursionError):
        raise Refusal(400, "Invalid request", code="invalid_request") from None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _object(value: Any, schema: Schema, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(value, path, "object")
    known = {name.casefold(): name for name in schema.get("properties", {})}
    result: dict[str, Any] = {}
    for key, inner in value.items():
        name = str(known.get(key.casefold(), key))
        field = _field(schema, name)
        if field is not None and (inner is not None or is_nullable(field)):
            result[name] = _value(inner, field, f"{path}.{name}" if path else name)
    return result


def _field(schema: Schema, name: str) -> Schema | None:
    if name in schema.get("properties", {}):
        found: Schema = schema["properties"][name]
        return found
    return next((one for pattern, one in schema.get("patternProperties", {}).items() if re.search(pattern, name)), None)


def _value(value: Any, schema: Schema, path: str) -> Any:
    kind = _kind(schema)
    if value is None and is_nullable(schema):
        return None
    if kind == "object" and "properties" in schema:
        return _object(value, schema, path)
    if kind is not None and not _fits(value, kind):
        raise _wrong(value, path, kind)
    if kind == "array" and "items" in schema:
        return [_value(inner, schema["items"], path) for inner in value]
    return value


def _kind(schema: Schema) -> str | None:
    return next((one for one in wire.types_of(schema) if one != "null"), None)


def is_nullable(schema: Schema) -> bool:
    """Return whether null is a value of its own for this field."""
    return wire.has_type(schema, "null")


def _fits(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer":
        return isinstance(value, int) and -(2**63) <= value < 2**63
    kinds = {"number": (int, float), "string": (str,), "array": (list,), "object": (dict,)}
    return isinstance(value, kinds.get(kind, ()))


def _wrong(value: Any, path: str, kind: str) -> WrongType:
    found = next((name for type_, name in _JSON_KINDS if isinstance(value, type_)), "null")
    where = f"Go struct field .{path}" if path else "Go value"
    return WrongType(f"json: cannot unmarshal {found} into {where} of type {_GO_KINDS[kind]}")

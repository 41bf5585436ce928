"""An example of every operation, in curl and in Python, made from the published document."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from dashboard.bff.docs.schemas import REFERENCE
from dashboard.upstream.contract import wire
from dashboard.upstream.contract.problems import Schema

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_TEXTS = {"date-time": "2026-03-30T09:00:00Z", "email": "alice@example.com"}
_NAMES = {
    "name": "Review",
    "emoji": "🔎",
    "goal_reminder_time": "08:30",
    "token_code": "code-from-the-mail",
    "password": "a new password",
}
_VALUES = {"boolean": True, "number": 1.5, "array": [], "object": {}}
_OPTIONAL_FIELDS = 2  # fields shown where none is required


def example_value(schema: Schema, schemas: Schema, name: str = "") -> Any:
    """Return a value that the schema allows."""
    if "$ref" in schema:
        return example_value(schemas[schema["$ref"].removeprefix(REFERENCE)], schemas, name)
    if "enum" in schema:
        return schema["enum"][0]
    kind = next((one for one in wire.types_of(schema) if one != "null"), "string")
    if kind == "object":
        return _object(schema, schemas)
    if kind == "array" and "items" in schema:
        return [example_value(schema["items"], schemas, name)]
    if kind == "integer":
        return max(schema.get("minimum", 1), 3600 if name == "duration" else 1)
    return _TEXTS.get(schema.get("format", ""), _NAMES.get(name, "text")) if kind == "string" else _VALUES[kind]


def _object(schema: Schema, schemas: Schema) -> Schema:
    properties = schema.get("properties", {})
    names = list(schema.get("required", ()))
    if len(names) < schema.get("minProperties", 1):
        plain = [name for name, one in properties.items() if "$ref" not in one and one.get("type") != "object"]
        names += [name for name in plain if name not in names][: _OPTIONAL_FIELDS - len(names)]
    return {name: example_value(properties[name], schemas, name) for name in names}


def address(path: str, operation: Schema, schemas: Schema, ids: Schema) -> str:
    """Return the path and query of an example, with the member's own ids where they are known."""
    by_name = {one["name"]: one for one in operation["parameters"] if "$ref" not in one}
    filled = _PLACEHOLDER.sub(lambda match: str(_parameter_value(by_name[match[1]], schemas, ids)), path)
    query = [
        f"{name}={quote(_text(_parameter_value(one, schemas, ids)), safe='')}"
        for name, one in by_name.items()
        if one["in"] == "query" and one.get("required")
    ]
    return filled + ("?" + "&".join(query) if query else "")


def curl(method: str, url: str, body: Any) -> str:
    """Return a shell command; the token is in TANDEM_TOKEN."""
    lines = [f'curl -u "$TANDEM_TOKEN:api_token"{"" if method == "GET" else f" -X {method}"} \\']
    if body is not None:
        quoted = json.dumps(body, ensure_ascii=False).replace("'", r"'\''")
        lines += ["  -H 'Content-Type: application/json' \\", f"  -d '{quoted}' \\"]
    return "\n".join([*lines, f"  '{url}'"])


def python(method: str, url: str, body: Any) -> str:
    """Return a Python script."""
    given = f",\n    json={body!r}" if body is not None else ""
    return (
        "import os, requests\n\n"
        f"answer = requests.{method.lower()}(\n"
        f'    "{url}",\n    auth=(os.environ["TANDEM_TOKEN"], "api_token"){given},\n    timeout=30,\n)\n'
        "answer.raise_for_status()\nprint(answer.text)"
    )


def _parameter_value(parameter: Schema, schemas: Schema, ids: Schema) -> Any:
    name = parameter["name"]
    return ids.get(name) or example_value(parameter["schema"], schemas, name)


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)

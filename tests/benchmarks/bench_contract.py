"""What checking a body of 171 fields costs, beside writing the same body as JSON in the same run.

`python -m tests.benchmarks.bench_contract` prints it.
"""

from __future__ import annotations

import json
from typing import Any

from tests.benchmarks.timing import microseconds

CALLS = 2_000
VALUES: dict[str, Any] = {"boolean": True, "integer": 1, "string": "value", "object": {}, "array": []}


def full_body() -> dict[str, Any]:
    """Every field of the reference's preferences, each with a value that is allowed."""
    from dashboard.upstream.contract import operation

    fields = (operation("track.update_preferences").body_schema or {})["properties"]
    return {
        name: field["enum"][0] if "enum" in field else VALUES[field["type"]]
        for name, field in fields.items()
        if not field.get("x-newer")
    }


def run() -> dict[str, float]:
    """Microseconds a call, and the ratio to `json.dumps` of the same body."""
    from dashboard.upstream.contract import operation
    from dashboard.upstream.contract.problems import problems_of, validator

    update, body = operation("track.update_preferences"), full_body()
    schema = update.body_schema or {}
    compiled = validator(schema)
    assert not problems_of(compiled, schema, body)
    figures = {
        "fields": float(len(body)),
        "validate µs": microseconds(lambda: compiled.is_valid(body), CALLS),
        "json.dumps µs": microseconds(lambda: json.dumps(body), CALLS),
        "whole call µs": microseconds(lambda: update.call({}, body), CALLS),
    }
    figures["validate : json.dumps"] = figures["validate µs"] / figures["json.dumps µs"]
    figures["whole call : json.dumps"] = figures["whole call µs"] / figures["json.dumps µs"]
    return figures


def main() -> None:
    """Print the figures."""
    for name, figure in run().items():
        print(f"{name:24} {figure:8.2f}")


if __name__ == "__main__":
    main()

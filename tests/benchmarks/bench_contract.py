"""What checking a body of 171 fields costs, beside writing the same body as JSON in the same run.

`python -m tests.benchmarks.bench_contract` prints it.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

CALLS = 2_000
ROUNDS = 7
VALUES: dict[str, Any] = {"boolean": True, "integer": 1, "string": "value", "object": {}, "array": []}


def microseconds(work: Callable[[], object]) -> float:
    """The median over some rounds of the time that one call takes."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(CALLS):
            work()
        rounds.append((time.perf_counter() - start) / CALLS * 1e6)
    return statistics.median(rounds)


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
    from dashboard.upstream.problems import problems_of, validator

    update, body = operation("track.update_preferences"), full_body()
    schema = update.body_schema or {}
    compiled = validator(schema)
    assert not problems_of(compiled, schema, body)
    figures = {
        "fields": float(len(body)),
        "validate µs": microseconds(lambda: compiled.is_valid(body)),
        "json.dumps µs": microseconds(lambda: json.dumps(body)),
        "whole call µs": microseconds(lambda: update.call({}, body)),
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

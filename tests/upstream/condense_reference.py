"""Condenses the vendor's machine-readable reference into `reference_facts.json`, which the contract is compared with.

`python -m tests.upstream.condense_reference <operations.json>` writes it anew. Nothing of it comes from the contract.

A field is one line: name, type, and `null` or `omitted` where the reference says so. Groups of fields that several
operations share are written once, under the name of the first operation that has them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FACTS = Path(__file__).with_name("reference_facts.json")
NOTES = {"null": " null", "will be omitted if empty": " omitted"}
INTRODUCTION = "Possible error messages:"


def condense(reference: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the facts of the whole reference."""
    shapes: dict[str, dict[str, list[str]]] = {}
    operations = {}
    for raw in sorted(reference, key=lambda raw: (raw["url"], raw["method"])):
        name = f"{raw['method']} {_address(raw)}"
        sentences, printed = _sentences(raw)
        groups = {"body": _groups(raw["body"])}
        groups |= {status: _groups(found) for status, found in raw["responses"].items()}
        groups |= {status: {"": fields} for status, fields in printed.items()}
        operations[name] = {
            "host": raw["url"].split("/")[2],
            "title": raw["title"],
            "path": [f"{one['name']} {one['type']}" for one in raw["path"]],
            "query": [f"{one['name']} {one['type']}{' required' * one['required']}" for one in raw["query"]],
            "statuses": " ".join(raw["codes"]),
            "sentences": sentences,
            "shapes": {where: _shared(shapes, found, f"{name} {where}") for where, found in groups.items() if found},
        }
    return {"operations": operations, "shapes": shapes}


def _address(raw: dict[str, Any]) -> str:
    return "/" + raw["url"].split("/", 3)[3]


def _groups(printed: dict[str, list[list[str]]]) -> dict[str, list[str]]:
    return {group: [_field(name, kind, rest[-1]) for name, kind, *rest in rows] for group, rows in printed.items()}


def _field(name: str, kind: str, note: str) -> str:
    return f"{name} {kind}{NOTES.get(note, '')}"


def _shared(shapes: dict[str, Any], found: dict[str, list[str]], name: str) -> str:
    """Return the name of a shape, the first under which the same groups were seen."""
    for known, groups in shapes.items():
        if groups == found:
            return known
    shapes[name] = found
    return name


def _sentences(raw: dict[str, Any]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the sentences of each status, and the fields of bodies that the reference prints among its sentences."""
    sentences: dict[str, list[str]] = {}
    printed: dict[str, list[str]] = {}
    for status, text in _with_status(raw):
        if text.startswith("{"):
            printed[status] = list(_printed_fields(json.loads(text)))
        elif text != INTRODUCTION:
            sentences.setdefault(status, []).append(text.lstrip("*- "))
    return sentences, printed


def _with_status(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give every sentence its status: some pages leave it out, and then each line that is no bullet is the next one."""
    statuses = iter(raw["codes"])
    status = ""
    for written, text in raw["messages"]:
        if written is None and not text.startswith("*"):
            status = next(statuses)
        yield written or status, text


def _printed_fields(schema: dict[str, Any]) -> Iterator[str]:
    for name, field in schema.items():
        form = f"({field['format']})" if "format" in field else ""
        yield _field(name, field.get("type", "object") + form, field.get("description", ""))


def text_of(facts: dict[str, Any]) -> str:
    """Return the facts as they are committed: one field a line, so that a change reads well."""
    return json.dumps(facts, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FACTS.write_text(text_of(condense(json.loads(Path(sys.argv[1]).read_text()))))

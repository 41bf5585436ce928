"""The contract says what the vendor's reference says: operation by operation, field by field.

The facts are condensed from the reference (`condense_reference.py`), never from the contract. What the contract has
beyond them is marked as newer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.upstream.contract import Operation, document, operations
from tests.sweeps import sweep
from tests.upstream.condense_reference import FACTS, condense, text_of

FOUND = json.loads(FACTS.read_text())
REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "operations.json"
CONTRACT = {f"{one.method} {one.path}": one for one in operations().values()}
NAMES = list(FOUND["operations"])
every_operation = sweep(NAMES)
every_shape = sweep([(name, where) for name in NAMES for where in FOUND["operations"][name]["shapes"]])

Fields = dict[str, str]


def shape_of(name: str, where: str) -> dict[str, Fields]:
    """The groups of fields that the reference prints, each as name to type and note."""
    groups = FOUND["shapes"][FOUND["operations"][name]["shapes"][where]]
    return {group: dict(line.split(" ", 1) for line in lines) for group, lines in groups.items()}


def schema_of(operation: Operation, where: str) -> dict[str, Any]:
    schema = operation.body_schema if where == "body" else operation.answer_schemas[int(where)]
    assert schema is not None
    envelope = schema.get("x-reference-envelope")
    return {"type": "object", "properties": {envelope: schema}} if envelope else schema


def types_of(schema: dict[str, Any]) -> set[str]:
    types = schema.get("type", [])
    return {types} if isinstance(types, str) else set(types)


def kind_of(schema: dict[str, Any]) -> str:
    """The type in the reference's words."""
    if "x-reference-type" in schema:
        return str(schema["x-reference-type"])
    kind = next(iter(types_of(schema) - {"null"}))
    return f"Array of {kind_of(schema['items'])}" if kind == "array" else kind


def line_of(schema: dict[str, Any], told: str, *, sent: bool) -> str:
    """What the contract says of a field, in the words of the facts; a form only where the reference has one."""
    form = f"({schema['format']})" if "(" in told else ""
    null = " null" if sent and "null" in types_of(schema) else ""
    return kind_of(schema) + form + null + (" omitted" if schema.get("x-omitted-if-empty") else "")


def groups_in(schema: dict[str, Any], shape: dict[str, Fields], group: str = "") -> Iterator[tuple[str, Any]]:
    """Walk down the contract's schema along the reference's groups, which are named for the field that holds them."""
    properties = schema["properties"]
    yield group, properties
    for name, field in properties.items():
        inner = field.get("items", field)
        if name in shape and "object" in types_of(inner) and not field.get("x-newer"):
            yield from groups_in(inner, shape, name)


@every_operation
def test_address_parameters_and_title(name: str):
    told, operation = FOUND["operations"][name], CONTRACT[name]
    assert operation.summary == told["title"]
    assert document(operation.service)["servers"] == [{"url": f"https://{told['host']}"}]
    path = [f"{one.name} {kind_of(one.schema)}" for one in operation.parameters if one.place == "path"]
    assert path == told["path"]
    query = [one for one in operation.parameters if one.place == "query" and not one.newer]
    words = {one.name: kind_of(one.schema).replace("Array of ", "[]") + " required" * one.required for one in query}
    assert words == dict(line.split(" ", 1) for line in told["query"])


@every_operation
def test_statuses_and_sentences(name: str):
    told, operation = FOUND["operations"][name], CONTRACT[name]
    raw = document(operation.service)
    newer = {status for status in operation.statuses if response(raw, operation, status).get("x-newer")}
    assert {status for status in operation.statuses if status not in newer} == set(map(int, told["statuses"].split()))
    sentences = {status: said for status, said in operation.messages.items() if said and status not in newer}
    assert sentences == {int(status): tuple(said) for status, said in told["sentences"].items()}


def response(raw: dict[str, Any], operation: Operation, status: int) -> dict[str, Any]:
    found = raw["paths"][operation.path][operation.method.lower()]["responses"][str(status)]
    shared = found.get("$ref", "").rpartition("/")[2]
    return raw["components"]["responses"][shared] if shared else found


@every_operation
def test_a_body_is_described_where_the_reference_has_one(name: str):
    told = FOUND["operations"][name]["shapes"]
    assert (CONTRACT[name].body_schema is not None) == ("body" in told)
    assert {int(status) for status in told if status != "body"} <= set(CONTRACT[name].answer_schemas)


@every_shape
def test_every_field_with_type_and_nullability(name: str, where: str):
    shape = shape_of(name, where)
    seen = dict(groups_in(schema_of(CONTRACT[name], where), shape))
    assert set(seen) == set(shape)
    for group, told in shape.items():
        said = {field: line_of(seen[group][field], told[field], sent=where == "body") for field in told}
        assert said == told


@every_shape
def test_what_the_reference_does_not_have_is_marked(name: str, where: str):
    shape = shape_of(name, where)
    for group, properties in groups_in(schema_of(CONTRACT[name], where), shape):
        beyond = {field for field in properties if field not in shape[group]}
        marked = {field for field in beyond if properties[field].get("x-newer")}
        assert beyond - marked <= {field for field in beyond if properties[field].get("x-omitted-if-empty")}


def test_the_counts():
    assert len(NAMES) == 45
    assert sum(FOUND["operations"][name]["host"] == "api.track.toggl.com" for name in NAMES) == 23
    assert len(CONTRACT) == 49
    assert {one.id for name, one in CONTRACT.items() if name not in NAMES} == {
        "track.list_workspaces", "track.get_quota", "focus.list_tasks", "focus.update_task",
    }  # fmt: skip
    assert all(one.support == (name not in NAMES) for name, one in CONTRACT.items())


@sweep(
    [
        ("GET /api/v9/me/preferences", "200", 171),
        ("POST /api/v9/me/preferences", "body", 171),
        ("GET /api/v9/me/preferences/{client}", "200", 171),
        ("POST /api/v9/me/preferences/{client}", "body", 171),
        ("GET /api/users/me/settings", "200", 41),
        ("PATCH /api/users/me/settings", "body", 40),
        ("POST /api/v9/workspaces/{workspace_id}/preferences", "body", 10),
    ]
)
def test_the_counts_of_fields(name: str, where: str, count: int):
    known = schema_of(CONTRACT[name], where)["properties"]
    assert len(shape_of(name, where)[""]) == count
    assert sum(not field.get("x-newer") for field in known.values()) == count


def test_every_field_of_the_reference_was_compared():
    compared = [
        len(fields)
        for name in NAMES
        for where in FOUND["operations"][name]["shapes"]
        for fields in shape_of(name, where).values()
    ]
    assert sum(compared) == 1371  # 1335 rows of tables, 36 printed as a schema


def test_the_keys_printed_in_lower_camel_case_travel_in_pascal_case():
    fields = shape_of("GET /api/v9/me/preferences", "200")[""]
    camel = {name for name in fields if name != name.lower()}
    wired = CONTRACT["POST /api/v9/me/preferences"].wire(dict.fromkeys(fields))
    assert {name[0].upper() + name[1:] for name in camel} == set(wired) - set(fields)
    assert len(camel) == 36


def test_the_facts_are_the_reference():
    if not REFERENCE.exists():
        pytest.skip("the vendor's reference is not beside this checkout")
    assert FACTS.read_text() == text_of(condense(json.loads(REFERENCE.read_text())))

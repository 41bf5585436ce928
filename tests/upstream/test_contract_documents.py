"""Both documents are valid OpenAPI 3.1, and say of every operation how Tandem treats it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from dashboard.upstream.contract import SERVICES, Operation, Service, document, operations
from tests.sweeps import sweep

every_service = sweep(SERVICES)
every_operation = sweep(operations().values())
KEYS = {
    "bucket", "fresh_for", "makes_stale", "undo", "guessed", "support", "stream", "secret_params",
    "secret_answer_fields", "secret_body_fields", "controls_account",
}  # fmt: skip
EXTENSIONS = {
    "x-tandem", "x-newer", "x-messages", "x-omitted-if-empty", "x-reference-type", "x-reference-envelope", "x-wire",
    "x-allowed",
}  # fmt: skip
READS_OF = {"get_", "list_", "stream_"}


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document, at any depth."""
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from objects(inner)


def tandem(operation: Operation) -> dict[str, Any]:
    raw = document(operation.service)["paths"][operation.path][operation.method.lower()]
    return dict(raw["x-tandem"])


@pytest.mark.long
@every_service
def test_the_document_is_valid_openapi(service: Service):
    assert document(service)["openapi"].startswith("3.1")
    assert not [error.message for error in OpenAPIV31SpecValidator(document(service)).iter_errors()]


@every_service
def test_every_schema_is_a_valid_schema(service: Service):
    for schema in document(service)["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


@every_service
def test_every_shared_part_is_used(service: Service):
    text = {found["$ref"] for found in objects(document(service)) if isinstance(found.get("$ref"), str)}
    parts = document(service)["components"]
    known = {f"#/components/{kind}/{name}" for kind in parts if kind != "securitySchemes" for name in parts[kind]}
    assert known == text


@every_service
def test_every_extension_is_explained_at_the_head_of_the_file(service: Service):
    used = {key for found in objects(document(service)) for key in found if key.startswith("x-")}
    assert used <= EXTENSIONS


@every_operation
def test_its_block_has_only_known_keys(operation: Operation):
    assert set(tandem(operation)) <= KEYS
    assert set(operation.guessed) <= set(tandem(operation))


@every_operation
def test_it_spends_a_quota_exactly_when_it_carries_a_credential(operation: Operation):
    assert operation.bucket in {"me", "organization", None}
    assert (operation.bucket is None) == (not operation.authenticated)
    if not operation.guessed:
        expected = "me" if re.match(r"/api/v9/me\b", operation.path) else "organization"
        assert operation.bucket in {expected, None}


@every_operation
def test_every_read_says_how_long_it_stays_fresh_and_no_write_does(operation: Operation):
    assert ("fresh_for" in tandem(operation)) == operation.is_read
    assert not (operation.is_read and ("makes_stale" in tandem(operation) or "undo" in tandem(operation)))


@every_operation
def test_every_write_names_what_it_makes_stale_and_what_undoes_it(operation: Operation):
    if operation.is_write:
        assert {"makes_stale", "undo"} <= set(tandem(operation))
        assert bool(operation.makes_stale) == operation.authenticated


@every_operation
def test_what_it_makes_stale_exists_and_is_a_read_of_the_same_service(operation: Operation):
    for name in operation.makes_stale:
        assert operations()[name].is_read
        assert operations()[name].service == operation.service


@every_operation
def test_what_undoes_it_exists_and_can_be_addressed(operation: Operation):
    if operation.undo is None:
        return
    undo = operations()[operation.undo["operation"]]
    known = {one.name for one in operation.parameters} | set(operation.undo.get("params", {}))
    assert undo.is_write
    assert {one.name for one in undo.parameters if one.required} <= known
    assert undo.body_schema is None or operation.undo["body"] == "before"
    if "read" in operation.undo:
        assert operations()[operation.undo["read"]].is_read


@every_operation
def test_what_can_be_undone_outdates_what_its_undo_outdates(operation: Operation):
    if operation.undo:
        assert set(operation.makes_stale) & set(operations()[operation.undo["operation"]].makes_stale)


def test_only_closing_the_account_and_lost_passwords_cannot_be_undone():
    final = {one.id for one in operations().values() if one.is_write and one.undo is None}
    assert final == {"track.close_account", "track.confirm_lost_password", "track.request_lost_password"}


def test_closing_the_account_outdates_everything():
    reads = {one.id for one in operations().values() if one.is_read and one.service == "track"}
    assert set(operations()["track.close_account"].makes_stale) == reads


def test_the_fresh_times_of_the_design():
    minutes = {one.id: one.fresh_for / 60 for one in operations().values() if one.is_read}
    assert minutes["track.get_web_timer"] == 1
    assert minutes["focus.list_time_blocks"] == minutes["focus.stream_time_blocks"] == 5
    assert minutes["track.get_preferences"] == minutes["focus.get_settings"] == 10
    assert minutes["focus.list_statuses"] == 15
    assert minutes["track.get_me"] == minutes["track.list_projects"] == minutes["focus.list_tasks"] == 60
    asked_each_time = {name for name, time in minutes.items() if not time}
    assert asked_each_time == {"track.get_logged", "track.get_quota", "track.verify_lost_password"}


@every_operation
def test_what_is_sent_is_closed_at_its_top(operation: Operation):
    if operation.body_schema is not None:
        schema = operation.body_schema.get("items", operation.body_schema)
        assert schema["additionalProperties"] is False


@every_operation
def test_answers_stay_open_for_new_fields(operation: Operation):
    for schema in operation.answer_schemas.values():
        assert not [found for found in objects(schema) if "additionalProperties" in found]


def test_secrets_are_secret_in_every_operation():
    for one in operations().values():
        assert {"api_token", "ical_url", "intercom_hash"} <= one.secret_answer_fields
        assert {"password", "current_password"} <= one.secret_body_fields
    assert "code" in operations()["track.confirm_lost_password"].secret_body_fields
    assert operations()["track.request_lost_password"].secret_params == {"token_code"}


@every_operation
def test_its_name_says_whether_it_reads(operation: Operation):
    verb = operation.id.split(".")[1].partition("_")[0] + "_"
    assert (verb in READS_OF | {"verify_"}) == operation.is_read
    assert operation.reference.startswith("https://engineering.toggl.com/docs/")

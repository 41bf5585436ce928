"""The published document: valid, whole, generated, and readable as a page."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import validate

from dashboard.bff.docs.openapi import document
from dashboard.bff.docs.operations import groups
from dashboard.upstream.contract import operation, operations


def published() -> dict[str, Any]:
    return {one["operationId"]: one for item in document()["paths"].values() for one in item.values()}


def test_anybody_may_read_it(alice):
    answer = Client().get("/bff/openapi.json")
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == document()
    again = Client().get("/bff/openapi.json", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.long
def test_it_is_valid():
    validate(document())


def test_it_has_every_operation_under_its_own_address():
    assert set(published()) == set(operations())
    for path, item in document()["paths"].items():
        for method, one in item.items():
            op = operation(one["operationId"])
            assert (path, method.upper()) == (f"/bff/{op.service}{op.path}", op.method)


def test_no_secret_field_is_promised():
    schemas = {name: one for name, one in document()["components"]["schemas"].items() if name.endswith("Answer")}
    assert not re.search(r"api_token|intercom_hash", json.dumps(schemas))
    assert schemas["TrackWorkspaceAnswer"]["properties"]["ical_url"]["type"] == "null"


def test_names_are_those_that_travel():
    properties = document()["components"]["schemas"]["TrackPreferencesAnswer"]["properties"]
    assert "BeginningOfWeek" in properties
    assert "beginningOfWeek" not in properties
    assert "BeginningOfWeek" in document()["components"]["schemas"]["TrackPreferencesChange"]["properties"]


def test_every_operation_says_what_may_go_wrong():
    statuses = {"400", "401", "402", "403", "404", "409", "413", "429", "500", "502", "504"}
    silent = {name: statuses - set(one["responses"]) for name, one in published().items()}
    assert {name: missing for name, missing in silent.items() if missing} == {}


def test_nothing_of_the_contracts_own_words_is_left():
    assert "x-tandem" not in json.dumps(document())
    assert "x-wire" not in json.dumps(document())


# ------------------------------------------------------------------ the readable page
def test_every_operation_stands_on_the_page(alice, client_of):
    page = client_of(alice).get("/bff/").content.decode()
    assert all(f'id="{name.replace(".", "-").replace("_", "-")}"' in page for name in operations())
    by_token = [one for one in operations().values() if one.controls_account is not True]
    assert page.count("<figcaption") == 2 * len(by_token)


def test_a_search_finds_by_words(alice):
    numbers = {"archive_time_block": 2, "PATCH settings": 1, "nothing like it": 0}
    assert {one: sum(len(group.operations) for group in groups(alice.pk, "", one)) for one in numbers} == numbers


def test_the_examples_have_the_members_own_numbers(alice):
    text = " ".join(entry.curl for group in groups(alice.pk, "https://t.example") for entry in group.operations)
    assert "/workspaces/710001/" in text
    assert "{" not in re.sub(r"-d '.*?' \\", "", text)


def test_the_examples_parse(alice):
    for group in groups(alice.pk, "https://t.example"):
        for entry in [one for one in group.operations if one.curl]:
            compile(entry.python, entry.id, "exec")
            assert shlex.split(entry.curl.replace("\\\n", ""))[-1].startswith("https://t.example/bff/")


@pytest.mark.processes
def test_the_python_example_works_as_it_stands(sandbox, transactional_db, site):
    from dashboard.accounts import tokens
    from tests.conftest import _person

    alice = _person("alice", connected=True)
    token = tokens.make(alice, name="example", can_write=True, services=["track", "focus"]).reveal()
    entries = {entry.id: entry for group in groups(alice.pk, site) for entry in group.operations}
    for name in ("track.get_me", "focus.create_status"):
        done = subprocess.run(
            [sys.executable, "-c", entries[name].python], env={"TANDEM_TOKEN": token}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["id"]

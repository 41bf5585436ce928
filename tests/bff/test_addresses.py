"""A closed list: every operation of the contract, and nothing beside it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dashboard.bff.docs import examples
from dashboard.bff.docs.openapi import document
from dashboard.sandbox.people import ALICE, NORTHWIND, STUDIO
from dashboard.upstream.contract import operations
from tests.security.things import undone

NUMBERS = {"organization_id": NORTHWIND, "workspace_id": STUDIO, "client": "web", "date_to": "2040-01-01T00:00:00Z"}
OWN = {"task_id": "task_id", "id": "time_block_id"}  # what stands in bodies
HOSTILE = [
    "../me", "..%2fme", "%2e%2e/me", "1/../../me", "https://evil/", "//evil", "1%23x", "1?x=1", "1%00", "\uff11",
    "%EF%BC%91", "1%2F..%2F2", "..", ".", "%2e", "1;x", "1%0d%0aX: y", "01", "+1", "1e3", "-1", "0", "1.0", "1%20",
    "\\1", "%5c1", "9" * 30, "",
]  # fmt: skip


def requests_made(sandbox: Any) -> list[str]:
    return [one["operation"] for one in sandbox.requests()]


def own_numbers(sandbox: Any) -> dict[str, Any]:
    blocks = sandbox.world.state.blocks.values()
    block = next(row for row in blocks if row["toggl_user_id"] == ALICE.focus_id and not row["archived_at"])
    state = sandbox.world.state
    statuses = [row["id"] for row in state.statuses.values() if row["workspace_id"] == STUDIO]
    status = next(one for one in statuses if one not in state.default_statuses)
    return NUMBERS | {
        "task_id": block["task_id"],
        "time_block_id": block["id"],
        "status_id": status,
        "ids": [block["id"]],
    }


def published() -> list[tuple[str, str, dict[str, Any]]]:
    """Every operation of the document but those that no token may do: its path, method and description."""
    found = [(path, method, one) for path, item in document()["paths"].items() for method, one in item.items()]
    return [row for row in found if row[2].get("x-session-only") is not True]


def knock(sandbox: Any, script: Any, path: str, method: str, described: dict[str, Any]) -> str:
    """Send what the document's samples say; return what is wrong with the answer."""
    operation, schemas = operations()[described["operationId"]], document()["components"]["schemas"]
    schema = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body = examples.example_value(schema, schemas) if schema else None
    own = own_numbers(sandbox)
    for item in body if isinstance(body, list) else (body or {}).get("time_blocks", []):
        item |= {name: own[known] for name, known in OWN.items() if name in item}
    answer = script(method.upper(), examples.address(path, described, schemas, own).removeprefix("/bff/"), body)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    is_right = answer.status_code < 300 and answer.status_code in operation.statuses
    return "" if is_right and requests_made(sandbox) == [operation.id] else f"{answer.status_code} {content[:300]!r}"


@pytest.mark.long
def test_every_operation_is_behind_the_door(sandbox, alice, script_of):
    script, wrong = script_of(alice), {}
    for path, method, described in published():
        with undone(sandbox):
            wrong[described["operationId"]] = knock(sandbox, script, path, method, described)
    assert set(wrong) == set(operations()) - {"track.close_account", "track.confirm_lost_password"}
    assert {operation_id: said for operation_id, said in wrong.items() if said} == {}


def test_no_part_of_an_address_reaches_another(sandbox, alice, script_of):
    script = script_of(alice)
    for segment in HOSTILE:
        for after in ("/preferences", ""):
            answer = script("GET", f"track/api/v9/workspaces/{segment}{after}")
            assert answer.status_code in {400, 404}, (segment, after, answer.content)
            assert answer.json()["error"] in {"invalid", "unknown_address"}, (segment, after)
    assert sandbox.requests() == []


UNKNOWN = (
    "track/api/v9/me/", "track//api/v9/me", "track/api/v9//me", "track/api/v8/me", "track/", "track",
    "other/api/v9/me", "focus/api/v9/me", "track/api/users/me/settings", "track/api/v9/time_entries",
    "TRACK/api/v9/me", "track/api/v9/ME", "track/http://127.0.0.1/api/v9/me", "track/api/v9/me/preferences/web/",
    "../track/api/v9/me",
)  # fmt: skip


def test_another_address_is_404_in_json_without_a_token_too(client, clean):
    for path in UNKNOWN:
        answer = client.get(f"/bff/{path}")
        assert (answer.status_code, answer.json()["error"]) == (404, "unknown_address"), path


def test_a_hidden_slash_is_404_where_the_server_tells_of_it(sandbox, alice, script_of):
    script = script_of(alice)
    for raw in ("/bff/track/api/v9/me%2Fpreferences", "/bff/track/api/v9%5cme", "/bff/track/api/v9/me%00"):
        client = Client(RAW_URI=raw)
        answer = client.get("/bff/track/api/v9/me/preferences", headers={"Authorization": script.header})
        assert answer.status_code == 404, raw
    assert sandbox.requests() == []


def test_another_method_is_405_and_says_which(client, clean):
    for method in ("DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH", "BREW"):
        answer = client.generic(method, "/bff/track/api/v9/me")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, PUT"), method


def test_a_host_that_is_not_ours_is_400(sandbox, alice, script_of):
    answer = script_of(alice)("GET", "track/api/v9/me", Host="evil.example")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid")


def test_programs_that_ask_for_workspaces_the_short_way_get_them(sandbox, alice, script_of):
    assert script_of(alice)("GET", "track/api/v9/workspaces").json()[0]["id"] == STUDIO


WRONG_PARAMETERS = {
    "x=1": "x: There is no parameter of this name.",
    "per_page=0": "per_page: This has to be 1 or more.",
    "per_page=ten": "per_page: This has to be a whole number, in plain digits.",
    "per_page=1&per_page=2": "per_page: This is given twice.",
    "workspace_id=1": "workspace_id: There is no parameter of this name.",
    "order_by=color": "order_by[0]: Choose one of: ",
}


def test_a_wrong_parameter_is_named(sandbox, alice, script_of):
    script = script_of(alice)
    for query, said in WRONG_PARAMETERS.items():
        answer = script("GET", f"focus/api/workspaces/{STUDIO}/statuses?{query}")
        assert answer.status_code == 400, query
        assert answer.json()["details"][0].startswith(said), query
    assert sandbox.requests() == []

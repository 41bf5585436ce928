"""The sandbox held against the contract: whatever is sent to whichever operation, every answer is valid."""

from __future__ import annotations

import copy
import json
import warnings
from functools import cache
from typing import Any, get_args, get_type_hints
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.sandbox.people import ALICE, BY_NAME, HARBOR, LAB, NORTHWIND, QUAY, STUDIO, Person
from dashboard.sandbox.protocol.application import HANDLERS
from dashboard.sandbox.switches import Switches
from dashboard.upstream.contract import Operation, document, operation, operations
from tests.sandbox.caller import Caller

# What stands in paths and narrows queries: the person's own, another's, and what nobody has.
KNOWN: dict[str, list[Any]] = {
    "organization_id": [NORTHWIND, NORTHWIND, HARBOR, 1],
    "workspace_id": [STUDIO, STUDIO, STUDIO, LAB, QUAY, 1],
    "task_id": [5_000_003, 5_000_003, 5_000_002, 5_000_060, 1],
    "time_block_id": [6_000_003, 6_000_300, 1],
    "status_id": [300_001, 300_003, 300_004, 300_101, 1],
    "client": ["web", "desktop", "phone"],
    "token_code": ["c0de", "x y"],
    "date_from": ["2020-01-01T00:00:00Z", "2026-08-07"],
    "date_to": ["2040-01-01T00:00:00Z", "2026-08-07"],
}
SENTENCE = {"error", "error_description", "trace_id"}
SLOW_START = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]


@cache
def schemathesis_operation(operation_id: str) -> Any:
    """Return schemathesis' own reading of an operation, made from the same document."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of packages that schemathesis brings along
        import schemathesis

    chosen = operation(operation_id)
    schema = schemathesis.openapi.from_dict(copy.deepcopy(document(chosen.service)))
    return schema[chosen.path][chosen.method]


@cache
def cases(operation_id: str) -> st.SearchStrategy[Any]:
    """Return requests for an operation, right ones and wrong ones."""
    import schemathesis

    modes = schemathesis.GenerationMode
    made = schemathesis_operation(operation_id)
    right = made.as_strategy(generation_mode=modes.POSITIVE)
    if not operation(operation_id).parameters and operation(operation_id).body_schema is None:
        return right
    return st.one_of(right, right, made.as_strategy(generation_mode=modes.NEGATIVE))


def own_numbers(sandbox: Any, person: Person) -> dict[str, list[Any]]:
    """Return numbers that belong together: an own block, its task, a status, workspace and organisation."""
    rows = sandbox.world.state.blocks.values()
    block = next(row for row in rows if row["toggl_user_id"] == person.focus_id and not row["archived_at"])
    statuses = [
        row["id"] for row in sandbox.world.state.statuses.values() if row["workspace_id"] == person.workspace_id
    ]
    return KNOWN | {
        "organization_id": [person.organization_id],
        "workspace_id": [person.workspace_id],
        "task_id": [block["task_id"]],
        "time_block_id": [block["id"]],
        "status_id": statuses[:4],
    }


def target(chosen: Operation, case: Any, known: dict[str, list[Any]], data: st.DataObject) -> str:
    """Return the address: generated, but with what exists in the places of numbers that would never be hit."""
    path, query = chosen.path, dict(case.query or {})
    for parameter in chosen.parameters:
        values = known.get(parameter.name)
        generated = (case.path_parameters if parameter.place == "path" else query) or {}
        value = generated.get(parameter.name)
        if values and (parameter.place == "path" or parameter.required) and data.draw(st.integers(0, 9)):
            value = data.draw(st.sampled_from(values))
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(str(value), safe="") or "0")
        elif value is not None:
            query[parameter.name] = value
    pairs = [(name, _flat(value)) for name, value in query.items() if value is not None]
    return path + ("?" + urlencode(pairs, errors="replace") if pairs else "")


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return json.dumps(value) if isinstance(value, bool | dict) else str(value)


def body_of(case: Any) -> bytes | None:
    if type(case.body).__name__ == "NotSet":
        return None
    return case.body if isinstance(case.body, bytes) else json.dumps(case.body).encode()


def choices() -> st.SearchStrategy[dict[str, Any]]:
    """Return settings of the switches that change what is answered, most of them as they are at first."""
    kinds = {
        name: get_args(kind) or (True, False) for name, kind in get_type_hints(Switches).items() if kind is not str
    }
    for name in ("default_per_page", "burst", "stream_piece", "stream_pause", "stream_repeat", "enforce_quota"):
        del kinds[name]
    kinds["stream_form"] = ("array", "items")  # the third is not one piece of JSON
    return st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in kinds.items()})


def problems(chosen: Operation, got: Any, *, strict: bool = True) -> list[str]:
    """Say what is wrong with an answer, looked at strictly while the switches are as at first."""
    if got.status < 300:
        return chosen.answer_problems(got.status, chosen.canonical(got.data), strict=strict)
    if chosen.service == "track" and not got.headers.get("Content-Type", "").startswith("application/json"):
        return []
    if chosen.service == "track" and got.status in (401, 403, 405) and got.raw == b"":
        return []
    if chosen.service == "focus" and not set(got.data) >= SENTENCE:
        return ["not Focus's error object"]
    return chosen.answer_problems(got.status, got.data, strict=True)


def test_every_operation_is_carried_out_and_nothing_else_is():
    assert set(HANDLERS) == set(operations())


def every_answer_is_valid(sandbox: Any, operation_id: str) -> None:
    """Send all kinds of things to an operation, right or wrong, by anybody, with any switches."""

    @settings(max_examples=100, suppress_health_check=SLOW_START)
    @given(data=st.data())
    def tried(data: st.DataObject) -> None:
        answer_is_valid(sandbox, operation_id, data)

    tried()


def answer_is_valid(sandbox: Any, operation_id: str, data: st.DataObject) -> None:
    sandbox.reset()
    switches = data.draw(st.just({}) | choices())
    sandbox.switch(**switches)
    chosen = operation(operation_id)
    case = data.draw(cases(operation_id))
    caller = Caller(sandbox, BY_NAME[data.draw(st.sampled_from(("alice", *BY_NAME)))])
    known = own_numbers(sandbox, caller.person) if data.draw(st.integers(0, 3)) else KNOWN
    address = target(chosen, case, known, data)
    got = caller.send(chosen.method, address, body_of(case), key=caller.keys[chosen.service])
    assert got.status < 500
    assert problems(chosen, got, strict=not switches) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("service", ["track", "focus"])
def test_every_answer_is_valid_however_long_one_tries(sandbox, service):
    wrong = {}
    for operation_id in (one.id for one in operations().values() if one.service == service):
        try:
            every_answer_is_valid(sandbox, operation_id)
        except AssertionError as error:
            wrong[operation_id] = error
    assert wrong == {}


def succeeded(sandbox: Any, operation_id: str) -> list[str]:
    """Make a call that is right in everything, of a fresh sandbox; return what is wrong with the answer."""
    sandbox.reset()
    sandbox.switch(default_status_update="accept")
    chosen, caller = operation(operation_id), Caller(sandbox, ALICE)
    params = {name: values[0] for name, values in KNOWN.items() if name in {p.name for p in chosen.parameters}}
    if "time_block_id" in params:
        made = caller.call("focus.create_time_block", {"start": "2031-05-05T10:00:00Z"}, task_id=params["task_id"])
        params["time_block_id"] = made.data["id"]
    if operation_id == "focus.delete_time_blocks":
        made = caller.call("focus.create_time_block", {"start": "2031-05-05T10:00:00Z"}, task_id=5_000_003)
        params["ids"] = [made.data["id"]]
    if operation_id == "focus.list_tasks":
        params.pop("status_id")
    if operation_id in ("focus.delete_status", "focus.restore_status"):
        params["status_id"] = 300_003
    if operation_id == "focus.restore_time_block":
        caller.call("focus.delete_time_block", task_id=params["task_id"], time_block_id=params["time_block_id"])
    got = caller.call(operation_id, good_body(operation_id, params), **params)
    if got.status >= 300 or got.status not in chosen.statuses:
        return [f"status {got.status}: {got.raw!r}"]
    return problems(chosen, got)


@pytest.mark.long
def test_every_operation_can_succeed_strictly_as_the_contract_has_it(sandbox):
    found = {operation_id: succeeded(sandbox, operation_id) for operation_id in operations()}
    assert {operation_id: wrong for operation_id, wrong in found.items() if wrong} == {}


def good_body(operation_id: str, params: dict[str, Any]) -> Any:
    if operation_id == "focus.update_time_blocks":
        return [{"id": 6_000_003, "duration": 60}]
    bodies = {
        "track.update_workspace_preferences": {"disable_expenses": False},
        "track.update_me": {"fullname": "Al"},
        "track.confirm_lost_password": {"code": "c0de"},
        "track.request_lost_password": {"email": ALICE.email},
        "focus.update_settings": {"theme": "dark"},
        "focus.create_time_block": {"start": "2031-05-05T10:00:00Z"},
        "focus.replace_time_block": {"start": "2031-05-05T10:00:00Z"},
        "focus.update_time_block": {"duration": 60},
        "focus.create_time_blocks": {"time_blocks": [{"start": "2031-05-05T10:00:00Z", "task_id": 5_000_003}]},
        "focus.create_status": {"name": "Parked", "emoji": "🅿️", "position": 1},
        "focus.update_status": {"name": "Parked", "emoji": "🅿️", "position": 1},
        "focus.update_task": {"status_id": 300_001},
    }
    return bodies.get(operation_id, {"theme": "dark"} if "update" in operation_id else None)

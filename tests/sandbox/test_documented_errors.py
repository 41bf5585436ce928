"""Every refusal that the reference documents can be had, in the service's own form and with its sentence."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.sandbox.people import ALICE
from dashboard.upstream.contract import operation, operations
from tests.sandbox.caller import Caller, Got
from tests.sandbox.test_me import REFUSED as ME_REFUSED
from tests.sandbox.test_preferences import REFUSED as PREFERENCES_REFUSED

PLACES: dict[str, Any] = {"client": "web", "task_id": 5_000_003, "time_block_id": 6_000_003, "status_id": 300_001}
START = "2031-05-05T10:00:00Z"
STATUS = {"name": "To do", "emoji": "📋", "position": 1}
GOOD_BODIES: dict[str, Any] = {
    "focus.create_time_blocks": {"time_blocks": [{"start": START, "task_id": 5_000_003}]},
    "focus.update_time_blocks": [{"id": 1, "duration": 60}],
    "focus.create_status": STATUS,
    "focus.update_status": STATUS,
    "track.confirm_lost_password": {"code": "x"},
    "track.request_lost_password": {"email": ALICE.email},
    "track.update_workspace_preferences": {"disable_expenses": True},
}
BY_BODY = dict(
    [(("track.update_me", sentence), body) for body, sentence in ME_REFUSED]
    + [
        ((f"track.update_{scope}preferences", sentence), body)
        for scope in ("", "client_")
        for body, sentence in PREFERENCES_REFUSED
    ]
    + [
        (("track.update_workspace_preferences", "The field is not writable"), {"single_sign_on": True}),
        (
            ("track.update_workspace_preferences", "Workspace needs to have the Locking time entries feature enabled"),
            {"report_locked_at": START},
        ),
    ]
)
BY_TARGET = {
    "Unknown client.": "/api/v9/me/preferences/phone",
    "Unknown client": "/api/v9/me/preferences/phone",
    "Workspace not found": "/api/v9/workspaces/1/preferences",
    "Invalid include_archived": "/api/v9/me/projects?include_archived=maybe",
    "Invalid include_not_active": "/api/v9/me/tasks?include_not_active=maybe",
}


def documented() -> list[tuple[str, int, str]]:
    """Return operation, status and sentence of every documented refusal but those of 500."""
    return [
        (one.id, status, sentence)
        for one in operations().values()
        for status, sentences in one.messages.items()
        if status >= 400 and status != 500
        for sentence in sentences or ("",)
    ]


def params(operation_id: str, **changed: Any) -> dict[str, Any]:
    """Return what the path and the required query of an operation need."""
    values = {**PLACES, "token_code": "x", "ids": [1], "date_from": START, "date_to": START, **changed}
    needed = {one.name for one in operation(operation_id).parameters if one.required} | set(changed)
    return {name: value for name, value in values.items() if name in needed}


def good_body(operation_id: str) -> Any:
    chosen = operation(operation_id)
    if chosen.body_schema is None:
        return None
    default = {"start": START} if "time_block" in operation_id else {"theme": "dark"}
    if operation_id == "track.update_me":
        default = {"fullname": "Al"}
    return GOOD_BODIES.get(operation_id, {"name": "x"} if operation_id == "focus.update_task" else default)


def provoke(sandbox: Any, alice: Caller, charlie: Caller, operation_id: str, status: int, sentence: str) -> Got:
    """Do what is refused with this status and sentence."""
    chosen = operation(operation_id)
    if (operation_id, sentence) in BY_BODY:
        target = chosen.call(params_with_workspace(operation_id), good_body(operation_id)).target
        return alice.send(chosen.method, target, BY_BODY[operation_id, sentence])
    if sentence in BY_TARGET:
        return alice.send(chosen.method, BY_TARGET[sentence], good_body(operation_id))
    if status == 400:
        return malformed(sandbox, alice, operation_id)
    if status == 403:
        return forbidden(sandbox, alice, charlie, operation_id, sentence)
    if operation_id == "track.get_me":
        sandbox.set_standing("alice", "missing", "track")
    sandbox.switch(location="unknown_country", web_timer="missing")
    return alice.call(operation_id, good_body(operation_id), **absent(operation_id))


def params_with_workspace(operation_id: str) -> dict[str, Any]:
    names = {one.name for one in operation(operation_id).parameters}
    own = {"workspace_id": ALICE.workspace_id, "organization_id": ALICE.organization_id}
    return {**params(operation_id), **{name: value for name, value in own.items() if name in names}}


def absent(operation_id: str) -> dict[str, Any]:
    """Return parameters that name something that is not there."""
    changed = {"status_id": 1} if "status" in operation_id else {"time_block_id": 1, "ids": [1]}
    names = {one.name for one in operation(operation_id).parameters}
    return params(operation_id, **{name: value for name, value in changed.items() if name in names})


def malformed(sandbox: Any, alice: Caller, operation_id: str) -> Got:
    """Name a workspace that is no number; settings have none: a body that is none, or nothing but a fault."""
    chosen = operation(operation_id)
    if operation_id == "focus.get_settings":  # nothing that can be sent to it is wrong
        sandbox.fault(operation_id, "status", status=400)
    target = chosen.call(params_with_workspace(operation_id), good_body(operation_id)).target
    return alice.send(chosen.method, target.replace(str(ALICE.workspace_id), "x"), b"{")


def forbidden(sandbox: Any, alice: Caller, charlie: Caller, operation_id: str, sentence: str) -> Got:
    if sentence == "Insufficient permissions":
        ids = {"workspace_id": ALICE.workspace_id, "organization_id": ALICE.organization_id}
        return charlie.call(operation_id, good_body(operation_id), **params(operation_id), **ids)
    if operation_id == "track.update_workspace_preferences":
        sandbox.set_role("alice", ALICE.workspace_id, "user")
        return alice.call(operation_id, {"report_locked_at": START})
    if not sentence.startswith("Cannot"):
        sandbox.set_standing("alice", "suspended")
    return alice.call(operation_id, good_body(operation_id), **params(operation_id))


def is_as_documented(got: Got, operation_id: str, status: int, sentence: str) -> bool:
    if got.status != status:
        return False
    if operation_id.startswith("track."):
        return got.data == sentence or not sentence
    said = got.data["error_description"]
    return said == sentence or (sentence == "Invalid request" and said)  # live answers are more exact


@pytest.mark.long
def test_a_documented_refusal_can_be_had(sandbox, alice, charlie):
    wrong = []
    for refusal in documented():
        sandbox.reset()
        got = provoke(sandbox, alice, charlie, *refusal)
        if not is_as_documented(got, *refusal):
            wrong.append((*refusal, got))
    assert wrong == []


def test_every_operation_can_fail_on_the_vendors_side(sandbox, alice):
    said = {}
    for operation_id in operations():
        sandbox.reset()
        sandbox.fault(operation_id, "status", status=500)
        got = alice.call(operation_id, good_body(operation_id), **params(operation_id))
        sentence = got.data if operation_id.startswith("track.") else got.data["error_description"]
        said[operation_id] = (got.status, sentence)
    assert said == dict.fromkeys(said, (500, "Internal Server Error"))


def test_every_operation_that_costs_can_be_refused_for_its_quota(sandbox, alice):
    said = {}
    for operation_id in (one.id for one in operations().values() if one.bucket):
        sandbox.reset()
        sandbox.set_quota("alice", "me", 0)
        sandbox.set_quota("alice", ALICE.organization_id, 0)
        got = alice.call(operation_id, good_body(operation_id), **params(operation_id))
        said[operation_id] = (got.status, got.left, "hourly limit" in got.raw.decode())
    assert said == dict.fromkeys(said, (402, 0, True))

"""What other pages take back with buttons of their own is known to history as well."""

from __future__ import annotations

from dashboard.audit import services as audit
from dashboard.gateway import services as gateway
from dashboard.history import services
from tests.history.writes import EXAMPLES, WORKSPACE, statuses_of

OF = {"workspace_id": WORKSPACE}


def test_a_status_restored_by_the_toast_of_its_page_counts_as_undone(alice, sandbox, client_of):
    made = gateway.write(alice, "focus.create_status", {"emoji": "🚧", "name": "Parked", "position": 2}, **OF).data
    statuses_of(alice)
    written = gateway.write(alice, "focus.delete_status", **OF, status_id=made["id"])
    client = client_of(alice)
    client.post("/statuses/undo/", {"undo": str(written.write_id), "idempotency_key": "0" * 32})
    assert services.undo(alice, written.write_id).outcome == "already"


def test_a_status_deleted_by_the_toast_of_its_page_undoes_its_making(alice, sandbox, client_of):
    statuses_of(alice)
    written = gateway.write(alice, "focus.create_status", {"emoji": "🚧", "name": "Parked", "position": 2}, **OF)
    client_of(alice).post("/statuses/undo/", {"undo": str(written.write_id), "idempotency_key": "0" * 32})
    (attempt,) = audit.attempts_to_undo(written.write_id)
    assert attempt.operation == "focus.delete_status"


def test_the_calendar_does_again_what_history_took_back(alice, sandbox):
    from dashboard.gateway.undo.stacks import stacks_of

    params, body = EXAMPLES["focus.update_time_block"][0](alice)
    first = gateway.write(alice, "focus.update_time_block", {"duration": 1800}, **params)
    second = gateway.write(alice, "focus.update_time_block", body, **params)
    for one in (second, first):
        assert services.undo(alice, one.write_id).outcome == "done"
    stacks = stacks_of(alice, "time-blocks")
    assert stacks.undo is None
    assert stacks.redo is not None
    assert len(stacks.redo.entries) == 1

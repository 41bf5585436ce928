"""What undo and redo would do next, worked out from rows of history."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from dashboard.audit.models import Entry
from dashboard.gateway.undo.stacks import reversible, stacks

UPDATE, DELETE_MANY = "focus.update_time_block", "focus.delete_time_blocks"


def change(key: str = "", operation: str = UPDATE, *, undoes: Any = None, **fields: Any) -> Entry:
    """A write that was done, as history has it."""
    return Entry(
        write_id=uuid4(),
        operation=operation,
        idempotency_key=key,
        undoes=undoes,
        target=fields.pop("target", {}),
        **fields,
    )


def test_the_latest_change_is_undone_first():
    first, second = change(), change()
    found = stacks([second, first])
    assert found.undo is not None
    assert found.undo.entries == (second,)
    assert found.redo is None
    assert found.group_of(first.write_id.hex).entries == (first,)
    assert found.group_of("nothing") is None


def test_changes_of_one_form_are_one_group():
    first, second = change("form.1"), change("form.2")
    found = stacks([second, first])
    assert found.undo is not None
    assert found.undo.entries == (second, first)
    assert found.undo.name == "form"
    assert found.group_of(first.write_id.hex) == found.undo


def test_what_was_undone_can_be_done_again_and_undone_again():
    first = change()
    undo = change("undo.1", undoes=first.write_id)
    found = stacks([undo, first])
    assert found.undo is None
    assert found.redo is not None
    assert found.redo.entries == (undo,)
    redo = change("redo.1", undoes=undo.write_id)
    found = stacks([change("again.1", undoes=redo.write_id), redo, undo, first])
    assert found.redo is not None


def test_a_new_change_leaves_nothing_to_redo():
    first = change()
    undo = change(undoes=first.write_id)
    assert stacks([change(), undo, first]).redo is None


def test_a_group_costs_a_request_for_each_thing_that_is_undone_alone():
    group = stacks([change("many.0", DELETE_MANY, target={"ids": [1, 2, 3]}), change("many.1")]).undo
    assert group is not None
    assert (group.count, group.cost) == (4, 4)
    shifted = stacks([change(operation="focus.update_time_blocks", after=[{"id": 1}, {"id": 2}])]).undo
    assert shifted is not None
    assert (shifted.count, shifted.cost) == (2, 1)


def test_operations_of_a_resource_are_those_that_the_contract_undoes():
    assert UPDATE in reversible("time-blocks")
    assert all("time_block" in name for name in reversible("time-blocks"))

"""Every write of the contract that has an inverse is taken back; every other says why not. Read from the contract."""

from __future__ import annotations

import pytest

from dashboard.audit import services as audit
from dashboard.gateway import reasons
from dashboard.gateway import services as gateway
from dashboard.history import services
from dashboard.upstream.contract import operations
from tests.history.writes import EXAMPLES, living

WRITES = [one for one in operations().values() if one.is_write]
REVERSIBLE = [one.id for one in WRITES if one.undo]
EACH = [(name, make) for name, makes in EXAMPLES.items() for make in makes]


def test_there_is_an_example_of_every_write_that_has_an_inverse():
    assert set(EXAMPLES) == set(REVERSIBLE)


@pytest.mark.parametrize(("name", "make"), EACH, ids=[f"{name}-{make.__name__}" for name, make in EACH])
def test_it_is_taken_back_and_done_again(alice, sandbox, name, make):
    params, body = make(alice)
    was = living(sandbox)
    written = gateway.write(alice, name, body, **params)
    changed = living(sandbox)
    assert written.is_done
    assert changed != was
    undone = services.undo(alice, written.write_id)
    assert (undone.outcome, undone.reason) == ("done", "")
    assert living(sandbox) == was
    for one in undone.written:
        assert services.undo(alice, one.write_id).outcome == "done"
    assert living(sandbox) == changed


@pytest.mark.parametrize(("name", "make"), EACH, ids=[f"{name}-{make.__name__}" for name, make in EACH])
def test_it_names_what_it_took_back_and_is_sent_once(alice, sandbox, name, make):
    params, body = make(alice)
    written = gateway.write(alice, name, body, **params)
    undone = services.undo(alice, written.write_id)
    sent = len([row for row in sandbox.requests() if row["method"] != "GET"])
    again = services.undo(alice, written.write_id)
    assert again.outcome == "already"
    assert len([row for row in sandbox.requests() if row["method"] != "GET"]) == sent
    assert {one.write_id for one in undone.written} == {
        row.write_id for row in audit.attempts_to_undo(written.write_id)
    }


@pytest.mark.parametrize("name", [one.id for one in WRITES if not one.undo])
def test_a_write_without_an_inverse_says_why(name):
    assert reasons.OPERATIONS[name]


def test_an_unknown_write_gets_a_sentence_too():
    assert str(reasons.of_operation("track.something_new")) == "Toggl offers no way to take this back."

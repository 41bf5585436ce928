"""Every write of the contract that has an inverse is taken back; every other says why not. Read from the contract."""

from __future__ import annotations

import pytest

from dashboard.audit import services as audit
from dashboard.gateway import services as gateway
from dashboard.gateway.undo import reasons
from dashboard.history import services
from dashboard.upstream.contract import operations
from tests.failures import collect_failures
from tests.history.writes import EACH, EXAMPLES, begin_anew, living

WRITES = [one for one in operations().values() if one.is_write]
REVERSIBLE = [one.id for one in WRITES if one.undo]


def test_there_is_an_example_of_every_write_that_has_an_inverse():
    assert set(EXAMPLES) == set(REVERSIBLE)


@pytest.mark.long
def test_each_is_taken_back_once_and_done_again(alice, sandbox):
    wrong = []
    for name, make in EACH:
        with collect_failures(wrong, make.__name__):
            begin_anew(sandbox)
            params, body = make(alice)
            was = living(sandbox)
            written = gateway.write(alice, name, body, **params)
            changed = living(sandbox)
            assert written.is_done
            assert changed != was
            undone = services.undo(alice, written.write_id)
            assert (undone.outcome, undone.reason) == ("done", "")
            assert living(sandbox) == was
            named = {row.write_id for row in audit.attempts_to_undo(written.write_id)}
            assert named == {one.write_id for one in undone.written}
            sent = writes(sandbox)
            assert services.undo(alice, written.write_id).outcome == "already"
            assert writes(sandbox) == sent
            for one in undone.written:
                assert services.undo(alice, one.write_id).outcome == "done"
            assert living(sandbox) == changed
    assert wrong == []


def writes(sandbox):
    """How many writes arrived."""
    return len([row for row in sandbox.requests() if row["method"] != "GET"])


def test_a_write_without_an_inverse_says_why():
    assert [one.id for one in WRITES if not one.undo and not reasons.OPERATIONS.get(one.id)] == []


def test_an_unknown_write_gets_a_sentence_too():
    assert str(reasons.of_operation("track.something_new")) == "Toggl offers no way to take this back."
